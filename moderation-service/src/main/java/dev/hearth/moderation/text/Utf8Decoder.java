package dev.hearth.moderation.text;

import java.util.function.IntConsumer;

/**
 * Turns decoded bytes into characters of a {@link Draft}. What is not UTF-8 becomes a gap, so
 * binary data decodes to nothing that matches. Not thread-safe.
 */
final class Utf8Decoder {

  private static final int MAX_SEQUENCE = 4;

  private final Draft draft;
  private final int[] pendingStarts = new int[MAX_SEQUENCE];
  private int codePoint;
  private int missing;
  private int pending;

  Utf8Decoder(Draft draft) {
    this.draft = draft;
  }

  void add(int octet, int rawStart, int rawEnd) {
    if (missing > 0) {
      if ((octet & 0xC0) == 0x80) {
        codePoint = (codePoint << 6) | (octet & 0x3F);
        pending++;
        if (--missing == 0) {
          emit(pendingStarts[0], rawEnd);
          pending = 0;
        }
        return;
      }
      abandon();
    }
    if (octet < 0x80) {
      if (octet != 0) {
        // A zero byte between letters is UTF-16, and shows nothing.
        draft.add((char) octet, rawStart, rawEnd);
      }
      return;
    }
    missing = continuations(octet);
    if (missing == 0) {
      draft.gap();
      return;
    }
    codePoint = octet & (0x3F >> missing);
    pendingStarts[0] = rawStart;
    pending = 1;
  }

  /** How many bytes follow this leading one; 0 where it cannot lead. */
  private static int continuations(int octet) {
    if (octet < 0xC2 || octet > 0xF4) {
      return 0;
    }
    if (octet < 0xE0) {
      return 1;
    }
    return octet < 0xF0 ? 2 : 3;
  }

  private void emit(int rawStart, int rawEnd) {
    if (Character.isValidCodePoint(codePoint)
        && (codePoint < Character.MIN_SURROGATE || codePoint > Character.MAX_SURROGATE)
        && codePoint != View.GAP) {
      draft.addCodePoint(codePoint, rawStart, rawEnd);
    } else {
      draft.gap();
    }
  }

  private void abandon() {
    missing = 0;
    pending = 0;
    draft.gap();
  }

  void gap() {
    abandon();
  }

  /** The characters; where more may follow, the beginning of an unfinished one is reported. */
  Draft finish(boolean open, IntConsumer unsettled) {
    if (pending > 0) {
      if (open) {
        unsettled.accept(pendingStarts[0]);
      } else {
        abandon();
      }
    }
    return draft;
  }
}
