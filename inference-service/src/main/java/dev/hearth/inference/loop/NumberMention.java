package dev.hearth.inference.loop;

import java.math.BigDecimal;
import java.util.List;

/**
 * A number that a question names.
 *
 * @param value with its sign
 * @param percent whether a percent sign or the word follows
 * @param start where it begins
 * @param end where it ends
 * @param before words before it within its clause, the nearest first
 * @param after words after it within its clause, the nearest first
 * @param list which list of numbers it stands in; −1 if in none
 */
record NumberMention(
    BigDecimal value,
    boolean percent,
    int start,
    int end,
    List<String> before,
    List<String> after,
    int list) {

  NumberMention {
    before = List.copyOf(before);
    after = List.copyOf(after);
  }

  boolean isWhole() {
    return value.stripTrailingZeros().scale() <= 0;
  }

  /** Whether it looks like a year of our time. */
  boolean isYear() {
    return isWhole()
        && value.compareTo(BigDecimal.valueOf(1500)) > 0
        && value.compareTo(BigDecimal.valueOf(2101)) < 0
        && after.stream().noneMatch(word -> !Units.words(word).isEmpty());
  }

  /** With the words around it, as they stand. */
  String phrase() {
    return String.join(" ", before.reversed())
        + " "
        + value.toPlainString()
        + " "
        + String.join(" ", after);
  }
}
