package dev.hearth.registry.openapi;

import dev.hearth.registry.manifest.Texts;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Turns the schemas of Swagger 2.0, OpenAPI 3.0 and 3.1 into small JSON Schemas (2020-12) for a
 * model: references spelled out, {@code allOf} merged, everything gone that says nothing about what
 * to send. Bounded in depth and size; what is left out only ever makes the schema accept more.
 */
final class ModelSchemas {

  /** The published limit for descriptions of parameters. */
  static final int LONGEST_DESCRIPTION = 200;

  private static final int DEEPEST = 8;
  private static final int MOST_NODES = 2_000;
  private static final int MOST_VALUES = 100;
  private static final int MOST_ALTERNATIVES = 8;
  private static final int LONGEST_VALUE = 200;

  private static final List<String> NUMBERS =
      List.of("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf");
  private static final List<String> COUNTS =
      List.of("minLength", "maxLength", "minItems", "maxItems", "minProperties", "maxProperties");

  private final JsonNodeFactory nodes = JsonNodeFactory.instance;
  private final References references;
  private final Set<String> open = new LinkedHashSet<>();
  private int left = MOST_NODES;

  ModelSchemas(References references) {
    this.references = references;
  }

  /** The schema for a model. Each instance has one budget: use one for each operation. */
  ObjectNode compact(JsonNode schema, String pointer) {
    return compact(schema, pointer, 0);
  }

  private ObjectNode compact(JsonNode schema, String pointer, int depth) {
    if (!schema.isObject() || depth > DEEPEST || --left < 0) {
      return nodes.objectNode();
    }
    if (schema.path("$ref").isString()) {
      String reference = schema.path("$ref").asString();
      if (!open.add(reference)) {
        // A schema that contains itself is described once; below that anything goes.
        return nodes.objectNode();
      }
      ObjectNode referred = compact(references.follow(schema, pointer), pointer, depth);
      open.remove(reference);
      describe(referred, schema);
      return referred;
    }
    ObjectNode compact = nodes.objectNode();
    types(schema, compact);
    describe(compact, schema);
    values(schema, compact);
    bounds(schema, compact);
    object(schema, compact, pointer, depth);
    if (schema.path("items").isObject()) {
      compact.set("items", compact(schema.path("items"), pointer + "/items", depth + 1));
    }
    merge(schema.path("allOf"), compact, pointer + "/allOf", depth);
    alternatives(schema, compact, pointer, depth);
    return compact;
  }

  private void types(JsonNode schema, ObjectNode compact) {
    Set<String> types = new LinkedHashSet<>();
    JsonNode declared = schema.path("type");
    if (declared.isString()) {
      add(types, declared.asString());
    } else if (declared.isArray()) {
      declared.forEach(type -> add(types, type.asString("")));
    }
    if (types.isEmpty() && schema.path("properties").isObject()) {
      types.add("object");
    } else if (types.isEmpty() && schema.path("items").isObject()) {
      types.add("array");
    }
    if (schema.path("nullable").asBoolean(false) && !types.isEmpty()) {
      types.add("null");
    }
    if (types.size() == 1) {
      compact.put("type", types.iterator().next());
    } else if (!types.isEmpty()) {
      ArrayNode list = compact.putArray("type");
      types.forEach(list::add);
    }
  }

  /** Adds a type, or what people mean by the names of their own languages. */
  private static void add(Set<String> types, String name) {
    switch (name.strip().toLowerCase(Locale.ROOT)) {
      case "string", "number", "integer", "boolean", "array", "object", "null" ->
          types.add(name.strip().toLowerCase(Locale.ROOT));
      case "str", "text", "date", "datetime", "date-time", "file", "uuid", "uri", "url" ->
          types.add("string");
      case "int", "int32", "int64", "long" -> types.add("integer");
      case "float", "double", "decimal" -> types.add("number");
      case "bool" -> types.add("boolean");
      case "list", "tuple" -> types.add("array");
      case "dict", "map", "json" -> types.add("object");
      default -> {
        // Any value is accepted where the type has no known name.
      }
    }
  }

