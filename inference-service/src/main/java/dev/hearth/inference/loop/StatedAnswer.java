package dev.hearth.inference.loop;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Answers that state what tools found, where that is short enough for a sentence. A small model
 * that is free to put a result into words often changes it; one that chooses among such sentences
 * cannot.
 */
final class StatedAnswer {

  private static final int LONGEST_VALUE = 120;
  private static final int MOST_VALUES = 8;
  private static final int SHORTEST_WORD = 3;

  private final Similarity similarity;

  StatedAnswer(Similarity similarity) {
    this.similarity = similarity;
  }

  /**
   * Sentences that all say what was found; empty if the observations are too long for that.
   *
   * @param observations answers of tools, at least one
   */
  List<String> candidates(List<Observation> observations, String question) {
    List<String> values = new ArrayList<>();
    for (Observation observation : observations) {
      Optional<String> value = value(observation, question);
      if (value.isEmpty()) {
        return List.of();
      }
      values.add(value.get());
    }
    return observations.size() == 1
        ? ofOne(subject(observations.getFirst()), values.getFirst())
        : List.of(ofSeveral(observations, values));
  }

  private static List<String> ofOne(@Nullable String subject, String value) {
    Set<String> sentences = new LinkedHashSet<>();
    if (subject != null) {
      sentences.add(capital(withArticle(subject)) + " is " + value + ".");
    }
    sentences.add("The result is " + value + ".");
    sentences.add("The answer is " + value + ".");
    sentences.add("It is " + value + ".");
    return List.copyOf(sentences);
  }

  private static String ofSeveral(List<Observation> observations, List<String> values) {
    List<String> parts = new ArrayList<>();
    for (int i = 0; i < values.size(); i++) {
      String subject =
          Objects.requireNonNullElse(
              subject(observations.get(i)), "the result of " + observations.get(i).tool());
      parts.add(withArticle(subject) + " is " + values.get(i));
    }
    String last = parts.removeLast();
    return capital(String.join(", ", parts)) + " and " + last + ".";
  }

  /** What was asked, in the user's words, where that is one text. */
  private static @Nullable String subject(Observation observation) {
    if (observation.arguments().size() != 1) {
      return null;
    }
    JsonNode only = observation.arguments().iterator().next();
    return only.isString() && only.asString().length() <= LONGEST_VALUE ? only.asString() : null;
  }

  private static String withArticle(String subject) {
    return subject.matches("[a-z]+ .* of .*|[a-z]+ of .*") ? "the " + subject : subject;
  }

  private static String capital(String text) {
    return text.substring(0, text.offsetByCodePoints(0, 1)).toUpperCase(Locale.ROOT)
        + text.substring(text.offsetByCodePoints(0, 1));
  }

  private Optional<String> value(Observation observation, String question) {
    String text = observation.text().strip();
    if (text.startsWith("{")) {
      try {
        return ofObject(JsonMapper.shared().readTree(text), observation, question);
      } catch (JacksonException notJson) {
        // Text that only looks like JSON is shown to the model as it is.
        return Optional.empty();
      }
    }
    boolean plain = !text.isEmpty() && text.length() <= LONGEST_VALUE && !text.contains("\n");
    return plain && !text.startsWith("[")
        ? Optional.of(text.replaceFirst("\\.$", ""))
        : Optional.empty();
  }

  /** What an object says beyond its flags and what it was asked. */
  private Optional<String> ofObject(JsonNode object, Observation observation, String question) {
    Map<String, String> found = new LinkedHashMap<>();
    for (Map.Entry<String, JsonNode> entry : object.properties()) {
      JsonNode value = entry.getValue();
      if (value.isContainer()) {
        return Optional.empty();
      }
      boolean echo = false;
      for (JsonNode argument : observation.arguments()) {
        echo |= argument.asString().equals(value.asString());
      }
      if ((value.isString() || value.isNumber()) && !echo) {
        found.put(entry.getKey(), value.asString());
      }
    }
    if (found.isEmpty()
        || found.size() > MOST_VALUES
        || found.values().stream().anyMatch(value -> value.length() > LONGEST_VALUE)) {
      return Optional.empty();
    }
    if (found.size() <= 2) {
      return Optional.of(String.join(" ", found.values()));
    }
    Set<String> words = new LinkedHashSet<>(List.of(lower(question).split("[^\\p{L}]+")));
    return found.keySet().stream()
        .max(
            Comparator.comparing((String key) -> words.contains(lower(key)))
                .thenComparing(key -> words.stream().anyMatch(word -> isPart(word, key)))
                .thenComparingDouble(key -> similarity.between(question, key)))
        .map(found::get);
  }

  /** {@code day} asks for a {@code weekday}. */
  private static boolean isPart(String word, String key) {
    return word.length() >= SHORTEST_WORD && lower(key).contains(word);
  }

  private static String lower(String text) {
    return text.toLowerCase(Locale.ROOT);
  }
}
