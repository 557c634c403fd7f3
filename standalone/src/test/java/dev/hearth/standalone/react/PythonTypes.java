package dev.hearth.standalone.react;

import dev.hearth.contracts.inference.CompletionRequest.Tool;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Brings functions with Python's types and dotted names into the form of OpenAI's tools. */
final class PythonTypes {

  private PythonTypes() {}

  static Tool tool(JsonNode function) {
    return new Tool(
        name(function.path("name").asString()),
        function.path("description").asString(""),
        schema(function.path("parameters")));
  }

  /** A name that tools may have. */
  static String name(String function) {
    String name = function.replaceAll("[^A-Za-z0-9_-]", "_");
    return name.substring(0, Math.min(64, name.length()));
  }

  static JsonNode schema(JsonNode python) {
    ObjectNode schema = JsonNodeFactory.instance.objectNode();
    String type =
        switch (python.path("type").asString("any")) {
          case "dict", "object" -> "object";
          case "float", "number" -> "number";
          case "tuple", "list", "array" -> "array";
          case "integer" -> "integer";
          case "boolean" -> "boolean";
          case "string" -> "string";
          default -> "";
        };
    if (!type.isEmpty()) {
      schema.put("type", type);
    }
    for (String kept : new String[] {"description", "enum", "default", "required", "format"}) {
      if (python.has(kept)) {
        schema.set(kept, python.get(kept));
      }
    }
    if (python.has("items")) {
      schema.set("items", schema(python.get("items")));
    }
    if (python.path("properties").isObject()) {
      ObjectNode properties = schema.putObject("properties");
      for (Map.Entry<String, JsonNode> property : python.path("properties").properties()) {
        properties.set(property.getKey(), schema(property.getValue()));
      }
    }
    return schema;
  }
}
