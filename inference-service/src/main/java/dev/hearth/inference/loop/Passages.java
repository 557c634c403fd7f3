package dev.hearth.inference.loop;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.databind.json.JsonMapper;

/**
 * Answers a question by the sentence that answers it best among the passages that a search found,
 * with its source. What is quoted is not made up.
 */
final class Passages {

  private static final List<String> TEXTS =
      List.of(
          "text",
          "content",
          "snippet",
          "passage",
          "excerpt",
          "extract",
          "body",
          "answer",
          "abstract",
          "summary",
          "description");
  private static final List<String> SOURCES = List.of("source", "url", "link", "href", "document");
  private static final List<String> TITLES = List.of("title", "name", "heading");

  private static final Pattern SENTENCE_END =
      Pattern.compile("(?<=[.!?][\"”’)]?)\\s+(?=[\\p{Lu}\\p{N}\"“(])|\\s*\\n\\s*");

  private static final Pattern HOW_MANY =
      Pattern.compile(
          "(?is).*\\bhow"
              + " (?:many|much|long|far|deep|high|tall|old|often|heavy|big|large|wide|fast)\\b.*"
              + "|.*\\b(?:number|temperature|percentage|price|cost|year|depth|height|length)\\b.*");
  private static final Pattern WHEN =
      Pattern.compile("(?is).*\\b(?:when|(?:which|what) (?:day|date|month|year|time))\\b.*");
  private static final Pattern WHO_OR_WHERE =
      Pattern.compile("(?is).*\\b(?:who|whose|whom|where|which)\\b.*");
  private static final Pattern NUMBER_WORD = Pattern.compile("(?is).*\\d.*");
  private static final Pattern TIME =
      Pattern.compile(
          "(?is).*\\b(?:(?:mon|tues|wednes|thurs|fri|satur|sun)days?|january|february|march|april|may"
              + "|june|july|august|september|october|november|december|noon|midnight|spring|summer"
              + "|autumn|winter|morning|evening)\\b.*|.*\\d.*");

  private static final double WORDS = 0.5;
  private static final double TOPIC = 0.3;
  private static final double KIND = 0.15;

  /** What a name or a word of the title says of a sentence, beside other words. */
  private static final double SUBJECT = 0.25;

  /** What a passage must have in common with a question to be about the same. */
  private static final double RELATED = 0.5;

  private static final double ALIKE = 0.45;

  private final Similarity similarity;

  Passages(Similarity similarity) {
    this.similarity = similarity;
  }

  /**
   * The sentence that answers the question, with its source in brackets.
   *
   * @param observation a search's result: JSON with passages somewhere in it, perhaps cut off, or
   *     plain text
   * @return empty if no passage is about what the question asks for
   */
  Optional<String> answer(String question, String observation) {
    List<String> wanted = Words.contentOf(question);
    List<String> named = namesOf(question);
    Scored best = null;
    for (Passage passage : read(observation)) {
      List<String> all = Words.of(passage.title() + " " + passage.text());
      double topic = share(wanted, all);
      boolean namesIt = named.isEmpty() || named.stream().anyMatch(name -> has(all, name));
      List<String> sentences =
          SENTENCE_END
              .splitAsStream(passage.text())
              .map(sentence -> sentence.strip().replaceAll("\\s+", " "))
              .filter(sentence -> !sentence.isEmpty())
              .toList();
      Map<String, Double> weights = weights(wanted, named, passage.title(), sentences);
      for (String sentence : sentences) {
        String titled = passage.title().isEmpty() ? sentence : passage.title() + ": " + sentence;
        double alike = similarity.between(question, titled);
        boolean related = namesIt && (topic >= RELATED || alike >= ALIKE);
        double score =
            alike
                + WORDS * share(weights, Words.of(sentence))
                + TOPIC * topic
                + (isOfKind(question, sentence) ? KIND : 0);
        if (related && (best == null || score > best.score())) {
          best = new Scored(sentence, passage, score);
        }
      }
    }
    return Optional.ofNullable(best).map(Scored::cited);
  }

