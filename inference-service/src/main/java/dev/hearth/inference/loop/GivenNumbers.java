package dev.hearth.inference.loop;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;

/**
 * Gives a question's numbers out to the parameters that take some: lists whole, the others weighed
 * together by the words around them, by what they mean, and by their order.
 */
final class GivenNumbers {

  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

  /** Numbers of a question that are weighed against each other; more are taken in their order. */
  private static final int MOST_NUMBERS = 7;

  private static final int MOST_PARAMETERS = 7;

  /** "Two points" seldom says more than that there are two. */
  private static final double SPELLED_OUT = -2;

  private static final double MEANING = 1.5;

  private final Mentions mentions;
  private final Similarity similarity;
  private final double margin;

  /**
   * Numbers of a question.
   *
   * @param margin how far ahead of the next a candidate must be to be without doubt
   */
  GivenNumbers(Mentions mentions, Similarity similarity, double margin) {
    this.mentions = mentions;
    this.similarity = similarity;
    this.margin = margin;
  }

  /**
   * Finds the candidates of parameters.
   *
   * @param found takes them, by the parameter's name
   * @param repetition takes what else of the same kind is named
   */
  void find(List<Parameter> all, Map<String, List<JsonNode>> found, Repetition repetition) {
    Set<NumberMention> used = new HashSet<>();
    listsOfNumbers(all, found, used);
    numbers(all, found, repetition, used);
  }

  private void listsOfNumbers(
      List<Parameter> all, Map<String, List<JsonNode>> found, Set<NumberMention> used) {
    List<Parameter> wanting = all.stream().filter(Parameter::isListOfNumbers).toList();
    List<List<NumberMention>> lists = new ArrayList<>(mentions.lists());
    for (Parameter parameter : wanting) {
      if (!parameter.required() && lists.isEmpty()) {
        continue;
      }
      List<NumberMention> list =
          lists.isEmpty()
              ? mentions.numbers().stream().filter(n -> !used.contains(n)).toList()
              : lists.removeFirst();
      if (list.isEmpty()) {
        continue;
      }
      boolean whole = parameter.schema().path("items").path("type").asString("").equals("integer");
      ArrayNode values = JSON.arrayNode();
      for (NumberMention number : list) {
        if (!whole || number.isWhole()) {
          values.add(number(number.value()));
        }
      }
      used.addAll(list);
      found.put(parameter.name(), List.of(values));
    }
  }

  /** The best way to give the numbers out, weighed together. */
  private void numbers(
      List<Parameter> all,
      Map<String, List<JsonNode>> found,
      Repetition repetition,
      Set<NumberMention> used) {
    List<Parameter> wanting =
        all.stream().filter(Parameter::isNumber).limit(MOST_PARAMETERS).toList();
    List<NumberMention> free =
        mentions.numbers().stream()
            .filter(number -> !used.contains(number))
            .limit(MOST_NUMBERS)
            .toList();
    if (wanting.isEmpty()) {
      return;
    }
    double[][] scores = new double[wanting.size()][free.size()];
    for (int i = 0; i < wanting.size(); i++) {
      for (int j = 0; j < free.size(); j++) {
        scores[i][j] = score(wanting.get(i), free.get(j));
      }
    }
    int[] best = new Assignment(wanting, scores).best();
    Map<Parameter, NumberMention> chosen = new LinkedHashMap<>();
    for (int i = 0; i < wanting.size(); i++) {
      if (best[i] >= 0) {
        chosen.put(wanting.get(i), free.get(best[i]));
      }
    }
    List<NumberMention> left =
        mentions.numbers().stream()
            .filter(number -> !used.contains(number) && !chosen.containsValue(number))
            .toList();
    repetition.numbers(
        chosen, left, this::score, (parameter, one) -> number(valueOf(one, parameter)));
    repetition.pairs(
        wanting.stream().filter(Parameter::required).toList(),
        (parameter, one) -> number(valueOf(one, parameter)));
    for (int i = 0; i < wanting.size(); i++) {
      Parameter parameter = wanting.get(i);
      if (best[i] >= 0) {
        NumberMention number = free.get(best[i]);
        used.add(number);
        found.put(parameter.name(), inDoubt(parameter, free, scores[i], best[i]));
      } else if (parameter.required()) {
        BigDecimal usual = parameter.defaultNumber();
        if (usual != null && (!parameter.isWhole() || usual.stripTrailingZeros().scale() <= 0)) {
          found.put(parameter.name(), List.of(number(usual)));
        } else {
          List<JsonNode> again = new ArrayList<>();
          for (NumberMention number : mentions.numbers()) {
            if (!parameter.isWhole() || number.isWhole()) {
              again.add(number(valueOf(number, parameter)));
            }
          }
          if (!again.isEmpty()) {
            found.put(parameter.name(), again);
          }
        }
      }
    }
  }

