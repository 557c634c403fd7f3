package dev.hearth.inference.loop;

import dev.hearth.contracts.inference.Message;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The last thing that the user said, sentence by sentence; a colon ends one, too. */
final class Question {

  /** A decimal number, perhaps with thousands separators. */
  static final Pattern NUMBER = Pattern.compile("\\d+(?:,\\d{3})*(?:\\.\\d+)?");

  private static final Pattern QUOTED =
      Pattern.compile("[\"“]([^\"”]+)[\"”]|(?<!\\w)'([^']+)'(?!\\w)");
  private static final Pattern SENTENCE_END = Pattern.compile("(?<=[.!?:;])\\s+|\\n+");

  private final String text;
  private final List<String> sentences;

  Question(String text) {
    this.text = text;
    this.sentences =
        SENTENCE_END.splitAsStream(text.strip()).filter(sentence -> !sentence.isBlank()).toList();
  }

  /** The last one of a conversation; without any text if the user said nothing. */
  static Question in(List<Message> messages) {
    for (Message message : messages.reversed()) {
      if (message.role() == Message.Role.USER) {
        return new Question(message.content());
      }
    }
    return new Question("");
  }

  String text() {
    return text;
  }

  List<String> sentences() {
    return sentences;
  }

  /** All numbers of a text, without thousands separators, in order. */
  static Set<BigDecimal> numbers(String text) {
    Set<BigDecimal> numbers = new LinkedHashSet<>();
    Matcher matcher = NUMBER.matcher(text);
    while (matcher.find()) {
      numbers.add(new BigDecimal(matcher.group().replace(",", "")).stripTrailingZeros());
    }
    return numbers;
  }

  static boolean hasNumber(String text) {
    return NUMBER.matcher(text).find();
  }

  /**
   * What a sentence names: numbers, quotations, and words with a capital that do not begin it. A
   * sentence that names nothing new needs no further call.
   */
  static Set<String> named(String sentence) {
    Set<String> named = new HashSet<>();
    numbers(sentence).forEach(number -> named.add(number.toPlainString()));
    Matcher quoted = QUOTED.matcher(sentence);
    while (quoted.find()) {
      named.add(quoted.group().toLowerCase(Locale.ROOT));
    }
    List<String> words = words(sentence);
    for (int i = 1; i < words.size(); i++) {
      String word = trimmed(words.get(i));
      if (word.length() > 1 && Character.isUpperCase(word.charAt(0))) {
        named.add(word.toLowerCase(Locale.ROOT));
      }
    }
    return named;
  }

  static List<String> words(String sentence) {
    return List.of(sentence.strip().split("\\s+"));
  }

  /**
   * Runs of a sentence's words, without the punctuation around them.
   *
   * @param longest words at most
   * @param numbers whether runs may hold numbers
   */
  static Set<String> runs(String sentence, int longest, boolean numbers) {
    List<String> words = words(sentence);
    Set<String> runs = new LinkedHashSet<>();
    for (int from = 0; from < words.size(); from++) {
      for (int to = from; to < Math.min(words.size(), from + longest); to++) {
        if (!numbers && hasNumber(words.get(to))) {
          break;
        }
        addRun(words, from, to, runs);
      }
    }
    return runs;
  }

  /** How many numbers a text has. */
  static int countNumbers(String text) {
    return (int) NUMBER.matcher(text).results().count();
  }

  /**
   * Runs that hold every number of the sentence: half of its quantities alone would ask something
   * else.
   *
   * @param before words before the first number at most
   * @param after words after the last number at most
   */
  static Set<String> runsWithAllNumbers(String sentence, int before, int after) {
    List<String> words = words(sentence);
    List<Integer> places = new ArrayList<>();
    for (int i = 0; i < words.size(); i++) {
      if (hasNumber(words.get(i))) {
        places.add(i);
      }
    }
    Set<String> runs = new LinkedHashSet<>();
    for (int from = places.getFirst(); from >= Math.max(0, places.getFirst() - before); from--) {
      for (int to = places.getLast();
          to < Math.min(words.size(), places.getLast() + after + 1);
          to++) {
        addRun(words, from, to, runs);
      }
    }
    // A lone number would be asked for as a number, not as a text.
    return withoutBareNumbers(runs);
  }

  private static Set<String> withoutBareNumbers(Set<String> runs) {
    Set<String> more = new LinkedHashSet<>(runs);
    more.removeIf(run -> NUMBER.matcher(run).matches());
    return more.isEmpty() ? runs : more;
  }

  private static void addRun(List<String> words, int from, int to, Set<String> runs) {
    String run = trimmed(String.join(" ", words.subList(from, to + 1)));
    if (!run.isEmpty()) {
      runs.add(run);
    }
  }

  private static String trimmed(String run) {
    return run.replaceFirst("^[\"“'‘]+", "").replaceFirst("[?.,;:=\"”'’!]+$", "");
  }
}
