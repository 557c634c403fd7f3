package dev.hearth.inference.schema;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Turns a JSON Schema into a GBNF grammar (llama.cpp's) that admits only JSON of that schema, on
 * one line, properties in the schema's order. Understood: type (also several), properties,
 * required, items, minItems, maxItems, enum, const, anyOf, oneOf, allOf, and references within the
 * document. Other keywords narrow what is valid, not what can be written, and are not enforced.
 *
 * <p>The engine's own conversion ends the process on a schema that it cannot read, hence this one.
 */
public final class SchemaGrammar {

  private static final int MAX_DEPTH = 24;
  private static final int MAX_RULES = 2_000;

  /** Deeper nesting of untyped JSON is not written: small models would never close it. */
  private static final int ANY_DEPTH = 4;

  private static final int MAX_ITEMS = 64;

  private final JsonNode document;
  private final Map<String, String> rules = new LinkedHashMap<>();

  private SchemaGrammar(JsonNode document) {
    this.document = document;
  }

  /**
   * The grammar of a schema.
   *
   * @throws UnsupportedSchemaException if it is no schema, refers to what is not there, or nests
   *     too deeply
   */
  public static String of(JsonNode schema) throws UnsupportedSchemaException {
    SchemaGrammar grammar = new SchemaGrammar(schema);
    grammar.rules.put("root", "");
    String root = grammar.expression(schema, 0);
    grammar.rules.put("root", root);
    StringBuilder text = new StringBuilder();
    grammar.rules.forEach(
        (name, body) -> text.append(name).append(" ::= ").append(body).append('\n'));
    return text.toString();
  }

  /** The grammar of any JSON object. */
  public static String anyObject() {
    try {
      return of(JsonNodeFactory.instance.objectNode().put("type", "object"));
    } catch (UnsupportedSchemaException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  private String expression(JsonNode schema, int depth) throws UnsupportedSchemaException {
    if (depth > MAX_DEPTH) {
      throw new UnsupportedSchemaException("the schema nests more than " + MAX_DEPTH + " levels");
    }
    if (schema.isBoolean()) {
      return any(0);
    }
    if (!schema.isObject()) {
      throw new UnsupportedSchemaException("a schema must be an object");
    }
    if (schema.hasNonNull("$ref")) {
      return expression(resolve(schema.get("$ref").asString()), depth + 1);
    }
    if (schema.has("const")) {
      return Gbnf.literal(schema.get("const").toString());
    }
    if (schema.has("enum")) {
      return choice(schema.get("enum"));
    }
    for (String alternatives : List.of("anyOf", "oneOf")) {
      if (schema.path(alternatives).isArray() && !schema.path(alternatives).isEmpty()) {
        return alternatives(schema.get(alternatives), depth);
      }
    }
    if (schema.path("allOf").isArray() && !schema.path("allOf").isEmpty()) {
      return expression(merged(schema), depth + 1);
    }
    return typed(schema, depth);
  }

  private String alternatives(JsonNode schemas, int depth) throws UnsupportedSchemaException {
    List<String> alternatives = new ArrayList<>();
    for (JsonNode schema : schemas) {
      alternatives.add(expression(schema, depth + 1));
    }
    return "(" + String.join(" | ", alternatives) + ")";
  }

  private JsonNode merged(JsonNode schema) throws UnsupportedSchemaException {
    ObjectNode merged = ((ObjectNode) schema).deepCopy();
    merged.remove("allOf");
    for (JsonNode part : schema.get("allOf")) {
      JsonNode resolved = part.hasNonNull("$ref") ? resolve(part.get("$ref").asString()) : part;
      for (Map.Entry<String, JsonNode> entry : resolved.properties()) {
        JsonNode there = merged.get(entry.getKey());
        if (there instanceof ObjectNode object && entry.getValue() instanceof ObjectNode more) {
          object.setAll(more);
        } else if (there != null && there.isArray() && entry.getValue().isArray()) {
          entry.getValue().forEach(((tools.jackson.databind.node.ArrayNode) there)::add);
        } else {
          merged.set(entry.getKey(), entry.getValue());
        }
      }
    }
    return merged;
  }

  private String typed(JsonNode schema, int depth) throws UnsupportedSchemaException {
    JsonNode type = schema.path("type");
    if (type.isArray() && !type.isEmpty()) {
      List<String> alternatives = new ArrayList<>();
      for (JsonNode one : type) {
        alternatives.add(ofType(one.asString(""), schema, depth));
      }
      return "(" + String.join(" | ", alternatives) + ")";
    }
    if (type.isString()) {
      return ofType(type.asString(), schema, depth);
    }
    return schema.has("properties") ? object(schema, depth) : any(0);
  }

  private String ofType(String type, JsonNode schema, int depth) throws UnsupportedSchemaException {
    return switch (type) {
      case "object" -> object(schema, depth);
      case "array" -> array(schema, depth);
      case "string" -> rule("string", Gbnf.STRING);
      case "number" -> rule("number", Gbnf.NUMBER);
      case "integer" -> rule("integer", Gbnf.INTEGER);
      case "boolean" -> "(\"true\" | \"false\")";
      case "null" -> "\"null\"";
      default -> throw new UnsupportedSchemaException("there is no type '" + type + "'");
    };
  }

  private String object(JsonNode schema, int depth) throws UnsupportedSchemaException {
    JsonNode properties = schema.path("properties");
    Set<String> required = Schemas.required(schema);
    Set<String> all = new LinkedHashSet<>(properties.propertyNames());
    // A name that is required and not described may have any value, but must be there.
    all.addAll(required);
    if (all.isEmpty()) {
      return anyObject(0);
    }
    List<String> names = List.copyOf(all);
    List<String> members = new ArrayList<>();
    for (String name : names) {
      String member =
          Gbnf.literal(JsonNodeFactory.instance.stringNode(name) + ": ")
              + " "
              + (properties.has(name) ? expression(properties.get(name), depth + 1) : any(0));
      members.add(fresh("member", member));
    }
    return "\"{\" " + members(names, members, required, 0, false) + " \"}\"";
  }

  /**
   * What may follow once the properties before {@code from} are written or left out: optional ones
   * may be skipped, and only the first that is written has no comma.
   */
  private String members(
      List<String> names, List<String> members, Set<String> required, int from, boolean comma)
      throws UnsupportedSchemaException {
    if (from == names.size()) {
      return "\"\"";
    }
    String rest = members(names, members, required, from + 1, true);
    String here = (comma ? "\", \" " : "") + members.get(from) + " " + rest;
    if (required.contains(names.get(from))) {
      return here;
    }
    String without =
        comma ? rest : fresh("rest", members(names, members, required, from + 1, false));
    return fresh("rest", here + " | " + without);
  }

  private String array(JsonNode schema, int depth) throws UnsupportedSchemaException {
    String item =
        fresh("item", schema.has("items") ? expression(schema.get("items"), depth + 1) : any(0));
    int least = Math.min(Math.max(0, schema.path("minItems").asInt(0)), MAX_ITEMS);
    int most = schema.path("maxItems").asInt(-1);
    String more = "(\", \" " + item + ")";
    if (most == 0) {
      return "\"[]\"";
    }
    String repeat =
        most < 0 || most > MAX_ITEMS
            ? "{" + Math.max(0, least - 1) + ",}"
            : "{" + Math.max(0, least - 1) + "," + Math.max(0, most - 1) + "}";
    String list = item + " " + more + repeat;
    return least > 0 ? "\"[\" " + list + " \"]\"" : "\"[\" (" + list + ")? \"]\"";
  }

  private String choice(JsonNode values) throws UnsupportedSchemaException {
    if (!values.isArray() || values.isEmpty()) {
      throw new UnsupportedSchemaException("an enum needs values");
    }
    List<String> texts = new ArrayList<>();
    values.forEach(value -> texts.add(value.toString()));
    return Gbnf.oneOf(texts);
  }

  private String any(int depth) throws UnsupportedSchemaException {
    String string = rule("string", Gbnf.STRING);
    String number = rule("number", Gbnf.NUMBER);
    String scalar = string + " | " + number + " | \"true\" | \"false\" | \"null\"";
    if (depth >= ANY_DEPTH) {
      return rule("any" + depth, scalar);
    }
    String value = any(depth + 1);
    String array = "\"[\" (" + value + " (\", \" " + value + ")*)? \"]\"";
    return rule("any" + depth, scalar + " | " + array + " | " + anyObject(depth));
  }

  private String anyObject(int depth) throws UnsupportedSchemaException {
    String pair = rule("string", Gbnf.STRING) + " \": \" " + any(depth + 1);
    return rule("object" + depth, "\"{\" (" + pair + " (\", \" " + pair + ")*)? \"}\"");
  }

  private JsonNode resolve(String reference) throws UnsupportedSchemaException {
    if (!reference.equals("#") && !reference.startsWith("#/")) {
      throw new UnsupportedSchemaException("'" + reference + "' is not within the schema");
    }
    JsonNode target = reference.equals("#") ? document : document.at(reference.substring(1));
    if (target.isMissingNode()) {
      throw new UnsupportedSchemaException("there is no '" + reference + "'");
    }
    return target;
  }

  private String rule(String name, String body) throws UnsupportedSchemaException {
    if (rules.size() > MAX_RULES) {
      throw new UnsupportedSchemaException("the schema has more than " + MAX_RULES + " parts");
    }
    rules.put(name, body);
    return name;
  }

  private String fresh(String prefix, String body) throws UnsupportedSchemaException {
    return rule(prefix + "-" + rules.size(), body);
  }
}
