package dev.hearth.inference.schema;

import java.util.LinkedHashSet;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/** Reads what tools say of their parameters. */
public final class Schemas {

  private Schemas() {}

  /** The names of the required properties, in the schema's order. */
  public static Set<String> required(JsonNode schema) {
    Set<String> names = new LinkedHashSet<>();
    schema.path("required").forEach(name -> names.add(name.asString()));
    return names;
  }

  /** The schema's type, or the first but null of several; empty if it says none. */
  public static String type(JsonNode schema) {
    JsonNode type = schema.path("type");
    if (type.isArray()) {
      for (JsonNode one : type) {
        if (!one.asString("").equals("null")) {
          return one.asString("");
        }
      }
    }
    return type.asString("");
  }
}
