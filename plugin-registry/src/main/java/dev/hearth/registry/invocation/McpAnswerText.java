package dev.hearth.registry.invocation;

import dev.hearth.registry.manifest.Texts;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * What a tool of an MCP server answered, as text for a model.
 *
 * @param text all texts of it, with a note in the place of what is none; may be empty
 * @param leftOut the kinds of what is no text, such as {@code image (image/png)}
 * @param failed whether the tool says that it failed
 */
record McpAnswerText(String text, Set<String> leftOut, boolean failed) {

  private static final int MOST_PARTS = 1_000;

  /** Reads a result of {@code tools/call} (MCP 2025-11-25, Tool Result). */
  static McpAnswerText of(JsonNode result) {
    List<String> parts = new ArrayList<>();
    Set<String> leftOut = new LinkedHashSet<>();
    boolean said = false;
    JsonNode content = result.path("content");
    for (int i = 0; i < Math.min(content.size(), MOST_PARTS); i++) {
      JsonNode part = content.path(i);
      String text = text(part);
      if (text == null) {
        String kind = kind(part);
        leftOut.add(kind);
        parts.add("[left out, since only text can be shown: " + kind + "]");
      } else if (!text.isBlank()) {
        said = true;
        parts.add(text.strip());
      }
    }
    JsonNode structured = result.path("structuredContent");
    if (!said && structured.isObject()) {
      // A tool with an output schema should say the same as text, but need not.
      parts.addFirst(structured.toString());
      said = true;
    }
    return new McpAnswerText(
        said ? String.join("\n", parts) : "", leftOut, result.path("isError").asBoolean(false));
  }

  private static @Nullable String text(JsonNode part) {
    return switch (part.path("type").asString("")) {
      case "text" -> part.path("text").asString("");
      case "resource" ->
          part.path("resource").path("text").isString()
              ? part.path("resource").path("text").asString()
              : null;
      case "resource_link" ->
          Texts.line(
              String.join(
                  " ",
                  part.path("title").asString(part.path("name").asString("")),
                  part.path("uri").asString(""),
                  part.path("description").asString("")),
              1_000);
      default -> null;
    };
  }

  private static String kind(JsonNode part) {
    String type = part.path("type").asString("something unknown").toLowerCase(Locale.ROOT);
    String media =
        part.path("mimeType").asString(part.path("resource").path("mimeType").asString(""));
    return Texts.line(media.isEmpty() ? type : type + " (" + media + ")", 80);
  }
}
