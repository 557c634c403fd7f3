package dev.hearth.gateway;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** The OpenAPI document as tests read it. */
record ApiDescription(JsonNode document) {

  private static final List<String> METHODS = List.of("get", "put", "post", "patch", "delete");

  /** What a path does by a method. */
  record Operation(String path, String method, JsonNode described, JsonNode parameters) {

    String name() {
      return method.toUpperCase(java.util.Locale.ROOT) + " " + path;
    }

    /** Whether another service answers it. */
    boolean isForwarded() {
      return described.has("x-answered-by");
    }

    /** The example of its body; missing if it has none. */
    JsonNode body() {
      return described.at("/requestBody/content/application~1json/example");
    }

    /** The path with the examples of its parameters. */
    String address() {
      String address = path;
      for (JsonNode parameter : parameters) {
        if (parameter.path("in").asString("").equals("path")) {
          address =
              address.replace(
                  "{" + parameter.get("name").asString() + "}",
                  parameter.get("example").asString());
        }
      }
      return address;
    }
  }

  /** A field of a body, with one value: what the gateway does with it. */
  record Field(
      String name,
      String label,
      String type,
      String description,
      JsonNode value,
      @Nullable JsonNode with,
      String answer,
      boolean tested) {}

  List<Operation> operations() {
    List<Operation> operations = new ArrayList<>();
    for (Map.Entry<String, JsonNode> path : document.get("paths").properties()) {
      for (String method : METHODS) {
        JsonNode described = path.getValue().get(method);
        if (described != null) {
          var parameters = tools.jackson.databind.node.JsonNodeFactory.instance.arrayNode();
          for (JsonNode one : path.getValue().path("parameters")) {
            parameters.add(resolved(one));
          }
          for (JsonNode one : described.path("parameters")) {
            parameters.add(resolved(one));
          }
          operations.add(new Operation(path.getKey(), method, described, parameters));
        }
      }
    }
    return operations;
  }

  /** The fields of an operation's body, each with all its cases. */
  List<Field> fields(Operation operation) {
    JsonNode schema =
        resolved(operation.described().at("/requestBody/content/application~1json/schema"));
    List<Field> fields = new ArrayList<>();
    for (Map.Entry<String, JsonNode> property : schema.path("properties").properties()) {
      String name = property.getKey();
      JsonNode field = property.getValue();
      fields.add(field(name, name, field, field.get("example"), field.path("x-answer")));
      for (JsonNode one : field.path("x-cases")) {
        fields.add(
            field(
                name,
                name + ", " + one.get("name").asString(),
                field,
                one.get("value"),
                one.get("answer")));
      }
    }
    return fields;
  }

  private static Field field(
      String name, String label, JsonNode field, @Nullable JsonNode value, JsonNode answer) {
    if (value == null) {
      throw new AssertionError(name + " has no example");
    }
    return new Field(
        name,
        label,
        type(field),
        label.equals(name) ? field.path("description").asString("") : "",
        value,
        field.get("x-with"),
        answer.asString("supported"),
        !field.has("x-untested"));
  }

  private static String type(JsonNode field) {
    if (field.has("oneOf")) {
      List<String> types = new ArrayList<>();
      for (JsonNode one : field.get("oneOf")) {
        String type = one.has("const") ? "`" + one.get("const").asString() + "`" : type(one);
        if (!types.contains(type)) {
          types.add(type);
        }
      }
      return String.join(" or ", types);
    }
    if (field.has("const")) {
      return "`" + field.get("const").asString() + "`";
    }
    return field.path("type").asString("any");
  }

  /** What a reference leads to; the node itself if it is none. */
  JsonNode resolved(JsonNode node) {
    JsonNode reference = node.get("$ref");
    return reference == null ? node : document.at(reference.asString().substring(1));
  }

  /** The operation's example with this field in it. */
  static ObjectNode body(Operation operation, Field field) {
    ObjectNode body = (ObjectNode) operation.body().deepCopy();
    if (field.with() != null) {
      body.setAll((ObjectNode) field.with());
    }
    body.set(field.name(), field.value());
    return body;
  }
}
