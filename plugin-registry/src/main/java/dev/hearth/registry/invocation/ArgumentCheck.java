package dev.hearth.registry.invocation;

import com.networknt.schema.Error;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import dev.hearth.registry.manifest.Texts;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Checks a call's arguments against the tool's schema, and says in words what to repair.
 * Thread-safe.
 */
final class ArgumentCheck {

  private static final int MOST_COMPLAINTS = 5;

  private ArgumentCheck() {}

  /**
   * Arguments with what is plainly meant set right: a number or flag that came as text, or text
   * that came as a number, where the schema wants the other. Small models mix these up, and so
   * little is no reason for another round.
   */
  static JsonNode lenient(JsonNode arguments, JsonNode schema) {
    if (!arguments.isObject()) {
      return arguments;
    }
    ObjectNode repaired = JsonNodeFactory.instance.objectNode();
    for (Map.Entry<String, JsonNode> argument : arguments.properties()) {
      JsonNode wanted = schema.path("properties").path(argument.getKey());
      repaired.set(argument.getKey(), fitting(argument.getValue(), wanted));
    }
    return repaired;
  }

  private static JsonNode fitting(JsonNode value, JsonNode schema) {
    JsonNodeFactory nodes = JsonNodeFactory.instance;
    String wanted = schema.path("type").asString("");
    String text = value.isString() ? value.asString().strip() : "";
    boolean numeric = text.matches("-?\\d{1,18}(\\.\\d{1,18})?");
    boolean flag = text.equalsIgnoreCase("true") || text.equalsIgnoreCase("false");
    if (wanted.equals("string") && (value.isNumber() || value.isBoolean())) {
      return nodes.stringNode(value.asString());
    }
    if ((wanted.equals("number") || wanted.equals("integer")) && numeric) {
      return nodes.numberNode(new BigDecimal(text));
    }
    if (wanted.equals("boolean") && flag) {
      return nodes.booleanNode(text.equalsIgnoreCase("true"));
    }
    if (wanted.equals("array") && value.isValueNode() && !value.isNull()) {
      return nodes.arrayNode().add(fitting(value, schema.path("items")));
    }
    return value;
  }

  /** What is wrong with the arguments, written for whoever made them; empty if nothing is. */
  static Optional<String> complaint(JsonNode arguments, JsonNode schema) {
    if (!arguments.isObject()) {
      return Optional.of("The arguments must be a JSON object such as " + example(schema) + ".");
    }
    Schema compiled =
        SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12).getSchema(schema);
    List<Error> errors = compiled.validate(arguments);
    if (errors.isEmpty()) {
      return Optional.empty();
    }
    Set<String> sentences = new LinkedHashSet<>();
    for (Error error : errors) {
      sentences.add(sentence(error));
      if (sentences.size() == MOST_COMPLAINTS) {
        break;
      }
    }
    return Optional.of(
        String.join(" ", sentences) + " Send arguments such as " + example(schema) + ".");
  }

  private static String sentence(Error error) {
    String path = error.getInstanceLocation().toString().replaceFirst("^/", "").replace('/', '.');
    String property = error.getProperty();
    return switch (String.valueOf(error.getKeyword())) {
      case "required" -> "The argument '" + named(path, property) + "' is missing.";
      case "additionalProperties" ->
          "There is no argument '" + named(path, Texts.line(String.valueOf(property), 60)) + "'.";
      default ->
          "The argument '"
              + (path.isEmpty() ? "(all)" : path)
              + "' is wrong: "
              + Texts.line(error.getMessage().replaceFirst("^[^:]*: ", ""), 200)
              + ".";
    };
  }

  private static String named(String path, String property) {
    return path.isEmpty() ? property : path + "." + property;
  }

  /** Arguments as they should look, made from the schema. */
  private static String example(JsonNode schema) {
    ObjectNode example = JsonNodeFactory.instance.objectNode();
    List<String> required = new ArrayList<>();
    schema.path("required").forEach(name -> required.add(name.asString("")));
    for (Map.Entry<String, JsonNode> property : schema.path("properties").properties()) {
      if (required.isEmpty() || required.contains(property.getKey())) {
        example.set(property.getKey(), sample(property.getValue()));
      }
      if (example.size() == 8) {
        break;
      }
    }
    return Texts.cut(example.toString(), 500);
  }

  private static JsonNode sample(JsonNode schema) {
    JsonNodeFactory nodes = JsonNodeFactory.instance;
    if (schema.path("enum").isArray() && !schema.path("enum").isEmpty()) {
      return schema.path("enum").path(0);
    }
    JsonNode type = schema.path("type");
    return switch (type.isArray() ? type.path(0).asString("") : type.asString("")) {
      case "integer", "number" ->
          schema.path("minimum").isNumber() ? schema.path("minimum") : nodes.numberNode(1);
      case "boolean" -> nodes.booleanNode(true);
      case "array" -> nodes.arrayNode().add(sample(schema.path("items")));
      case "object" -> nodes.objectNode();
      default -> nodes.stringNode("…");
    };
  }
}
