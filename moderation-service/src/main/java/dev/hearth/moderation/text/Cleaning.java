package dev.hearth.moderation.text;

import java.text.Normalizer;

/**
 * Removes what a reader cannot see, reads blank glyphs as spaces and replaces look-alikes by the
 * ASCII they look like: code point by code point compatibility decomposition (Unicode UAX #15,
 * NFKD), marks and default-ignorable characters dropped, then the skeleton of UTS #39 where it is
 * one ASCII letter or digit. Working by code points, it never depends on what follows.
 */
final class Cleaning {

  private static final int LAST_ASCII = 0x7F;

  private final Confusables confusables;

  Cleaning(Confusables confusables) {
    this.confusables = confusables;
  }

  /** Adds the code point as it reads, or nothing where it is invisible. */
  void clean(int codePoint, int rawStart, int rawEnd, Draft into) {
    if (codePoint >= ' ' && codePoint < LAST_ASCII) {
      into.add((char) codePoint, rawStart, rawEnd);
      return;
    }
    if (blank(codePoint)) {
      into.add(' ', rawStart, rawEnd);
      return;
    }
    if (invisible(codePoint)) {
      return;
    }
    if (codePoint <= LAST_ASCII) {
      into.add((char) codePoint, rawStart, rawEnd);
      return;
    }
    if (Character.isIdeographic(codePoint)) {
      into.addCodePoint(codePoint, rawStart, rawEnd);
      return;
    }
    char known = confusables.latin(codePoint);
    if (Character.isDigit(codePoint) && (known == 0 || !behindLetter(into))) {
      into.add(Character.forDigit(Character.digit(codePoint, 10), 10), rawStart, rawEnd);
      return;
    }
    if (known != 0) {
      into.add(known, rawStart, rawEnd);
      return;
    }
    String single = Character.toString(codePoint);
    if (Normalizer.isNormalized(single, Normalizer.Form.NFKD)) {
      into.addCodePoint(codePoint, rawStart, rawEnd);
      return;
    }
    String parts = Normalizer.normalize(single, Normalizer.Form.NFKD);
    for (int i = 0; i < parts.length(); ) {
      int part = parts.codePointAt(i);
      i += Character.charCount(part);
      char latin = confusables.latin(part);
      if (latin != 0) {
        into.add(latin, rawStart, rawEnd);
      } else if (!invisible(part)) {
        into.addCodePoint(part, rawStart, rawEnd);
      }
    }
  }

  /** Whether a digit that looks like a letter is meant as one. */
  private static boolean behindLetter(Draft draft) {
    int last = draft.length() - 1;
    return last >= 0 && draft.at(last) <= LAST_ASCII && Character.isLetter(draft.at(last));
  }

  /**
   * The controls that part words or lines (among them the line tabulation and the form feed), the
   * Hangul fillers and Braille without a dot: glyphs as wide as others, with nothing in them.
   */
  private static boolean blank(int codePoint) {
    return codePoint == 0x0B
        || codePoint == 0x0C
        || (codePoint >= 0x1C && codePoint <= 0x1F)
        || codePoint == 0x85
        || codePoint == 0x115F
        || codePoint == 0x1160
        || codePoint == 0x3164
        || codePoint == 0xFFA0
        || codePoint == 0x2800;
  }

  /** Format characters, marks, selectors, tags and controls: what shows no glyph alone. */
  static boolean invisible(int codePoint) {
    if (codePoint <= LAST_ASCII) {
      return codePoint == LAST_ASCII
          || (codePoint < ' ' && codePoint != '\n' && codePoint != '\t' && codePoint != '\r');
    }
    if (codePoint >= 0xE0000 && codePoint <= 0xE0FFF) {
      return true;
    }
    return switch (Character.getType(codePoint)) {
      case Character.FORMAT,
          Character.CONTROL,
          Character.NON_SPACING_MARK,
          Character.ENCLOSING_MARK,
          Character.PRIVATE_USE,
          Character.UNASSIGNED ->
          true;
      default -> false;
    };
  }
}
