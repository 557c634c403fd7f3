package dev.hearth.deploy;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The settings that a service can be given, from the configuration metadata on the class path and
 * the placeholders in the services' own files. A name that nothing reads is a setting that does
 * nothing, and nobody notices.
 */
final class SettingNames {

  private static final List<String> FILES =
      List.of(
          "gateway-service.yml",
          "inference-service.yml",
          "plugin-registry.yml",
          "moderation-service.yml",
          "builtin-plugins.yml");

  private static final Pattern PLACEHOLDER = Pattern.compile("\\$\\{(HEARTH_[A-Z_]+)");

  private final Set<String> properties = new HashSet<>();
  private final Set<String> placeholders = new HashSet<>();

  SettingNames() {
    try {
      ClassLoader loader = SettingNames.class.getClassLoader();
      for (URL metadata :
          Collections.list(loader.getResources("META-INF/spring-configuration-metadata.json"))) {
        try (InputStream in = metadata.openStream()) {
          for (JsonNode property : JsonMapper.shared().readTree(in).path("properties")) {
            properties.add(property.path("name").asString());
          }
        }
      }
      for (String file : FILES) {
        try (InputStream in = loader.getResourceAsStream(file)) {
          if (in == null) {
            throw new IOException("there is no " + file);
          }
          Matcher names =
              PLACEHOLDER.matcher(new String(in.readAllBytes(), StandardCharsets.UTF_8));
          while (names.find()) {
            placeholders.add(names.group(1));
          }
        }
      }
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }

  /** Those of the variables that no service reads. */
  List<String> unknown(Map<String, String> environment) {
    List<String> unknown = new ArrayList<>();
    for (String name : environment.keySet()) {
      String bare = name.replaceAll("_\\d+$", "");
      if (!placeholders.contains(name)
          && properties.stream().noneMatch(property -> variable(property).equals(bare))) {
        unknown.add(name);
      }
    }
    return unknown;
  }

  /** Whether a file of this name in the folder of secrets is read. */
  boolean knowsFile(String name) {
    return properties.contains(name) || placeholders.contains(name);
  }

  private static String variable(String property) {
    return property.replace("-", "").replace('.', '_').toUpperCase(Locale.ROOT);
  }
}
