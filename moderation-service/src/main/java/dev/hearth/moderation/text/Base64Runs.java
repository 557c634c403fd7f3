package dev.hearth.moderation.text;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntConsumer;

/**
 * Decodes runs of base64 (RFC 4648, both alphabets), line breaks within them allowed. No run is
 * judged by how it looks: what is not text decodes to gaps.
 */
final class Base64Runs {

  /** A quadruple may begin at any character of a run. */
  static final int ALIGNMENTS = 4;

  /** Shorter runs hold fewer than eight bytes, too few for a rule. */
  static final int MIN_RUN = 11;

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
      for (; index < length; index++) {
        char c = view.at(index);
        if (value(c) >= 0) {
          digits++;
        } else if (!isLineBreak(c)) {
          break;
        }
      }
      boolean growing = view.open() && index == length;
      if (digits >= MIN_RUN || growing) {
        runs.add(new Run(start, index, growing));
      }
    }
    return runs;
  }

  /**
   * What the runs hold.
   *
   * @param alignment how many digits of each are left out, less than {@link #ALIGNMENTS}
   * @param unsettled told the first raw character that later text may change
   */
  static Draft decode(View view, List<Run> runs, int alignment, IntConsumer unsettled) {
    Draft draft = new Draft(0);
    runs.forEach(run -> decode(view, run, alignment, draft, unsettled));
    return draft;
  }

  private static void decode(
      View view, Run run, int alignment, Draft draft, IntConsumer unsettled) {
    draft.gap();
    Utf8Decoder octets = new Utf8Decoder(draft);
    int skipped = 0;
    int bits = 0;
    int held = 0;
    int heldFrom = 0;
    for (int i = run.start(); i < run.end(); i++) {
      int value = value(view.at(i));
      if (value < 0) {
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
    if (run.growing() && held > 0) {
      unsettled.accept(heldFrom);
    }
    octets.finish(run.growing(), unsettled);
    if (!run.growing()) {
      draft.gap();
    }
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
