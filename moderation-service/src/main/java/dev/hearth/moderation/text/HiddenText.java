package dev.hearth.moderation.text;

/** Bytes hidden in variation selectors, which follow an emoji and show nothing. */
final class HiddenText {

  private HiddenText() {}

  /** The byte that a variation selector (VS1 to VS256) can carry, or -1. */
  static int octet(int codePoint) {
    if (codePoint >= 0xFE00 && codePoint <= 0xFE0F) {
      return codePoint - 0xFE00;
    }
    if (codePoint >= 0xE0100 && codePoint <= 0xE01EF) {
      return codePoint - 0xE0100 + 16;
    }
    return -1;
  }
}
