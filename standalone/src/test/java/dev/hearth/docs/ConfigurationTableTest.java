package dev.hearth.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The table of properties in docs/configuration.md is the configuration metadata, which the
 * compiler makes from the Javadoc of the properties. {@code ./hearth test -Dhearth.docs.write=true}
 * writes it anew.
 */
class ConfigurationTableTest {

  private static final Path PAGE = Path.of("../docs/configuration.md");
  private static final String BEGIN = "<!-- properties: made from the configuration metadata -->\n";
  private static final String END = "<!-- end of properties -->\n";

  @Test
  void theTableIsTheMetadata() throws IOException {
    String page = Files.readString(PAGE);
    int begin = page.indexOf(BEGIN) + BEGIN.length();
    int end = page.indexOf(END);
    String table = table();

    if (Boolean.getBoolean("hearth.docs.write")) {
      Files.writeString(PAGE, page.substring(0, begin) + table + page.substring(end));
      page = Files.readString(PAGE);
      end = page.indexOf(END);
    }

    assertThat(page.substring(begin, end)).isEqualTo(table);
  }

  private static String table() throws IOException {
    StringBuilder table = new StringBuilder("| property | meaning | default |\n|---|---|---|\n");
    properties()
        .forEach(
            (name, property) ->
                table
                    .append("| `%s` | ".formatted(name))
                    .append(sentence(property.path("description").asString("")))
                    .append(" | ")
                    .append(value(property.path("defaultValue")))
                    .append(" |\n"));
    return table.toString();
  }

  private static Map<String, JsonNode> properties() throws IOException {
    Map<String, JsonNode> properties = new TreeMap<>();
    for (URL metadata :
        Collections.list(
            ConfigurationTableTest.class
                .getClassLoader()
                .getResources("META-INF/spring-configuration-metadata.json"))) {
      try (InputStream in = metadata.openStream()) {
        for (JsonNode property : JsonMapper.shared().readTree(in).path("properties")) {
          String name = property.path("name").asString("");
          if (name.startsWith("hearth.")) {
            assertThat(property.path("description").asString(""))
                .as("Javadoc of " + name)
                .isNotBlank();
            properties.put(name, property);
          }
        }
      }
    }
    assertThat(properties).isNotEmpty();
    return properties;
  }

  private static String sentence(String description) {
    return description
        .replaceAll("\\{@(?:code|value) ([^}]*)}", "`$1`")
        .replaceAll("\\s+", " ")
        .replace("|", "\\|")
        .strip();
  }

  private static String value(JsonNode value) {
    return value.isMissingNode() ? "" : "`" + (value.isString() ? value.asString() : value) + "`";
  }
}
