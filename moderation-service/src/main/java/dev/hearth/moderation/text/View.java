package dev.hearth.moderation.text;

/**
 * One way to read a text: its characters after normalising or decoding, each with the span of the
 * raw text that it came from. A view of a text that is still growing holds only what later text
 * cannot change, so for any two windows of one text the views agree where they overlap.
 *
 * <p>Immutable; safe to share.
 */
public final class View {

  /**
   * Stands where two parts do not belong together: nothing matches across it. A noncharacter, which
   * no cleaned text holds otherwise.
   */
  public static final char GAP = '\uFFFF';

  private final Reading reading;
  private final char[] characters;
  private final int length;
  private final int[] starts;
  private final int[] ends;
  private final boolean open;
  private final boolean cut;

  View(
      Reading reading,
      char[] characters,
      int[] starts,
      int[] ends,
      int length,
      boolean open,
      boolean cut) {
    this.reading = reading;
    this.characters = characters;
    this.starts = starts;
    this.ends = ends;
    this.length = length;
    this.open = open;
    this.cut = cut;
  }

  /** How this view was made. */
  public Reading reading() {
    return reading;
  }

  /** Number of characters. */
  public int length() {
    return length;
  }

  /** The character at this position; {@link #GAP} where the text is not continuous. */
  public char at(int index) {
    return characters[index];
  }

  /** Where the character's origin begins in the raw text. */
  public int rawStart(int index) {
    return starts[index];
  }

  /** One past where the character's origin ends in the raw text. */
  public int rawEnd(int index) {
    return ends[index];
  }

  /** Whether more text may follow. */
  public boolean open() {
    return open;
  }

  /** Whether the beginning may lie in the middle of a word. */
  public boolean cut() {
    return cut;
  }

  /** Copies out a part as a string. */
  public String substring(int from, int to) {
    return new String(characters, from, to - from);
  }

  /** What was done to the raw text to read it so. */
  public enum Reading {
    /** Nothing but normalising. */
    PLAIN,
    /** Percent signs, HTML entities and {@code \}u escapes resolved. */
    ESCAPED,
    /** Runs of base64 decoded, in either alphabet. */
    BASE64,
    /** Runs of hexadecimal digits decoded. */
    HEX,
    /** Numbers read as the characters that they stand for. */
    NUMBERS,
    /** Letters moved by thirteen. */
    ROT13,
    /** Digits and signs read as the letters they stand for, spelled words joined. */
    LETTERS,
    /** Invisible tag characters shown as the ASCII they stand for. */
    TAGS,
    /** Variation selectors taken as bytes. */
    SELECTORS
  }

  /** Shows how it was made and its size, never the text. */
  @Override
  public String toString() {
    return "View[" + reading + ", " + length + " characters]";
  }
}
