package dev.hearth.moderation.text;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntConsumer;

/**
 * Decodes runs of hexadecimal digits: contiguous, in pairs with a separator or a prefix such as
 * {@code 0x} between them (quoted-printable is one such form), or word by word.
 */
final class HexRuns {

  /** A pair may begin at any digit of a run. */
  static final int ALIGNMENTS = 2;

  /** Shorter runs hold fewer than eight bytes, too few for a rule. */
  static final int MIN_RUN = 16;

  private static final int MAX_SEPARATOR = 4;
  private static final byte[] VALUES = values();

  private HexRuns() {}

  /** The runs that are long enough, or may become so. */
  static List<Run> in(View view) {
    List<Run> runs = new ArrayList<>();
    int length = view.length();
    int index = 0;
    while (index < length) {
      if (digit(view, index) < 0) {
        index++;
        continue;
      }
      int start = index;
      int digits = 0;
      int end = index;
      while (index < length) {
        if (digit(view, index) >= 0) {
          digits++;
          index++;
          end = index;
        } else {
          int next = afterSeparator(view, index);
          if (next < 0) {
            break;
          }
          index = next;
        }
      }
      boolean growing = view.open() && index == length;
      if (digits >= MIN_RUN || growing) {
        runs.add(new Run(start, end, growing));
      }
      index = Math.max(index, end);
    }
    return runs;
  }

  /**
   * What the runs hold.
   *
   * @param alignment how many digits of each are left out, less than {@link #ALIGNMENTS}; with that
   *     many none is, and what parts the digits is a space
   * @param unsettled told the first raw character that later text may change
   */
  static Draft decode(View view, List<Run> runs, int alignment, IntConsumer unsettled) {
    Draft draft = new Draft(0);
    for (Run run : runs) {
      if (alignment < ALIGNMENTS || parted(view, run)) {
        decode(view, run, alignment, draft, unsettled);
      }
    }
    return draft;
  }

  private static boolean parted(View view, Run run) {
    for (int i = run.start(); i < run.end(); i++) {
      if (digit(view, i) < 0) {
        return true;
      }
    }
    return false;
  }

  private static void decode(
      View view, Run run, int alignment, Draft draft, IntConsumer unsettled) {
    draft.gap();
    Utf8Decoder octets = new Utf8Decoder(draft);
    int high = -1;
    int highFrom = 0;
    boolean spaces = alignment == ALIGNMENTS;
    int skipped = spaces ? alignment : 0;
    for (int i = run.start(); i < run.end(); i++) {
      int value = digit(view, i);
      if (value < 0) {
        if (spaces && high < 0 && digit(view, i - 1) >= 0) {
          octets.add(' ', view.rawStart(i), view.rawEnd(i));
        }
        continue;
      }
      if (skipped < alignment) {
        skipped++;
      } else if (high < 0) {
        high = value;
        highFrom = view.rawStart(i);
      } else {
        octets.add((high << 4) | value, highFrom, view.rawEnd(i));
        high = -1;
      }
    }
    if (run.growing() && high >= 0) {
      unsettled.accept(highFrom);
    }
    octets.finish(run.growing(), unsettled);
    if (!run.growing()) {
      draft.gap();
    }
  }

  /** The digit's value, or -1; the nought of a prefix {@code 0x} is no digit. */
  private static int digit(View view, int index) {
    char c = view.at(index);
    if (c == '0'
        && index + 1 < view.length()
        && (view.at(index + 1) == 'x' || view.at(index + 1) == 'X')) {
      return -1;
    }
    return c < VALUES.length ? VALUES[c] : -1;
  }

  private static byte[] values() {
    byte[] values = new byte[128];
    Arrays.fill(values, (byte) -1);
    String digits = "0123456789abcdef";
    for (int i = 0; i < digits.length(); i++) {
      values[digits.charAt(i)] = (byte) i;
      values[Character.toUpperCase(digits.charAt(i))] = (byte) i;
    }
    return values;
  }

  /** The next digit after a short separator, the view's end, or -1 where the run ends here. */
  private static int afterSeparator(View view, int from) {
    int index = from;
    while (index < view.length()) {
      if (digit(view, index) >= 0) {
        return index;
      }
      if (index - from == MAX_SEPARATOR) {
        return -1;
      }
      char c = view.at(index);
      boolean separates =
          c == ' ' || c == ':' || c == '-' || c == ',' || c == '\\' || c == 'x' || c == 'X'
              || c == '0' || c == '\n' || c == '\r' || c == '\t' || c == '=' || c == '.' || c == ';'
              || c == '|';
      if (!separates) {
        return -1;
      }
      index++;
    }
    return index;
  }
}
