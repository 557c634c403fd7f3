package dev.hearth.inference.loop;

import dev.hearth.inference.loop.TextMention.Kind;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/**
 * Finds in a question what a tool's parameters may be: each number, name or word is weighed by the
 * words around it, by what it means beside the parameter, and by its place. What is found without
 * doubt is one candidate; where there is doubt, the model decides among several.
 */
final class Grounding {

  private final Mentions mentions;
  private final Similarity similarity;
  private final double margin;

  /**
   * A search in this question.
   *
   * @param margin how far ahead of the next a candidate must be to be without doubt
   */
  Grounding(String question, Similarity similarity, double margin) {
    this.mentions = new Mentions(question);
    this.similarity = similarity;
    this.margin = margin;
  }

  /**
   * The candidates of each parameter for each of the calls that the question asks for: one, or
   * several where it names several of what a parameter takes one of. Best first; an empty list
   * where the question names none for a parameter that is needed.
   */
  List<Map<String, List<JsonNode>>> calls(JsonNode schema) {
    List<Parameter> all = Parameter.of(schema);
    Map<String, List<JsonNode>> found = new LinkedHashMap<>();
    Repetition repetition = new Repetition(mentions);
    new GivenNumbers(mentions, similarity, margin).find(all, found, repetition);
    List<TextMention> taken = new ArrayList<>();
    new GivenOptions(mentions, similarity).find(all, found, repetition, taken);
    new GivenTexts(mentions, similarity, margin).find(all, found, repetition, taken);
    Map<String, List<JsonNode>> first = new LinkedHashMap<>();
    for (Parameter parameter : all) {
      List<JsonNode> values = found.get(parameter.name());
      if (values != null) {
        first.put(parameter.name(), List.copyOf(values));
      } else if (parameter.required()) {
        first.put(parameter.name(), List.of());
      }
    }
    return repetition.calls(first);
  }

  Mentions mentions() {
    return mentions;
  }

  /** Whether a value is beyond doubt a name, a number, or a choice, and not a word like others. */
  boolean isNamed(JsonNode value) {
    return !value.isString()
        || mentions.texts().stream()
            .noneMatch(text -> text.kind() == Kind.PLAIN && text.text().equals(value.asString()));
  }
}
