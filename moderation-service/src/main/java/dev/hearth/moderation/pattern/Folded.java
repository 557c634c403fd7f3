package dev.hearth.moderation.pattern;

import java.util.Arrays;

/** A view's text in {@link Symbols}, each with its place in the view. Immutable. */
final class Folded {

  private final byte[] symbols;
  private final int[] from;
  private final int[] to;
  private final int count;
  private final int unstable;

  Folded(byte[] symbols, int[] from, int[] to, int count, int unstable) {
    this.symbols = symbols;
    this.from = from;
    this.to = to;
    this.count = count;
    this.unstable = unstable;
  }

  /** How many symbols; a text that ends has a last {@link Symbols#SPACE}. */
  int count() {
    return count;
  }

  int symbol(int index) {
    return symbols[index];
  }

  /** Where the symbol begins in the view. */
  int from(int index) {
    return from[index];
  }

  /** One past where the symbol ends in the view. */
  int to(int index) {
    return to[index];
  }

  /** The view's first character that later text may fold differently; its length if none. */
  int unstable() {
    return unstable;
  }

  boolean startsWord(int index) {
    int symbol = symbols[index];
    return symbol != Symbols.SPACE
        && symbol != Symbols.LOOSE_SPACE
        && symbol != Symbols.BREAK
        && (index == 0 || Symbols.separates(symbols[index - 1]));
  }

  /** Whether the word that starts there is this one, to its end. */
  boolean isWord(int start, byte[] word) {
    int end = start + word.length;
    return end < count
        && Arrays.equals(symbols, start, end, word, 0, word.length)
        && Symbols.separates(symbols[end]);
  }
}
