package dev.hearth.registry.registration;

import dev.hearth.registry.credentials.Authorizer;
import dev.hearth.registry.manifest.Content;
import dev.hearth.registry.manifest.Manifest;
import dev.hearth.registry.manifest.Texts;
import java.net.URI;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * An MCP server that somebody wants registered.
 *
 * @param url where it is
 * @param name what the plugin is to be called; null to go by the server
 * @param title its name for people; null to go by the server
 * @param description what it does, for people and models; null to go by the server
 * @param credentials what it is called with; null for those that are stored, if any are
 */
record McpServer(
    URI url,
    @Nullable String name,
    @Nullable String title,
    @Nullable String description,
    Authorizer.@Nullable Given credentials) {

  /** Reads what {@link #content} wrote, or somebody sent. */
  static McpServer of(JsonNode body, URI url, Authorizer.@Nullable Given credentials) {
    return new McpServer(
        url,
        text(body, "name", "name_for_model"),
        text(body, "title", "name_for_human"),
        text(body, "description", "description_for_model"),
        credentials);
  }

  private static @Nullable String text(JsonNode body, String field, String manifests) {
    String text = body.path(field).asString(body.path(manifests).asString(""));
    return text.isBlank() ? null : text.strip();
  }

  /** The same server under this name. */
  McpServer named(String other) {
    return new McpServer(url, other, title, description, credentials);
  }

  /** What is stored of it; no credentials. */
  Content content() {
    ObjectNode node = JsonNodeFactory.instance.objectNode();
    node.put("mcp_url", url.toString());
    if (name != null) {
      node.put("name", name);
    }
    if (title != null) {
      node.put("title", title);
    }
    if (description != null) {
      node.put("description", description);
    }
    return Content.of(node.toString());
  }

  /** The plugin's own words: as they were given, else as the server has them. */
  Manifest manifest(
      String serverName,
      @Nullable String serverTitle,
      @Nullable String serverDescription,
      @Nullable String instructions) {
    String host = Objects.requireNonNullElse(url.getHost(), "mcp");
    String wanted = name != null ? name : serverName.isBlank() ? host : serverName;
    String plain = Texts.name(name != null ? name : wanted.toLowerCase(Locale.ROOT), 64);
    String shown = first(title, serverTitle, serverName.isBlank() ? wanted : serverName);
    String does = first(description, serverDescription, instructions, shown);
    return new Manifest(
        plain.isEmpty() ? "plugin_" + Texts.hash(wanted).substring(0, 8) : plain,
        Texts.line(shown, 100),
        Texts.line(does, 500),
        Texts.line(first(description, instructions, does), 8_000),
        Manifest.Auth.NONE,
        null,
        null);
  }

  private static String first(@Nullable String... texts) {
    for (String text : texts) {
      if (text != null && !text.isBlank()) {
        return text;
      }
    }
    throw new IllegalArgumentException("none of the texts says anything");
  }
}
