package dev.hearth.inference.loop;

import dev.hearth.inference.schema.Schemas;
import java.math.BigDecimal;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * A tool's schema narrowed to what was said: small models copy well and invent badly. Only required
 * parameters are asked for, or all where none is. Numbers become those that were named; free texts
 * become runs of the question's own words.
 */
final class Narrowed {

  private static final int LONGEST_RUN = 8;
  private static final int LONGEST_OF_SEVERAL = 4;
  private static final int BEFORE_NUMBERS = 6;
  private static final int AFTER_NUMBERS = 4;
  private static final int MOST_RUNS = 600;

  private Narrowed() {}

  /** The parameters that are asked for, otherwise as the tool has them. */
  static ObjectNode asked(JsonNode parameters) {
    Set<String> required = Schemas.required(parameters);
    ObjectNode schema = JsonNodeFactory.instance.objectNode().put("type", "object");
    for (String definitions : List.of("$defs", "definitions")) {
      if (parameters.has(definitions)) {
        schema.set(definitions, parameters.get(definitions));
      }
    }
    ObjectNode properties = schema.putObject("properties");
    ArrayNode names = schema.putArray("required");
    for (Map.Entry<String, JsonNode> property : parameters.path("properties").properties()) {
      if (required.isEmpty() || required.contains(property.getKey())) {
        properties.set(property.getKey(), property.getValue());
      }
      if (required.contains(property.getKey())) {
        names.add(property.getKey());
      }
    }
    return schema.put("additionalProperties", false);
  }

  /** With numbers and texts that must come from these sentences. */
  static ObjectNode toWords(JsonNode parameters, Collection<String> sentences) {
    return to(parameters, sentences, BEFORE_NUMBERS, AFTER_NUMBERS);
  }

  /** The same, but a text ends with its numbers on both sides. */
  static ObjectNode toNumbers(JsonNode parameters, Collection<String> sentences) {
    return to(
        parameters,
        sentences.stream().filter(sentence -> Question.countNumbers(sentence) > 1).toList(),
        0,
        0);
  }

  /** Whether {@link #toNumbers} asks anything else than {@link #toWords}. */
  static boolean hasNumbersOnly(JsonNode parameters, Collection<String> sentences) {
    JsonNode properties = asked(parameters).path("properties");
    return properties.size() == 1
        && Schemas.type(properties.iterator().next()).equals("string")
        && sentences.stream().anyMatch(sentence -> Question.countNumbers(sentence) > 1);
  }

  private static ObjectNode to(
      JsonNode parameters, Collection<String> sentences, int before, int after) {
    ObjectNode schema = asked(parameters);
    ObjectNode properties = (ObjectNode) schema.get("properties");
    boolean alone = properties.size() == 1;
    boolean numbersTaken = false;
    Set<BigDecimal> numbers = new LinkedHashSet<>();
    sentences.forEach(sentence -> numbers.addAll(Question.numbers(sentence)));
    for (Map.Entry<String, JsonNode> property : List.copyOf(properties.properties())) {
      String type = Schemas.type(property.getValue());
      if (isFree(property.getValue()) && (type.equals("number") || type.equals("integer"))) {
        numbersTaken = true;
        Set<JsonNode> values = values(numbers, type.equals("integer"));
        if (!values.isEmpty()) {
          properties.set(property.getKey(), choice(values));
        }
      }
    }
    for (Map.Entry<String, JsonNode> property : List.copyOf(properties.properties())) {
      if (isFree(property.getValue()) && Schemas.type(property.getValue()).equals("string")) {
        Set<JsonNode> runs = runs(sentences, alone, numbersTaken, before, after);
        if (!runs.isEmpty()) {
          properties.set(property.getKey(), choice(runs));
        }
      }
    }
    return schema;
  }

  /** These parameters and no others, each one of its candidates where it has any. */
  static ObjectNode toCandidates(JsonNode parameters, Map<String, List<JsonNode>> candidates) {
    ObjectNode schema = JsonNodeFactory.instance.objectNode().put("type", "object");
    for (String definitions : List.of("$defs", "definitions")) {
      if (parameters.has(definitions)) {
        schema.set(definitions, parameters.get(definitions));
      }
    }
    ObjectNode properties = schema.putObject("properties");
    ArrayNode required = schema.putArray("required");
    candidates.forEach(
        (name, values) -> {
          properties.set(
              name,
              values.isEmpty()
                  ? parameters.path("properties").path(name)
                  : choice(new LinkedHashSet<>(values)));
          required.add(name);
        });
    return schema.put("additionalProperties", false);
  }

  private static boolean isFree(JsonNode schema) {
    return !schema.has("enum") && !schema.has("const") && !schema.has("format");
  }

  private static Set<JsonNode> values(Set<BigDecimal> numbers, boolean whole) {
    Set<JsonNode> values = new LinkedHashSet<>();
    for (BigDecimal number : numbers) {
      if (number.scale() <= 0) {
        values.add(JsonNodeFactory.instance.numberNode(number.toBigIntegerExact()));
      } else if (!whole) {
        values.add(JsonNodeFactory.instance.numberNode(number));
      }
    }
    return values;
  }

  private static Set<JsonNode> runs(
      Collection<String> sentences, boolean alone, boolean numbersTaken, int before, int after) {
    boolean anyNumbers = sentences.stream().anyMatch(Question::hasNumber);
    Set<JsonNode> runs = new LinkedHashSet<>();
    for (String sentence : sentences) {
      Set<String> ofSentence;
      if (!alone) {
        ofSentence = Question.runs(sentence, LONGEST_OF_SEVERAL, !numbersTaken);
      } else if (!anyNumbers) {
        ofSentence = Question.runs(sentence, LONGEST_RUN, true);
      } else if (Question.hasNumber(sentence)) {
        ofSentence = Question.runsWithAllNumbers(sentence, before, after);
      } else {
        continue;
      }
      for (String run : ofSentence) {
        if (runs.size() < MOST_RUNS) {
          runs.add(JsonNodeFactory.instance.stringNode(run));
        }
      }
    }
    return runs;
  }

  private static ObjectNode choice(Set<JsonNode> values) {
    ObjectNode schema = JsonNodeFactory.instance.objectNode();
    ArrayNode options = schema.putArray("enum");
    values.forEach(options::add);
    return schema;
  }
}
