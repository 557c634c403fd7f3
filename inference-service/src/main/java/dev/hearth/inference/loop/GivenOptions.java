package dev.hearth.inference.loop;

import dev.hearth.inference.schema.Schemas;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;

/** Finds which of the values that schema or description list a question names, and which flags. */
final class GivenOptions {

  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

  private final Mentions mentions;
  private final Similarity similarity;

  GivenOptions(Mentions mentions, Similarity similarity) {
    this.mentions = mentions;
    this.similarity = similarity;
  }

  /**
   * Finds the candidates of parameters.
   *
   * @param found takes them, by the parameter's name
   * @param repetition takes what else of the same kind is named
   * @param taken takes the texts that are options
   */
  void find(
      List<Parameter> all,
      Map<String, List<JsonNode>> found,
      Repetition repetition,
      List<TextMention> taken) {
    for (Parameter parameter : all) {
      String type = parameter.type();
      if (type.equals("boolean")) {
        flag(parameter, found);
        continue;
      }
      String items = Schemas.type(parameter.schema().path("items"));
      boolean list = type.equals("array") && (items.equals("string") || items.isEmpty());
      List<String> options = parameter.options();
      boolean strict = parameter.schema().has("enum");
      if (found.containsKey(parameter.name())
          || options.isEmpty()
          || !(list || strict || type.equals("string"))) {
        continue;
      }
      List<String> named = options.stream().filter(mentions::hasWord).toList();
      if (named.isEmpty()) {
        named = options.stream().filter(mentions::holds).toList();
      }
      if (named.isEmpty()) {
        named =
            options.stream()
                .filter(
                    option ->
                        option.matches("[\\p{L} _-]{3,}")
                            && Words.contentOf(option).stream().allMatch(mentions::mentions)
                            && !Words.contentOf(option).isEmpty())
                .toList();
      }
      if (list) {
        if (!named.isEmpty()) {
          ArrayNode values = JSON.arrayNode();
          named.forEach(values::add);
          found.put(parameter.name(), List.of(values));
          take(named, taken);
        }
        continue;
      }
      if (named.isEmpty() && !(strict && parameter.required())) {
        continue;
      }
      List<JsonNode> values = new ArrayList<>();
      for (JsonNode option : strict ? parameter.schema().get("enum") : texts(options)) {
        if (named.isEmpty() || named.contains(option.asString())) {
          values.add(option);
        }
      }
      values.sort(
          Comparator.comparingDouble(
              value -> -similarity.between(mentions.text(), value.asString())));
      found.put(parameter.name(), named.size() == 1 ? List.of(values.getFirst()) : values);
      if (named.size() > 1) {
        List<Repetition.Placed> placed = new ArrayList<>();
        for (JsonNode value : values) {
          int start = mentions.indexOf(value.asString());
          if (start >= 0) {
            placed.add(new Repetition.Placed(start, List.of(value)));
          }
        }
        if (placed.size() > 1) {
          repetition.options(parameter, placed, parameter.required() && areListed(named));
        }
      }
      take(named, taken);
    }
  }

  private void take(List<String> options, List<TextMention> taken) {
    for (TextMention text : mentions.texts()) {
      if (options.stream().anyMatch(option -> option.equalsIgnoreCase(text.text()))) {
        taken.add(text);
      }
    }
  }

  private static List<JsonNode> texts(List<String> texts) {
    List<JsonNode> nodes = new ArrayList<>();
    texts.forEach(text -> nodes.add(JSON.stringNode(text)));
    return nodes;
  }

  /** True where it is named, unless that is denied. */
  private void flag(Parameter parameter, Map<String, List<JsonNode>> found) {
    List<String> own =
        parameter.nameWords().stream()
            .filter(word -> word.length() > 2 && !Words.isStop(word))
            .filter(
                word -> !Set.of("include", "get", "with", "enable", "has", "format").contains(word))
            .toList();
    List<String> words = mentions.words();
    int at = -1;
    for (int i = 0; i < words.size() && at < 0; i++) {
      String word = words.get(i);
      if (own.stream().anyMatch(part -> Words.alike(part, word))) {
        at = i;
      }
    }
    if (at < 0 && !parameter.required()) {
      return;
    }
    boolean denied =
        at > 0
            && words.subList(Math.max(0, at - 3), at).stream()
                .anyMatch(
                    word ->
                        Set.of("no", "not", "without", "exclude", "excluding", "don't")
                            .contains(word));
    found.put(parameter.name(), List.of(JSON.booleanNode(!denied)));
  }

  private boolean areListed(List<String> options) {
    List<TextMention> texts =
        mentions.texts().stream()
            .filter(text -> options.stream().anyMatch(one -> one.equalsIgnoreCase(text.text())))
            .toList();
    return texts.stream()
        .anyMatch(
            one ->
                texts.stream()
                    .anyMatch(other -> !one.equals(other) && mentions.areListed(one, other)));
  }
}
