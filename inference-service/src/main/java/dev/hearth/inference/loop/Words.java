package dev.hearth.inference.loop;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Words of English, as far as comparing them needs it. */
final class Words {

  private static final Set<String> STOP =
      Set.of(
          """
          a an the of in on at to for from by with and or is are was were be been do does
          did have has had my me i you your his her its our their it this that these those
          what which who whom whose when where why how much many can could would should
          will shall may might must please as into over under about between than then
          there if but not no so up out off using use used given also within per each any
          all some such only just more most other need want like let us tell show give
          find get calculate compute determine retrieve search look make create generate
          provide identify predict estimate called named following specific specified
          information details
          """
              .strip()
              .split("\\s+"));

  private static final Map<String, Integer> NUMBERS =
      Map.ofEntries(
          Map.entry("zero", 0),
          Map.entry("one", 1),
          Map.entry("once", 1),
          Map.entry("two", 2),
          Map.entry("twice", 2),
          Map.entry("three", 3),
          Map.entry("thrice", 3),
          Map.entry("four", 4),
          Map.entry("five", 5),
          Map.entry("six", 6),
          Map.entry("seven", 7),
          Map.entry("eight", 8),
          Map.entry("nine", 9),
          Map.entry("ten", 10),
          Map.entry("eleven", 11),
          Map.entry("twelve", 12),
          Map.entry("dozen", 12),
          Map.entry("twenty", 20),
          Map.entry("thirty", 30),
          Map.entry("fifty", 50),
          Map.entry("hundred", 100),
          Map.entry("thousand", 1000));

  private static final int STEM = 5;
  private static final int SHORT = 3;

  private Words() {}

  static boolean isStop(String word) {
    return STOP.contains(word);
  }

  /** The number that a word means, or null. */
  static @Nullable Integer number(String word) {
    return NUMBERS.get(word.toLowerCase(Locale.ROOT));
  }

  /** The words of a name such as {@code get_currentWeather}, or of a text, in small letters. */
  static List<String> of(String text) {
    List<String> words = new ArrayList<>();
    String spaced = text.replaceAll("(?<=[a-z0-9])(?=[A-Z])", " ");
    for (String word : spaced.toLowerCase(Locale.ROOT).split("[^\\p{L}\\p{N}]+")) {
      if (!word.isEmpty()) {
        words.add(word);
      }
    }
    return words;
  }

  /** Those that carry meaning. */
  static List<String> contentOf(String text) {
    return of(text).stream().filter(word -> !STOP.contains(word)).toList();
  }

  /** Whether two words are forms of one. */
  static boolean alike(String one, String other) {
    String left = stem(one);
    String right = stem(other);
    if (left.equals(right)) {
      return true;
    }
    int common = 0;
    int most = Math.min(left.length(), right.length());
    while (common < most && left.charAt(common) == right.charAt(common)) {
      common++;
    }
    return common >= STEM || (common >= SHORT + 1 && common == most);
  }

  private static String stem(String word) {
    for (String ending : List.of("ings", "ing", "ies", "es", "ed", "s")) {
      if (word.length() > ending.length() + SHORT - 1 && word.endsWith(ending)) {
        return word.substring(0, word.length() - ending.length());
      }
    }
    return word.endsWith("e") && word.length() > SHORT
        ? word.substring(0, word.length() - 1)
        : word;
  }
}
