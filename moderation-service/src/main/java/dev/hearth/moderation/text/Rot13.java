package dev.hearth.moderation.text;

/** Letters of the Latin alphabet moved by thirteen places. */
final class Rot13 {

  private static final int HALF = 13;

  private Rot13() {}

  /** The whole view rotated; empty where it has no letter. */
  static Draft decode(View view) {
    Draft draft = new Draft(view.length());
    boolean letters = false;
    for (int i = 0; i < view.length(); i++) {
      char c = view.at(i);
      char rotated = rotate(c);
      letters |= rotated != c;
      draft.add(rotated, view.rawStart(i), view.rawEnd(i));
    }
    return letters ? draft : new Draft(0);
  }

  private static char rotate(char c) {
    if (c >= 'a' && c <= 'z') {
      return (char) ('a' + (c - 'a' + HALF) % 26);
    }
    if (c >= 'A' && c <= 'Z') {
      return (char) ('A' + (c - 'A' + HALF) % 26);
    }
    return c;
  }
}
