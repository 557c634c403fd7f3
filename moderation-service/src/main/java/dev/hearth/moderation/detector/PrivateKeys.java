package dev.hearth.moderation.detector;

import dev.hearth.moderation.text.View;

/**
 * Private keys in the textual encoding of RFC 7468 and of OpenPGP, whole or without their end, also
 * where they are quoted or have headers.
 */
final class PrivateKeys implements Detector {

  private static final String BEGIN = "-----BEGIN ";
  private static final String PRIVATE = "PRIVATE KEY";
  private static final String END = "-----END ";
  private static final int MAX_LABEL = 48;
  private static final int DASHES = 5;

  /** A key of 8192 bits has 6,400 characters, as PKCS #8 in lines of 64; the rest is quotation. */
  private static final int MAX_KEY = 12_000;

  /** How much may stand between two encoded lines, or before the first: headers, quote marks. */
  private static final int MAX_BETWEEN = 400;

  /** Fewer encoded characters in a row are a word; lines of keys have 64 to 76. */
  private static final int MIN_LINE = 32;

  /** The last line may be shorter, if no more than this parts it from the one before. */
  private static final int MAX_LINE_BREAK = 8;

  @Override
  public void detect(View view, Finds finds) {
    int length = view.length();
    for (int index = 0; index < length; index++) {
      if (view.at(index) != '-' || (index > 0 && view.at(index - 1) == '-')) {
        continue;
      }
      int matched = matches(view, index, BEGIN);
      if (index + matched == length) {
        finds.pending(index);
      } else if (matched == BEGIN.length()) {
        index = Math.max(index, key(view, index, finds) - 1);
      }
    }
  }

  private static int key(View view, int from, Finds finds) {
    int length = view.length();
    int label = from + BEGIN.length();
    int labelEnd = label;
    while (labelEnd < length && labelEnd - label < MAX_LABEL && view.at(labelEnd) != '-') {
      labelEnd++;
    }
    if (labelEnd == length) {
      finds.pending(from);
    }
    if (!view.substring(label, labelEnd).contains(PRIVATE)) {
      return from;
    }
    int end = body(view, from, labelEnd, finds);
    finds.secret("private-key", 0.99, from, end);
    return end;
  }

  /** Where the key ends: behind its last line, or what stands for one. */
  private static int body(View view, int from, int labelEnd, Finds finds) {
    int length = view.length();
    int index = labelEnd;
    while (index < length && view.at(index) == '-') {
      index++;
    }
    int end = index;
    boolean unbroken = true;
    while (index < length && index - end <= MAX_BETWEEN && (unbroken || index - from <= MAX_KEY)) {
      char c = view.at(index);
      if (c == View.GAP) {
        return end;
      }
      if (c == '-' && view.at(index - 1) != '-') {
        int matched = matches(view, index, END);
        if (matched == END.length()) {
          return lastLine(view, from, index + matched, finds);
        }
      }
      if (base64(c)) {
        int word = index;
        while (index < length && base64(view.at(index))) {
          index++;
        }
        if (index - word >= MIN_LINE || (word - end <= MAX_LINE_BREAK && line(view, end, index))) {
          end = index;
        }
      } else {
        unbroken &= encoded(c);
        index++;
      }
      if (unbroken) {
        end = index;
      }
    }
    if (index == length) {
      finds.pending(from);
    }
    return end;
  }

  /** Whether what stands here to there is a line by itself. */
  private static boolean line(View view, int from, int to) {
    int index = from;
    while (index < to && view.at(index) != '\n' && view.at(index) != '\r') {
      index++;
    }
    return index < to && (to == view.length() || view.at(to) == '\n' || view.at(to) == '\r');
  }

  private static int lastLine(View view, int from, int label, Finds finds) {
    int length = view.length();
    int index = label;
    while (index < length && index - label < MAX_LABEL && labels(view.at(index))) {
      index++;
    }
    int dashes = index;
    while (index < length && index - dashes < DASHES && view.at(index) == '-') {
      index++;
    }
    if (index == length && index - dashes < DASHES) {
      finds.pending(from);
    }
    return index;
  }

  private static boolean labels(char c) {
    return c == ' ' || Ascii.alphanumeric(c);
  }

  /** How many characters of the mark stand here. */
  private static int matches(View view, int from, String mark) {
    int count = 0;
    while (count < mark.length()
        && from + count < view.length()
        && view.at(from + count) == mark.charAt(count)) {
      count++;
    }
    return count;
  }

  private static boolean base64(char c) {
    return Ascii.alphanumeric(c) || c == '+' || c == '/' || c == '=';
  }

  private static boolean encoded(char c) {
    return base64(c) || c == '\n' || c == '\r' || c == ' ' || c == '-' || c == ':' || c == ','
        || c == '\\' || c == '_';
  }
}
