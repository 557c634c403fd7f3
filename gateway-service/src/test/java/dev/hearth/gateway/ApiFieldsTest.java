package dev.hearth.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import dev.hearth.gateway.ApiDescription.Field;
import dev.hearth.gateway.ApiDescription.Operation;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Every field that the description of the API names is sent to the gateway, which must do with it
 * what docs/api.md says. {@code -Dhearth.docs.write=true} writes that page's tables anew.
 */
class ApiFieldsTest extends GatewayFixture {

  private static final Path PAGE = Path.of("../docs/api.md");
  private static final String BEGIN = "<!-- endpoints: made from openapi/hearth.yaml -->\n";
  private static final String END = "<!-- end of endpoints -->\n";

  @TestFactory
  Stream<DynamicTest> doesWithAFieldWhatIsSaid() throws Exception {
    ApiDescription description = description();
    List<DynamicTest> tests = new ArrayList<>();
    for (Operation operation : description.operations()) {
      if (operation.isForwarded()) {
        continue;
      }
      for (Field field : description.fields(operation)) {
        if (field.tested()) {
          tests.add(
              dynamicTest(
                  operation.name() + ": " + field.label() + " is " + field.answer(),
                  () -> check(operation, field)));
        }
      }
    }
    assertThat(tests).hasSizeGreaterThan(100);
    return tests.stream();
  }

  private void check(Operation operation, Field field) throws Exception {
    behave();
    HttpResponse<String> answer = ask(operation, ApiDescription.body(operation, field));
    if (!field.answer().equals("refused")) {
      assertThat(answer.statusCode()).as(answer.body()).isBetween(200, 299);
      return;
    }
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(400);
    JsonNode told = json(answer);
    String param = (told.has("error") ? told.get("error") : told).path("param").asString("");
    assertThat(param.split("[.\\[]", 2)[0]).as(answer.body()).isEqualTo(field.name());
  }

  @Test
  void ignoresFieldsThatNobodyKnows() throws Exception {
    for (Operation operation : description().operations()) {
      boolean strict = operation.path().equals("/v1/runs");
      if (operation.isForwarded()
          || operation.body().isMissingNode()
          || !operation.path().startsWith("/v1/")
          || operation.path().startsWith("/v1/runs/")) {
        continue;
      }
      ObjectNode body = (ObjectNode) operation.body().deepCopy();
      body.put("a_field_of_nobody", 1);

      assertThat(ask(operation, body).statusCode())
          .as(operation.name())
          .isEqualTo(strict ? 400 : 200);
    }
  }

  @Test
  void takesTheParametersThatAreSaid() throws Exception {
    for (Operation operation : description().operations()) {
      if (operation.isForwarded()
          || !operation.method().equals("get")
          || operation.path().contains("{")
          || operation.path().startsWith("/oauth/")) {
        continue;
      }
      for (JsonNode parameter : operation.parameters()) {
        JsonNode example = parameter.get("example");
        if (!parameter.get("in").asString().equals("query") || example == null) {
          continue;
        }
        String query = parameter.get("name").asString() + "=" + example.asString();
        HttpResponse<String> answer = get(operation.path() + "?" + query);
        assertThat(answer.statusCode()).as(query + ": " + answer.body()).isEqualTo(200);
      }
    }
  }

  @Test
  void thePageIsTheDescription() throws Exception {
    String page = Files.readString(PAGE);
    int begin = page.indexOf(BEGIN) + BEGIN.length();
    int end = page.indexOf(END);
    String tables = tables(description());

    if (Boolean.getBoolean("hearth.docs.write")) {
      Files.writeString(PAGE, page.substring(0, begin) + tables + page.substring(end));
      page = Files.readString(PAGE);
      end = page.indexOf(END);
    }

    assertThat(page.substring(begin, end)).isEqualTo(tables);
  }

  private HttpResponse<String> ask(Operation operation, ObjectNode body) throws Exception {
    return send(
        to(operation.address())
            .header("Content-Type", "application/json")
            .method(
                operation.method().toUpperCase(Locale.ROOT),
                HttpRequest.BodyPublishers.ofString(body.toString())));
  }

  private static String tables(ApiDescription description) {
    StringBuilder tables = new StringBuilder();
    for (JsonNode tag : description.document().get("tags")) {
      String name = tag.get("name").asString();
      tables.append("\n## ").append(name).append("\n\n").append(text(tag)).append('\n');
      for (Operation operation : description.operations()) {
        if (operation.described().at("/tags/0").asString("").equals(name)) {
          table(description, operation, tables);
        }
      }
    }
    return tables.toString();
  }

  private static void table(ApiDescription description, Operation operation, StringBuilder tables) {
    tables
        .append("\n**`")
        .append(operation.name())
        .append("`** ")
        .append(line(operation.described().get("summary").asString()))
        .append(operation.isForwarded() ? " Answered by the " : "")
        .append(operation.described().path("x-answered-by").asString(""))
        .append(operation.isForwarded() ? ".\n" : "\n");
    List<String> rows = new ArrayList<>();
    for (JsonNode parameter : operation.parameters()) {
      if (!parameter.get("in").asString().equals("path")) {
        rows.add(
            "| `%s` (%s) | %s | supported | %s |"
                .formatted(
                    parameter.get("name").asString(),
                    parameter.get("in").asString(),
                    parameter.path("schema").path("type").asString("any"),
                    text(parameter)));
      }
    }
    for (Field field : description.fields(operation)) {
      rows.add(
          "| `%s`%s | %s | %s | %s |"
              .formatted(
                  field.name(),
                  line(field.label().substring(field.name().length())),
                  line(field.type()),
                  field.answer(),
                  line(field.description())));
    }
    if (!rows.isEmpty()) {
      tables.append("\n| field | type | answer | meaning |\n|---|---|---|---|\n");
      rows.forEach(row -> tables.append(row).append('\n'));
    }
  }

  private static String text(JsonNode described) {
    return line(described.path("description").asString(""));
  }

  private static String line(String text) {
    return text.replaceAll("\\s+", " ").replace("|", "\\|");
  }

  private ApiDescription description() throws Exception {
    return new ApiDescription(json(get("/v3/api-docs")));
  }
}
