package dev.hearth.moderation.learned;

import dev.hearth.moderation.text.View;
import dev.hearth.moderation.text.Vocabulary;
import java.text.Normalizer;
import java.util.Arrays;

/**
 * Splits texts into the word pieces of uncased BERT models, as the {@code tokenizers} library does
 * by {@code BertNormalizer}, {@code BertPreTokenizer} and {@code WordPiece}. Thread-safe.
 */
final class WordPiece {

  /** What stands for a word that has no pieces. */
  static final int UNKNOWN = 100;

  private static final int LONGEST_WORD = 100;

  private final Vocabulary vocabulary;

  WordPiece(Vocabulary vocabulary) {
    this.vocabulary = vocabulary;
  }

  /** The ids of a text's pieces, without any that mark its beginning and end. */
  int[] ids(String text) {
    Pieces pieces = new Pieces();
    read(text, 0, text.length(), pieces);
    return Arrays.copyOf(pieces.ids, pieces.count);
  }

  /** Adds the pieces of a text, each with the span it belongs to. */
  void read(String text, int from, int to, Pieces into) {
    StringBuilder word = new StringBuilder();
    String folded = printableAscii(text) ? text : folded(text);
    for (int index = 0; index < folded.length(); ) {
      int c = folded.codePointAt(index);
      index += Character.charCount(c);
      if (c == ' ') {
        end(word, from, to, into);
      } else if (punctuation(c) || ideograph(c)) {
        end(word, from, to, into);
        word.appendCodePoint(c);
        end(word, from, to, into);
      } else {
        word.appendCodePoint(Character.toLowerCase(c));
      }
    }
    end(word, from, to, into);
  }

  private static boolean printableAscii(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (text.charAt(i) < ' ' || text.charAt(i) >= 0x7F) {
        return false;
      }
    }
    return true;
  }

  /** Control characters dropped, white space as spaces, accents stripped. */
  private static String folded(String text) {
    StringBuilder clean = new StringBuilder(text.length());
    text.codePoints()
        .forEach(
            c -> {
              if (c == '\t' || c == '\n' || c == '\r' || Character.isSpaceChar(c)) {
                clean.append(' ');
              } else if (c != 0xFFFD && !control(c)) {
                clean.appendCodePoint(c);
              }
            });
    String decomposed = Normalizer.normalize(clean, Normalizer.Form.NFD);
    StringBuilder bare = new StringBuilder(decomposed.length());
    decomposed
        .codePoints()
        .filter(c -> Character.getType(c) != Character.NON_SPACING_MARK)
        .forEach(bare::appendCodePoint);
    return bare.toString();
  }

  private static boolean control(int c) {
    return switch (Character.getType(c)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.UNASSIGNED,
          Character.PRIVATE_USE,
          Character.SURROGATE ->
          true;
      default -> false;
    };
  }

  private static boolean punctuation(int c) {
    if (c < 0x80) {
      return c > ' ' && c < 0x7F && !Character.isLetterOrDigit(c);
    }
    return switch (Character.getType(c)) {
      case Character.CONNECTOR_PUNCTUATION,
          Character.DASH_PUNCTUATION,
          Character.START_PUNCTUATION,
          Character.END_PUNCTUATION,
          Character.INITIAL_QUOTE_PUNCTUATION,
          Character.FINAL_QUOTE_PUNCTUATION,
          Character.OTHER_PUNCTUATION ->
          true;
      default -> false;
    };
  }

  /** The blocks that the reference sets apart, each character as a word. */
  private static boolean ideograph(int c) {
    return c >= 0x3400
        && ((c >= 0x4E00 && c <= 0x9FFF)
            || c <= 0x4DBF
            || (c >= 0x20000 && c <= 0x2A6DF)
            || (c >= 0x2A700 && c <= 0x2B73F)
            || (c >= 0x2B740 && c <= 0x2B81F)
            || (c >= 0x2B920 && c <= 0x2CEAF)
            || (c >= 0xF900 && c <= 0xFAFF)
            || (c >= 0x2F800 && c <= 0x2FA1F));
  }

  private void end(StringBuilder word, int from, int to, Pieces into) {
    if (word.isEmpty()) {
      return;
    }
    int before = into.count;
    if (!split(word.toString(), from, to, into)) {
      into.count = before;
      into.add(UNKNOWN, from, to);
    }
    word.setLength(0);
  }

  private boolean split(String word, int from, int to, Pieces into) {
    if (word.codePointCount(0, word.length()) > LONGEST_WORD) {
      return false;
    }
    int at = 0;
    while (at < word.length()) {
      int end = word.length();
      int id = -1;
      while (end > at && id < 0) {
        String piece = word.substring(at, end);
        id = vocabulary.id(at == 0 ? piece : "##" + piece);
        end -= id < 0 ? 1 : 0;
      }
      if (id < 0) {
        return false;
      }
      into.add(id, from, to);
      at = end;
    }
    return true;
  }

  /** Pieces, each with the span of the view that it belongs to. Not thread-safe. */
  static final class Pieces {

    private int[] ids = new int[64];
    private int[] starts = new int[64];
    private int[] ends = new int[64];
    private int count;

    /** How many. */
    int count() {
      return count;
    }

    /** Where the word of a piece begins in the {@link View}. */
    int start(int piece) {
      return starts[piece];
    }

    /** One past where the word of a piece ends in the {@link View}. */
    int end(int piece) {
      return ends[piece];
    }

    /** The first piece of a word that ends behind this position; the count if there is none. */
    int first(int position) {
      return behind(ends, position + 1);
    }

    /** The first piece of a word that begins at or behind this position. */
    int behind(int position) {
      return behind(starts, position);
    }

    /**
     * The first piece whose place, none of which lies before the last one's, reaches a position.
     */
    private int behind(int[] places, int position) {
      int low = 0;
      int high = count;
      while (low < high) {
        int middle = (low + high) >>> 1;
        if (places[middle] < position) {
          low = middle + 1;
        } else {
          high = middle;
        }
      }
      return low;
    }

    /** The ids of a range. */
    int[] ids(int from, int to) {
      return Arrays.copyOfRange(ids, from, to);
    }

    private void add(int id, int from, int to) {
      if (count == ids.length) {
        ids = Arrays.copyOf(ids, count * 2);
        starts = Arrays.copyOf(starts, count * 2);
        ends = Arrays.copyOf(ends, count * 2);
      }
      ids[count] = id;
      starts[count] = from;
      ends[count] = to;
      count++;
    }
  }
}
