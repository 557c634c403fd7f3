package dev.hearth.moderation.detector;

import dev.hearth.moderation.text.View;

/** Tests of single characters of a view. */
final class Ascii {

  private static final char FIRST_EAST_ASIAN = '\u2E80';

  private Ascii() {}

  static boolean digit(char c) {
    return c >= '0' && c <= '9';
  }

  static boolean letter(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
  }

  static boolean alphanumeric(char c) {
    return digit(c) || letter(c);
  }

  /** Whether a word may begin here: neither a letter nor a digit stands before. */
  static boolean boundaryBefore(View view, int index) {
    return index == 0 ? !view.cut() : !inWord(view.at(index - 1));
  }

  static boolean boundaryAt(View view, int index) {
    return index >= view.length() || !inWord(view.at(index));
  }

  /** East Asian writing puts no space between its words and a number. */
  private static boolean inWord(char c) {
    return Character.isLetterOrDigit(c) && c < FIRST_EAST_ASIAN;
  }

  static int value(char digit) {
    return digit - '0';
  }
}
