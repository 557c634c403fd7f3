package dev.hearth.gateway.misuse;

import java.nio.ByteBuffer;
import java.text.Normalizer;
import java.util.Arrays;
import java.util.Locale;

/**
 * What is remembered of a text: 64 numbers of 16 bits from which it cannot be read, but which agree
 * with those of another text in about the part of the shingles that both have in common (MinHash:
 * Broder, "On the resemblance and containment of documents", 1997). Shingles are five letters in a
 * row of the text without spaces, digits, signs and case, so that other names, numbers and
 * punctuation leave most of them alike, in any language.
 */
final class Sketch {

  /** From this part of equal numbers on two texts are near-alike. */
  static final double ALIKE = 0.5;

  private static final int NUMBERS = 64;
  private static final int SHINGLE = 5;

  /** Texts of fewer letters are too short to tell alike from equal. */
  private static final int FEWEST_LETTERS = 40;

  private static final int MOST_LETTERS = 20_000;

  private final char[] numbers;

  private Sketch(char[] numbers) {
    this.numbers = numbers;
  }

  /**
   * The sketch of a text.
   *
   * @param salt secret, the same for sketches that are compared
   */
  static Sketch of(String text, long salt) {
    int[] letters =
        Normalizer.normalize(text, Normalizer.Form.NFKD)
            .toLowerCase(Locale.ROOT)
            .codePoints()
            .filter(Character::isLetter)
            .limit(MOST_LETTERS)
            .toArray();
    long[] least = new long[NUMBERS];
    Arrays.fill(least, Long.MAX_VALUE);
    int shingles = Math.max(1, letters.length - SHINGLE + 1);
    for (int at = 0; at < shingles; at++) {
      long shingle = salt;
      for (int i = at; i < Math.min(at + SHINGLE, letters.length); i++) {
        shingle = mixed(shingle ^ letters[i]);
      }
      for (int i = 0; i < NUMBERS; i++) {
        least[i] = Math.min(least[i], mixed(shingle + i * 0x9e3779b97f4a7c15L) >>> 1);
      }
    }
    char[] numbers = new char[NUMBERS];
    for (int i = 0; i < NUMBERS; i++) {
      numbers[i] = (char) mixed(least[i]);
    }
    return new Sketch(numbers);
  }

  /**
   * A sketch as {@link #bytes} gave it.
   *
   * @throws IllegalArgumentException if these are no sketch's bytes
   */
  static Sketch of(byte[] bytes) {
    if (bytes.length != NUMBERS * Character.BYTES) {
      throw new IllegalArgumentException("a sketch has " + NUMBERS + " numbers");
    }
    char[] numbers = new char[NUMBERS];
    ByteBuffer.wrap(bytes).asCharBuffer().get(numbers);
    return new Sketch(numbers);
  }

  /** The sketch to be kept. */
  byte[] bytes() {
    ByteBuffer bytes = ByteBuffer.allocate(NUMBERS * Character.BYTES);
    bytes.asCharBuffer().put(numbers);
    return bytes.array();
  }

  /** Whether a text is long enough for a sketch to mean anything. */
  static boolean worthwhile(String text) {
    return text.codePoints().filter(Character::isLetter).limit(FEWEST_LETTERS).count()
        == FEWEST_LETTERS;
  }

  /** About which part of the shingles both texts have in common, 0 to 1. */
  double likeness(Sketch other) {
    int equal = 0;
    for (int i = 0; i < NUMBERS; i++) {
      if (numbers[i] == other.numbers[i]) {
        equal++;
      }
    }
    return (double) equal / NUMBERS;
  }

  /** The finaliser of MurmurHash3. */
  private static long mixed(long value) {
    long mixed = value;
    mixed = (mixed ^ (mixed >>> 33)) * 0xff51afd7ed558ccdL;
    mixed = (mixed ^ (mixed >>> 33)) * 0xc4ceb9fe1a85ec53L;
    return mixed ^ (mixed >>> 33);
  }
}