  private static void describe(ObjectNode compact, JsonNode schema) {
    String text = schema.path("description").asString("");
    if (text.isBlank()) {
      text = schema.path("title").asString("");
    }
    String line = Texts.line(text, LONGEST_DESCRIPTION);
    if (!line.isEmpty() && (!compact.has("description") || schema.has("description"))) {
      compact.put("description", line);
    }
  }

  private void values(JsonNode schema, ObjectNode compact) {
    JsonNode values = schema.path("enum");
    if (values.isArray() && !values.isEmpty() && values.size() <= MOST_VALUES) {
      Set<JsonNode> kept = new LinkedHashSet<>();
      for (JsonNode value : values) {
        if (value.isContainer() || value.toString().length() > LONGEST_VALUE) {
          kept.clear();
          break;
        }
        kept.add(fitting(value, compact));
      }
      if (!kept.isEmpty()) {
        if (compact.path("type").isArray() && schema.path("nullable").asBoolean(false)) {
          kept.add(nodes.nullNode());
        }
        ArrayNode list = compact.putArray("enum");
        kept.forEach(list::add);
      }
    }
    if (schema.has("const") && schema.path("const").isValueNode()) {
      compact.set("const", schema.path("const"));
    }
    JsonNode fallback = schema.path("default");
    if (fallback.isValueNode() && !fallback.isNull() && fallback.toString().length() <= 60) {
      compact.set("default", fitting(fallback, compact));
    }
    String format = schema.path("format").asString("");
    if (format.matches("[A-Za-z0-9-]{1,30}")) {
      compact.put("format", format);
    }
  }

  /** YAML reads {@code [1.0, yes]} as numbers and names; the declared type says what is meant. */
  private JsonNode fitting(JsonNode value, ObjectNode compact) {
    String type = compact.path("type").asString("");
    if (type.equals("string") && (value.isNumber() || value.isBoolean())) {
      return nodes.stringNode(value.asString());
    }
    if ((type.equals("integer") || type.equals("number")) && value.isString()) {
      BigDecimal number = number(value);
      return number == null ? value : nodes.numberNode(number);
    }
    if (type.equals("boolean") && value.isString()) {
      return switch (value.asString().toLowerCase(Locale.ROOT)) {
        case "true" -> nodes.booleanNode(true);
        case "false" -> nodes.booleanNode(false);
        default -> value;
      };
    }
    return value;
  }

  private void bounds(JsonNode schema, ObjectNode compact) {
    for (String keyword : NUMBERS) {
      BigDecimal number = number(schema.path(keyword));
      if (number != null && (!keyword.equals("multipleOf") || number.signum() > 0)) {
        compact.set(keyword, nodes.numberNode(number));
      }
    }
    exclusive(schema, compact, "minimum", "exclusiveMinimum");
    exclusive(schema, compact, "maximum", "exclusiveMaximum");
    for (String keyword : COUNTS) {
      BigDecimal number = number(schema.path(keyword));
      if (number != null
          && number.signum() >= 0
          && number.stripTrailingZeros().scale() <= 0
          && number.compareTo(BigDecimal.valueOf(Integer.MAX_VALUE)) <= 0) {
        compact.put(keyword, number.intValueExact());
      }
    }
  }

  /** Before OpenAPI 3.1 exclusiveness was a flag beside the bound. */
  private static void exclusive(
      JsonNode schema, ObjectNode compact, String inclusive, String exclusive) {
    if (schema.path(exclusive).asBoolean(false) && compact.has(inclusive)) {
      compact.set(exclusive, compact.remove(inclusive));
    }
  }

