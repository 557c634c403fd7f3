package dev.hearth.registry.openapi;

import dev.hearth.registry.manifest.Texts;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Makes an argument schema fit a number of tokens, taking the least useful first: what lies
 * deepest, then long descriptions, all descriptions, and at last optional arguments.
 */
final class SchemaBudget {

  private static final List<String> KEPT_WHEN_CUT =
      List.of("type", "description", "enum", "format");

  private SchemaBudget() {}

  /** The schema itself if it fits, else a smaller copy; required arguments are never left out. */
  static ObjectNode fit(ObjectNode schema, int tokens) {
    ObjectNode fitting = schema;
    for (int depth = 6; depth >= 1 && cost(fitting) > tokens; depth--) {
      fitting = cut(schema, depth, ModelSchemas.LONGEST_DESCRIPTION);
    }
    for (int longest : List.of(80, 0)) {
      if (cost(fitting) > tokens) {
        fitting = cut(schema, 1, longest);
      }
    }
    return cost(fitting) > tokens ? withoutOptional(fitting, tokens) : fitting;
  }

  /** About how many tokens a text of English and JSON has in a usual vocabulary. */
  static int cost(JsonNode schema) {
    return ToolDraft.tokens(schema.toString().length());
  }

  /** A copy of an object schema without what lies deeper, and with shorter descriptions. */
  private static ObjectNode cut(ObjectNode schema, int depth, int longestDescription) {
    ObjectNode copy = JsonNodeFactory.instance.objectNode();
    for (Map.Entry<String, JsonNode> entry : schema.properties()) {
      String keyword = entry.getKey();
      JsonNode value = entry.getValue();
      if (keyword.equals("description")) {
        if (longestDescription > 0) {
          copy.put(keyword, Texts.cut(value.asString(), longestDescription));
        }
      } else if (depth > 0 || KEPT_WHEN_CUT.contains(keyword)) {
        copy.set(keyword, cutValue(keyword, value, depth, longestDescription));
      }
    }
    return copy;
  }

  private static JsonNode cutValue(
      String keyword, JsonNode value, int depth, int longestDescription) {
    if (keyword.equals("properties") && value instanceof ObjectNode properties) {
      ObjectNode kept = JsonNodeFactory.instance.objectNode();
      properties
          .properties()
          .forEach(
              each -> kept.set(each.getKey(), cutPart(each.getValue(), depth, longestDescription)));
      return kept;
    }
    if (keyword.equals("anyOf") && value instanceof ArrayNode parts) {
      ArrayNode kept = JsonNodeFactory.instance.arrayNode();
      parts.forEach(part -> kept.add(cutPart(part, depth, longestDescription)));
      return kept;
    }
    return cutPart(value, depth, longestDescription);
  }

  private static JsonNode cutPart(JsonNode part, int depth, int longestDescription) {
    return part instanceof ObjectNode inner ? cut(inner, depth - 1, longestDescription) : part;
  }

  private static ObjectNode withoutOptional(ObjectNode schema, int tokens) {
    ObjectNode smaller = schema.deepCopy();
    if (!(smaller.path("properties") instanceof ObjectNode properties)) {
      return smaller;
    }
    Set<String> required = new TreeSet<>();
    smaller.path("required").forEach(name -> required.add(name.asString()));
    // From the end: authors name what matters first.
    List<String> names = List.copyOf(properties.propertyNames());
    for (String name : names.reversed()) {
      if (cost(smaller) <= tokens) {
        break;
      }
      if (!required.contains(name)) {
        properties.remove(name);
      }
    }
    return smaller;
  }
}