  /**
   * How much each word of a question says of a sentence: little if it is the subject of the whole
   * passage, which the sentence that answers often calls "it".
   */
  private static Map<String, Double> weights(
      List<String> wanted, List<String> named, String title, List<String> sentences) {
    List<String> subject = new ArrayList<>(Words.of(title));
    subject.addAll(named);
    Map<String, Double> weights = new HashMap<>();
    for (String word : wanted) {
      long holding = sentences.stream().filter(one -> has(Words.of(one), word)).count();
      weights.put(word, (has(subject, word) ? SUBJECT : 1) / Math.max(1, holding));
    }
    return weights;
  }

  private static double share(Map<String, Double> weights, List<String> text) {
    double all = 0;
    double found = 0;
    for (Map.Entry<String, Double> one : weights.entrySet()) {
      all += one.getValue();
      found += has(text, one.getKey()) ? one.getValue() : 0;
    }
    return all == 0 ? 0 : found / all;
  }

  /** The share of these words that a text has. */
  private static double share(List<String> wanted, List<String> text) {
    long found = wanted.stream().filter(word -> has(text, word)).count();
    return wanted.isEmpty() ? 0 : (double) found / wanted.size();
  }

  private static boolean has(List<String> words, String wanted) {
    return words.stream().anyMatch(word -> Words.alike(word, wanted));
  }

  /** Names and numbers of a question: a text without any of them is about something else. */
  private static List<String> namesOf(String question) {
    return Question.named(question).stream().flatMap(name -> Words.of(name).stream()).toList();
  }

  private static boolean isOfKind(String question, String sentence) {
    if (WHEN.matcher(question).matches()) {
      return TIME.matcher(sentence).matches();
    }
    if (HOW_MANY.matcher(question).matches()) {
      return NUMBER_WORD.matcher(sentence).matches()
          || Words.of(sentence).stream().anyMatch(word -> Words.number(word) != null);
    }
    if (WHO_OR_WHERE.matcher(question).matches()) {
      Set<String> known = new LinkedHashSet<>(Words.of(question));
      return Question.named(sentence).stream()
          .flatMap(name -> Words.of(name).stream())
          .anyMatch(name -> !known.contains(name));
    }
    return false;
  }

  /** All passages of a result, in its order. */
  static List<Passage> read(String observation) {
    String text = observation.strip();
    if (!text.startsWith("{") && !text.startsWith("[")) {
      return List.of(new Passage(text, "", ""));
    }
    List<Passage> passages = new ArrayList<>();
    List<Map<String, String>> open = new ArrayList<>();
    try (JsonParser parser = JsonMapper.shared().createParser(text)) {
      for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
        switch (token) {
          case START_OBJECT -> open.add(new HashMap<>());
          case END_OBJECT -> Passage.of(open.removeLast()).ifPresent(passages::add);
          case VALUE_STRING -> {
            String name = parser.currentName();
            if (name != null && !open.isEmpty()) {
              open.getLast().put(name.toLowerCase(Locale.ROOT), parser.getString());
            }
          }
          default -> {
            // Numbers, flags and brackets are no texts.
          }
        }
      }
    } catch (JacksonException cutOff) {
      // A long result is cut; what is whole before that serves.
      open.forEach(object -> Passage.of(object).ifPresent(passages::add));
    }
    return passages;
  }

  /**
   * A text that a search found.
   *
   * @param text what it says
   * @param title what it is called, or empty
   * @param source where it stands, or empty
   */
  record Passage(String text, String title, String source) {

    private static Optional<Passage> of(Map<String, String> object) {
      String text = first(object, TEXTS);
      return text == null
          ? Optional.empty()
          : Optional.of(
              new Passage(text, firstOr(object, TITLES, ""), firstOr(object, SOURCES, "")));
    }

    private static String firstOr(Map<String, String> object, List<String> names, String other) {
      String found = first(object, names);
      return found == null ? other : found;
    }

    private static @Nullable String first(Map<String, String> object, List<String> names) {
      for (String name : names) {
        String found = object.get(name);
        if (found != null && !found.isBlank()) {
          return found.strip();
        }
      }
      return null;
    }

    /** Title and place, as far as they are known. */
    String cited() {
      if (source.isEmpty() || title.contains(source)) {
        return title;
      }
      return title.isEmpty() || source.contains(title) ? source : title + ", " + source;
    }
  }

  private record Scored(String sentence, Passage passage, double score) {
    String cited() {
      String source = passage.cited();
      return source.isEmpty() ? sentence : sentence + " (" + source + ")";
    }
  }
}
