package dev.hearth.moderation.text;

import java.util.function.IntConsumer;

/**
 * Decodes runs of hexadecimal digits: contiguous, or in pairs with one separator or a prefix such
 * as {@code 0x} between them.
 */
final class HexRuns {

  /** A pair may begin at any digit of a run. */
  static final int ALIGNMENTS = 2;

  /** Shorter runs hold fewer than eight bytes, too few for a rule. */
  static final int MIN_RUN = 16;

  private static final int RADIX = 16;
  private static final int MAX_SEPARATOR = 4;

  private HexRuns() {}

  static Draft decode(View view, int alignment, IntConsumer unsettled) {
    Draft draft = new Draft(0);
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
        run(view, start, end, alignment, growing, draft, unsettled);
      }
      index = Math.max(index, end);
    }
    return draft;
  }

  private static void run(
      View view,
      int start,
      int end,
      int alignment,
      boolean growing,
      Draft draft,
      IntConsumer unsettled) {
    draft.gap();
    Utf8Decoder octets = new Utf8Decoder(draft);
    int high = -1;
    int highFrom = 0;
    int skipped = 0;
    for (int i = start; i < end; i++) {
      int value = digit(view, i);
      if (value < 0) {
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
    if (growing && high >= 0) {
      unsettled.accept(highFrom);
    }
    octets.finish(growing, unsettled);
    if (!growing) {
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
    return c < 0x80 ? Character.digit(c, RADIX) : -1;
  }

  /** The next digit after a short separator, the view's end, or -1 where the run ends here. */
  private static int afterSeparator(View view, int from) {
    int index = from;
    while (index < view.length() && index - from < MAX_SEPARATOR) {
      if (digit(view, index) >= 0) {
        return index;
      }
      char c = view.at(index);
      boolean separates =
          c == ' ' || c == ':' || c == '-' || c == ',' || c == '\\' || c == 'x' || c == 'X'
              || c == '0' || c == '\n';
      if (!separates) {
        return -1;
      }
      index++;
    }
    return index == view.length() ? index : -1;
  }
}
