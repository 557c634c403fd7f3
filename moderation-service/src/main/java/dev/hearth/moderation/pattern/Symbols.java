package dev.hearth.moderation.pattern;

import dev.hearth.moderation.text.View;
import java.util.Arrays;

/**
 * The alphabet that rules and texts are folded to, in which common disguises vanish: case, digits
 * for letters (leet), {@code l} for {@code i}, stretched letters, punctuation. Signs that may stand
 * for a letter or for themselves ({@code ! @ $ | +}) are symbols that match both.
 */
final class Symbols {

  /** Symbols are 0 to this, exclusive. */
  static final int COUNT = 40;

  /** A letter of another script, or a digit that stands for no letter. */
  static final int OTHER = 26;

  /** The letter before was repeated three times or more. */
  static final int STRETCH = 27;

  /** One or more separators. */
  static final int SPACE = 28;

  /**
   * Separators between two words of a letter or two: a space, or nothing between spaced letters.
   */
  static final int LOOSE_SPACE = 29;

  /** Nothing matches across it. */
  static final int BREAK = 30;

  private static final int I_SIGN = 31;
  private static final int A_SIGN = 32;
  private static final int S_SIGN = 33;
  private static final int T_SIGN = 34;
  private static final int C_SIGN = 35;
  private static final int SIGNS = 36;

  private static final int IGNORED = -1;
  private static final int REPEATED = 3;
  private static final int LOOSE = 2;
  private static final byte[] ASCII = ascii();

  private Symbols() {}

  /** The symbols that may stand for this one, as a set of bits. */
  static long mask(int symbol) {
    long mask = 1L << symbol;
    return switch (symbol) {
      case 'i' - 'a' -> mask | (1L << I_SIGN);
      case 'a' - 'a' -> mask | (1L << A_SIGN);
      case 's' - 'a' -> mask | (1L << S_SIGN);
      case 't' - 'a' -> mask | (1L << T_SIGN);
      case 'c' - 'a' -> mask | (1L << C_SIGN);
      case SPACE -> mask | (1L << LOOSE_SPACE) | signs();
      default -> mask;
    };
  }

  /** What a word of any kind may be made of. */
  static long wordMask() {
    return ((1L << (OTHER + 1)) - 1) | within();
  }

  /** What may follow a letter without being one. */
  static long within() {
    return (1L << STRETCH) | (1L << LOOSE_SPACE) | signs();
  }

  /** The signs that may be a letter or a separator. */
  static long signs() {
    return (1L << SIGNS) - (1L << I_SIGN);
  }

  static boolean separates(int symbol) {
    return symbol >= SPACE;
  }

  /** A rule's word, letter by letter. */
  static byte[] of(String word) {
    byte[] symbols = new byte[word.length()];
    for (int i = 0; i < symbols.length; i++) {
      symbols[i] = (byte) of(word.charAt(i));
    }
    return symbols;
  }

  private static int of(char c) {
    if (c < ASCII.length) {
      return ASCII[c];
    }
    if (c == View.GAP) {
      return BREAK;
    }
    if (c == '’' || c == '‘' || c == '´') {
      return IGNORED;
    }
    return Character.isLetterOrDigit(c) ? OTHER : SPACE;
  }

  private static byte[] ascii() {
    byte[] symbols = new byte[128];
    Arrays.fill(symbols, (byte) SPACE);
    for (char c = 'a'; c <= 'z'; c++) {
      byte symbol = (byte) ((c == 'l' ? 'i' : c) - 'a');
      symbols[c] = symbol;
      symbols[Character.toUpperCase(c)] = symbol;
    }
    String digits = "0o1i3e4a5s7t8b9g";
    for (int i = 0; i < digits.length(); i += 2) {
      symbols[digits.charAt(i)] = (byte) (digits.charAt(i + 1) - 'a');
    }
    symbols['2'] = OTHER;
    symbols['6'] = OTHER;
    symbols['!'] = I_SIGN;
    symbols['|'] = I_SIGN;
    symbols['@'] = A_SIGN;
    symbols['$'] = S_SIGN;
    symbols['+'] = T_SIGN;
    symbols['('] = C_SIGN;
    symbols['\''] = IGNORED;
    symbols['`'] = IGNORED;
    return symbols;
  }

  /** A view's text in symbols. */
  static Folded fold(View view) {
    int length = view.length();
    byte[] symbols = new byte[length + 1];
    int[] from = new int[length + 1];
    int[] to = new int[length + 1];
    int count = 0;
    int run = 0;
    char previous = 0;
    int runStart = 0;
    int wordLength = 0;
    int separator = -1;
    for (int i = 0; i < length; i++) {
      char c = view.at(i);
      int symbol = of(c);
      if (symbol == IGNORED) {
        continue;
      }
      char lower = c < 0x80 ? (char) (c | 0x20) : c;
      if (symbol < OTHER && lower == previous) {
        run++;
        if (run >= REPEATED) {
          if (run == REPEATED) {
            count = runStart + 1;
            symbols[count] = STRETCH;
            from[count] = from[runStart];
            count++;
          }
          to[count - 1] = i + 1;
          continue;
        }
      } else {
        run = 1;
        runStart = count;
      }
      previous = lower;
      if (symbol == SPACE) {
        if (separator >= 0 && separator == count - 1) {
          to[separator] = i + 1;
          continue;
        }
        symbol = wordLength > 0 && wordLength <= LOOSE ? LOOSE_SPACE : SPACE;
        wordLength = 0;
        separator = count;
      } else if (symbol == BREAK) {
        wordLength = 0;
        separator = -1;
      } else if (symbol <= OTHER && ++wordLength == LOOSE + 1 && separator >= 0) {
        // The word after it is long: it is a space.
        symbols[separator] = SPACE;
      }
      symbols[count] = (byte) symbol;
      from[count] = i;
      to[count] = i + 1;
      count++;
    }
    // Two alike at the end: a third would make the second a stretch.
    boolean undecided = view.open() && run == REPEATED - 1 && runStart == count - 2;
    int stable = undecided ? runStart + 1 : count;
    if (view.open()) {
      return new Folded(symbols, from, to, stable, stable < count ? from[stable] : length);
    }
    symbols[count] = SPACE;
    from[count] = length;
    to[count] = length;
    return new Folded(symbols, from, to, count + 1, length);
  }
}
