package dev.hearth.moderation.detector;

import dev.hearth.moderation.text.View;

/** E-mail addresses, within the lengths of RFC 5321: 64 before the sign, 253 after. */
final class Emails implements Detector {

  private static final int MAX_LOCAL = 64;
  private static final int MAX_DOMAIN = 253;

  @Override
  public void detect(View view, Finds finds) {
    int length = view.length();
    for (int at = 0; at < length; at++) {
      if (view.at(at) == '@') {
        int from = localStart(view, at);
        if (from < at) {
          address(view, from, at, finds);
        }
      }
    }
    int tail = localStart(view, length);
    if (tail < length) {
      finds.pending(tail);
    }
  }

  private static int localStart(View view, int at) {
    int from = at;
    while (from > 0 && at - from < MAX_LOCAL && local(view.at(from - 1))) {
      from--;
    }
    while (from < at && !Ascii.alphanumeric(view.at(from))) {
      from++;
    }
    return from;
  }

  private static void address(View view, int from, int at, Finds finds) {
    int last = Math.min(view.length(), at + 1 + MAX_DOMAIN);
    int index = at + 1;
    int end = -1;
    int label = index;
    int labels = 0;
    while (index < last) {
      char c = view.at(index);
      if (c == '.') {
        if (index == label) {
          break;
        }
        labels++;
        label = index + 1;
      } else if (!Ascii.alphanumeric(c) && c != '-') {
        break;
      } else if (labels > 0
          && index - label >= 1
          && Ascii.letter(c)
          && Ascii.letter(view.at(label))) {
        end = index + 1;
      }
      index++;
    }
    if (end > 0) {
      finds.personal("email", 0.97, from, end);
    }
    if (index == view.length()) {
      finds.pending(from);
    }
  }

  private static boolean local(char c) {
    return Ascii.alphanumeric(c) || c == '.' || c == '_' || c == '%' || c == '+' || c == '-';
  }
}
