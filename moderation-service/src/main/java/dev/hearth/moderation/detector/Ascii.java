package dev.hearth.moderation.detector;

import dev.hearth.moderation.text.View;

/** Tests of single characters of a view. */
final class Ascii {

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
    return index == 0 ? !view.cut() : !Character.isLetterOrDigit(view.at(index - 1));
  }

  static boolean boundaryAt(View view, int index) {
    return index >= view.length() || !Character.isLetterOrDigit(view.at(index));
  }

  static int value(char digit) {
    return digit - '0';
  }
}
