package dev.hearth.registry.openapi;

import dev.hearth.registry.manifest.Finding;
import dev.hearth.registry.manifest.Findings;
import dev.hearth.registry.manifest.Texts;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.MissingNode;

/**
 * Follows the references within one document. What other files hold is brought in before, by {@link
 * Bundle}.
 */
final class References {

  private static final int MOST_HOPS = 20;

  private final JsonNode root;
  private final Findings findings;
  private final Finding.Source source;

  References(JsonNode root, Findings findings, Finding.Source source) {
    this.root = root;
    this.findings = findings;
    this.source = source;
  }

  /** What the node is or refers to; a missing node if the reference leads nowhere. */
  JsonNode follow(JsonNode node, String pointer) {
    JsonNode current = node;
    for (int hop = 0; current.isObject() && current.path("$ref").isString(); hop++) {
      String reference = current.path("$ref").asString();
      if (hop == MOST_HOPS) {
        findings.warning(
            source, pointer, "endless-reference", "The reference refers to itself; spell it out.");
        return MissingNode.getInstance();
      }
      if (!reference.startsWith("#")) {
        findings.warning(
            source,
            pointer,
            "external-reference",
            "Move what '"
                + Texts.line(reference, 100)
                + "' refers to into this document; the other file was not read.");
        return MissingNode.getInstance();
      }
      current = at(reference.substring(1));
      if (current.isMissingNode()) {
        findings.warning(
            source,
            pointer,
            "dangling-reference",
            "Define what '" + Texts.line(reference, 100) + "' refers to.");
      }
    }
    return current;
  }

  private JsonNode at(String fragment) {
    String decoded = fragment;
    if (fragment.contains("%")) {
      try {
        decoded = URLDecoder.decode(fragment.replace("+", "%2B"), StandardCharsets.UTF_8);
      } catch (IllegalArgumentException notEncoded) {
        decoded = fragment;
      }
    }
    if (decoded.isEmpty()) {
      return root;
    }
    JsonNode current = root;
    String[] tokens = decoded.startsWith("/") ? decoded.substring(1).split("/", -1) : new String[0];
    if (tokens.length == 0) {
      return MissingNode.getInstance();
    }
    for (String token : tokens) {
      String name = token.replace("~1", "/").replace("~0", "~");
      current =
          current.isArray() && name.matches("\\d{1,9}")
              ? current.path(Integer.parseInt(name))
              : current.path(name);
    }
    return current;
  }

  /** A JSON pointer's next token. */
  static String step(String pointer, String name) {
    return pointer + "/" + name.replace("~", "~0").replace("/", "~1");
  }
}