  /** The number that is given out, and those that fit about as well. */
  private List<JsonNode> inDoubt(
      Parameter parameter, List<NumberMention> free, double[] scores, int chosen) {
    Set<JsonNode> values = new LinkedHashSet<>();
    values.add(number(valueOf(free.get(chosen), parameter)));
    for (int j = 0; j < scores.length; j++) {
      if (scores[j] > Double.NEGATIVE_INFINITY
          && scores[j] > scores[chosen] - margin
          && margin > 0) {
        values.add(number(valueOf(free.get(j), parameter)));
      }
    }
    return List.copyOf(values);
  }

  private double score(Parameter parameter, NumberMention number) {
    boolean share = number.percent() && !parameter.isWhole();
    if (parameter.isWhole() && !number.isWhole() && !share) {
      return Double.NEGATIVE_INFINITY;
    }
    double score = MEANING * Math.max(0, similarity.between(number.phrase(), parameter.phrase()));
    if (mentions.hasDigits()
        && !Character.isDigit(mentions.text().charAt(number.end() - 1))
        && !number.percent()) {
      score += SPELLED_OUT;
    }
    score += lexical(parameter, number.before(), 1.0) + lexical(parameter, number.after(), 0.8);
    if (number.percent()) {
      score +=
          parameter.nameWords().contains("rate") || parameter.saysPercent() || !parameter.isWhole()
              ? 0.6
              : -0.4;
    }
    boolean year = number.isYear();
    if (parameter.nameWords().contains("year")) {
      score += year ? 1.4 : -0.8;
    }
    if (number.list() >= 0 && !mentions.lists().isEmpty()) {
      score -= 0.1;
    }
    return score;
  }

  /** Words of the parameter near the number, the nearer the better. */
  private static double lexical(Parameter parameter, List<String> near, double weight) {
    List<String> name = parameter.nameWords();
    List<String> description = parameter.descriptionWords();
    double score = 0;
    Set<String> counted = new HashSet<>();
    for (int i = 0; i < near.size(); i++) {
      String word = near.get(i);
      double closeness = weight / Math.sqrt(i + 1.0);
      boolean named =
          name.stream()
              .anyMatch(
                  part ->
                      (part.length() == 1 || word.length() == 1)
                          ? part.equals(word)
                          : Words.alike(part, word));
      if ((Words.isStop(word) && !named) || !counted.add(word)) {
        continue;
      }
      if (named) {
        score += 1.6 * closeness;
      } else if (description.stream().anyMatch(part -> Words.alike(part, word))) {
        score += 0.8 * closeness;
      }
    }
    return score;
  }

  private static BigDecimal valueOf(NumberMention number, Parameter parameter) {
    boolean share = number.percent() && !parameter.isWhole() && !parameter.saysPercent();
    return share ? number.value().movePointLeft(2) : number.value();
  }

  private static JsonNode number(BigDecimal value) {
    BigDecimal plain = value.stripTrailingZeros();
    if (plain.scale() <= 0) {
      BigInteger whole = plain.toBigIntegerExact();
      return whole.bitLength() < 63 ? JSON.numberNode(whole.longValue()) : JSON.numberNode(whole);
    }
    return JSON.numberNode(plain);
  }
}
