package dev.hearth.inference.loop;

/**
 * Words of a question that may be what a parameter asks for.
 *
 * @param text as it stands
 * @param kind what makes it likely
 * @param start where it begins
 * @param end where it ends
 * @param before the word before it, in small letters; empty at the beginning
 * @param after the word after it, in small letters; empty at the end
 */
record TextMention(String text, Kind kind, int start, int end, String before, String after) {

  /** Why words may be an argument. */
  enum Kind {
    /** They stand in quotation marks. */
    QUOTED,
    /** They are names. */
    NAME,
    /** They hold digits or signs that words do not have. */
    CODE,
    /** They are words like others. */
    PLAIN
  }

  boolean overlaps(TextMention other) {
    return start < other.end && other.start < end;
  }
}
