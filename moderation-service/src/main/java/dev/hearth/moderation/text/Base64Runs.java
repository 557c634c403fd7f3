package dev.hearth.moderation.text;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntConsumer;

/**
 * Decodes runs of base64 (RFC 4648, both alphabets), line breaks within them allowed, and spaces
 * and padding between parts of which none can be a word. No run is judged otherwise by how it
 * looks: what is not text decodes to gaps.
 */
final class Base64Runs {

  /** A quadruple may begin at any character of a run. */
  static final int ALIGNMENTS = 4;

  /** Shorter runs hold fewer than eight bytes, too few for a rule. */
  static final int MIN_RUN = 11;

  private static final char PADDING = '=';
  private static final int MOST_PADDING = 2;

  /** What a byte takes. */
  private static final int FEWEST_DIGITS = 2;

  /** Only so much of a part is looked at to tell whether it is a word. */
  private static final int LONGEST_PART = 64;

  private static final byte[] VALUES = values();

  private Base64Runs() {}

  /** The runs that are long enough, or may become so. */
  static List<Run> in(View view) {
    List<Run> runs = new ArrayList<>();
    int length = view.length();
    int index = 0;
    while (index < length) {
      if (value(view.at(index)) < 0) {
        index++;
        continue;
      }
      int start = index;
      int digits = 0;
      int end = start;
      for (; index < length; index++) {
        char c = view.at(index);
        if (value(c) >= 0) {
          digits++;
        } else if (!isLineBreak(c)) {
          int next = nextPart(view, index);
          if (next < 0) {
            break;
          }
          index = next - 1;
          if (next == length) {
            continue;
          }
        }
        end = index + 1;
      }
      boolean growing = view.open() && index == length;
      if (digits >= MIN_RUN || growing) {
        runs.add(new Run(start, end, growing));
      }
    }
    return runs;
  }

  /**
   * What the runs hold.
   *
   * @param alignment how many digits of each are left out, less than {@link #ALIGNMENTS}; with that
   *     many none is, and a space between parts is one
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
      if (view.at(i) == ' ') {
        return true;
      }
    }
    return false;
  }

  private static void decode(
      View view, Run run, int alignment, Draft draft, IntConsumer unsettled) {
    draft.gap();
    Utf8Decoder octets = new Utf8Decoder(draft);
    boolean spaces = alignment == ALIGNMENTS;
    int skipped = spaces ? alignment : 0;
    int bits = 0;
    int held = 0;
    int heldFrom = 0;
    for (int i = run.start(); i < run.end(); i++) {
      int value = value(view.at(i));
      if (value < 0) {
        if (view.at(i) == PADDING) {
          held = 0; // what it fills up
          bits = 0;
        } else if (view.at(i) == ' ' && spaces && held == 0) {
          octets.add(' ', view.rawStart(i), view.rawEnd(i));
        }
        continue;
      }
      if (skipped < alignment) {
        skipped++;
        continue;
      }
      if (held == 0) {
        heldFrom = view.rawStart(i);
      }
      bits = (bits << 6) | value;
      held += 6;
      if (held >= 8) {
        held -= 8;
        octets.add((bits >> held) & 0xFF, heldFrom, view.rawEnd(i));
        bits &= (1 << held) - 1;
        heldFrom = view.rawStart(i);
      }
    }
    if (run.growing() && (held > 0 || run.end() < view.length())) {
      unsettled.accept(held > 0 ? heldFrom : view.rawStart(run.end()));
    }
    octets.finish(run.growing(), unsettled);
    if (!run.growing()) {
      draft.gap();
    }
  }

  /**
   * Where the next part begins behind the padding and the space that end this one, both of them no
   * words; the view's end where that is not known yet; −1 if none follows.
   */
  private static int nextPart(View view, int at) {
    int space = at;
    while (space < view.length() && space - at < MOST_PADDING && view.at(space) == PADDING) {
      space++;
    }
    if (space == view.length()) {
      return view.open() ? space : -1;
    }
    if (view.at(space) != ' ' || !coded(view, partStart(view, at), space)) {
      return -1;
    }
    int next = space + 1;
    int end = partEnd(view, next);
    if (view.open() && end == view.length()) {
      return end;
    }
    return coded(view, next, end) ? next : -1;
  }

  private static int partStart(View view, int end) {
    int start = end;
    while (start > 0 && end - start < LONGEST_PART && value(view.at(start - 1)) >= 0) {
      start--;
    }
    return start;
  }

  private static int partEnd(View view, int start) {
    int end = start;
    while (end < view.length()
        && end - start < LONGEST_PART
        && (value(view.at(end)) >= 0 || view.at(end) == PADDING)) {
      end++;
    }
    return end;
  }

  /** Whether this is no word, name or number: its case changes, digits are among its letters. */
  private static boolean coded(View view, int from, int to) {
    if (to - from < FEWEST_DIGITS) {
      return false;
    }
    if (view.at(to - 1) == PADDING) {
      return true;
    }
    boolean lower = false;
    boolean upper = false;
    boolean digit = false;
    boolean risen = false;
    for (int i = from; i < to; i++) {
      char c = view.at(i);
      risen |= Character.isUpperCase(c) && i > from;
      lower |= Character.isLowerCase(c);
      upper |= Character.isUpperCase(c);
      digit |= Character.isDigit(c);
    }
    return (digit && (lower || upper)) || (lower && risen);
  }

  private static boolean isLineBreak(char c) {
    return c == '\n' || c == '\r';
  }

  private static int value(char c) {
    return c < VALUES.length ? VALUES[c] : -1;
  }

  private static byte[] values() {
    byte[] values = new byte[128];
    String alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    Arrays.fill(values, (byte) -1);
    for (int i = 0; i < alphabet.length(); i++) {
      values[alphabet.charAt(i)] = (byte) i;
    }
    values['-'] = 62;
    values['_'] = 63;
    return values;
  }
}
