package dev.hearth.moderation.text;

import java.util.function.IntConsumer;

/**
 * Decodes characters that are given by their numbers in ASCII, decimal or in seven or eight binary
 * digits, one after the other: {@code 72 111 119}.
 */
final class NumberRuns {

  /** Fewer are too short for a rule. */
  static final int MIN_RUN = 8;

  private static final int BINARY_DIGITS = 7;
  private static final int BYTE_DIGITS = 8;
  private static final int MOST_DECIMAL_DIGITS = 3;
  private static final int MAX_SEPARATOR = 3;

  private NumberRuns() {}

  /**
   * What the runs hold; empty where there are none.
   *
   * @param unsettled told the first raw character that later text may change
   */
  static Draft decode(View view, IntConsumer unsettled) {
    Draft draft = new Draft(0);
    int index = 0;
    while (index < view.length()) {
      if (!digit(view.at(index)) || (index > 0 && wordly(view.at(index - 1)))) {
        index++;
        continue;
      }
      index = run(view, index, draft, unsettled);
    }
    return draft;
  }

  /** Adds the characters of the run that begins here; the place behind it. */
  private static int run(View view, int start, Draft into, IntConsumer unsettled) {
    Draft run = new Draft(0);
    int index = start;
    int end = start;
    boolean growing = false;
    while (index < view.length()) {
      int to = numberEnd(view, index);
      growing = view.open() && to == view.length();
      int character = growing ? 0 : character(view, index, to);
      if (growing || character == 0) {
        break;
      }
      run.add((char) character, view.rawStart(index), view.rawEnd(to - 1));
      end = to;
      index = next(view, to);
      growing = view.open() && index == view.length();
      if (index == to || (index < view.length() && !digit(view.at(index)))) {
        break;
      }
    }
    if (growing) {
      unsettled.accept(view.rawStart(Math.min(index, view.length() - 1)));
    }
    if (run.length() >= MIN_RUN || (growing && run.length() > 0)) {
      into.gap();
      for (int i = 0; i < run.length(); i++) {
        into.add(run.at(i), run.rawStart(i), run.rawEnd(i));
      }
      if (!growing) {
        into.gap();
      }
    }
    return Math.max(end, numberEnd(view, start));
  }

  private static int numberEnd(View view, int from) {
    int end = from;
    while (end < view.length() && end - from <= BYTE_DIGITS && digit(view.at(end))) {
      end++;
    }
    return end;
  }

  /** What the number stands for, 0 if for no character that shows. */
  private static int character(View view, int from, int to) {
    if (to < view.length() && wordly(view.at(to))) {
      return 0;
    }
    int length = to - from;
    boolean binary = length == BINARY_DIGITS || length == BYTE_DIGITS;
    if (!binary && length > MOST_DECIMAL_DIGITS) {
      return 0;
    }
    int value = 0;
    for (int i = from; i < to; i++) {
      int digit = view.at(i) - '0';
      if (binary && digit > 1) {
        return 0;
      }
      value = value * (binary ? 2 : 10) + digit;
    }
    boolean shows = (value >= ' ' && value < 0x7F) || value == '\n' || value == '\r';
    return shows ? value : 0;
  }

  /** Where the number behind the separator begins; the same place where it is too wide or none. */
  private static int next(View view, int from) {
    int index = from;
    while (index < view.length() && index - from < MAX_SEPARATOR && separates(view.at(index))) {
      index++;
    }
    return index;
  }

  private static boolean separates(char c) {
    return c == ' ' || c == ',' || c == ';' || c == '-' || c == '.' || c == '|' || c == '\n';
  }

  private static boolean digit(char c) {
    return c >= '0' && c <= '9';
  }

  private static boolean wordly(char c) {
    return Character.isLetterOrDigit(c) && !Character.isIdeographic(c);
  }
}