  private static @Nullable BigDecimal number(JsonNode value) {
    if (value.isNumber()) {
      return value.decimalValue();
    }
    if (value.isString() && value.asString().matches("-?\\d{1,18}(?:\\.\\d{1,18})?")) {
      return new BigDecimal(value.asString());
    }
    return null;
  }

  private void object(JsonNode schema, ObjectNode compact, String pointer, int depth) {
    JsonNode properties = schema.path("properties");
    if (properties.isObject()) {
      ObjectNode kept =
          compact.path("properties").isObject()
              ? (ObjectNode) compact.path("properties")
              : compact.putObject("properties");
      Set<String> required = new LinkedHashSet<>();
      schema.path("required").forEach(name -> required.add(name.asString("")));
      List<String> keptRequired = new ArrayList<>();
      for (Map.Entry<String, JsonNode> property : properties.properties()) {
        JsonNode value = property.getValue();
        String name = property.getKey();
        // Without a required property the operation could not be called.
        boolean unaffordable = left <= 0 && !required.contains(name);
        if (unaffordable || value.path("readOnly").asBoolean(false)) {
          continue;
        }
        kept.set(name, compact(value, References.step(pointer + "/properties", name), depth + 1));
        // Some write the flag at the property, as Swagger 1 had it.
        if (required.contains(name)
            || (value.path("required").isBoolean() && value.path("required").asBoolean())) {
          keptRequired.add(name);
        }
      }
      if (!keptRequired.isEmpty()) {
        ArrayNode list = compact.withArray("required");
        keptRequired.forEach(list::add);
      }
    }
    JsonNode others = schema.path("additionalProperties");
    if (others.isObject() && !others.isEmpty()) {
      compact.set(
          "additionalProperties", compact(others, pointer + "/additionalProperties", depth + 1));
    }
  }

  private void merge(JsonNode parts, ObjectNode compact, String pointer, int depth) {
    if (!parts.isArray()) {
      return;
    }
    for (int i = 0; i < parts.size(); i++) {
      ObjectNode part = compact(parts.path(i), pointer + "/" + i, depth);
      for (Map.Entry<String, JsonNode> entry : part.properties()) {
        String keyword = entry.getKey();
        JsonNode existing = compact.get(keyword);
        if (existing == null) {
          compact.set(keyword, entry.getValue());
        } else if (keyword.equals("properties") && existing instanceof ObjectNode mine) {
          entry
              .getValue()
              .properties()
              .forEach(each -> mine.putIfAbsent(each.getKey(), each.getValue()));
        } else if (keyword.equals("required") && existing instanceof ArrayNode mine) {
          Set<String> names = new LinkedHashSet<>();
          mine.forEach(name -> names.add(name.asString()));
          entry.getValue().forEach(name -> names.add(name.asString()));
          mine.removeAll();
          names.forEach(mine::add);
        }
      }
    }
  }

  private void alternatives(JsonNode schema, ObjectNode compact, String pointer, int depth) {
    for (String keyword : List.of("oneOf", "anyOf")) {
      JsonNode parts = schema.path(keyword);
      if (!parts.isArray() || parts.isEmpty() || parts.size() > MOST_ALTERNATIVES) {
        continue;
      }
      // Cut schemas may overlap where the whole ones did not: any one that fits will do.
      ArrayNode alternatives = nodes.arrayNode();
      for (int i = 0; i < parts.size(); i++) {
        ObjectNode part = compact(parts.path(i), pointer + "/" + keyword + "/" + i, depth + 1);
        if (part.isEmpty()) {
          return;
        }
        alternatives.add(part);
      }
      if (alternatives.size() == 1) {
        ((ObjectNode) alternatives.get(0))
            .properties()
            .forEach(each -> compact.putIfAbsent(each.getKey(), each.getValue()));
      } else if (!compact.has("anyOf")) {
        if (schema.path("nullable").asBoolean(false)) {
          alternatives.addObject().put("type", "null");
        }
        compact.set("anyOf", alternatives);
      }
    }
  }
}
