package dev.hearth.standalone.react;

/**
 * What a checker says of an answer.
 *
 * @param right whether it is
 * @param why in a few words
 */
record Verdict(boolean right, String why) {

  static final Verdict RIGHT = new Verdict(true, "right");

  static Verdict wrong(String why) {
    return new Verdict(false, why);
  }
}
