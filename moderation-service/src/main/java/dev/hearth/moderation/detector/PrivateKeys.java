package dev.hearth.moderation.detector;

import dev.hearth.moderation.text.View;

/** Private keys in the textual encoding of RFC 7468, whole or without their end. */
final class PrivateKeys implements Detector {

  private static final String BEGIN = "-----BEGIN ";
  private static final String PRIVATE = "PRIVATE KEY";
  private static final String END = "-----END ";
  private static final int MAX_LABEL = 48;

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
    int index = labelEnd;
    while (index < length && encoded(view.at(index))) {
      if (view.at(index) == '-'
          && view.at(index - 1) != '-'
          && matches(view, index, END) == END.length()) {
        index = endOfLine(view, index);
        finds.secret("private-key", 0.99, from, index);
        if (index == length) {
          finds.pending(from);
        }
        return index;
      }
      index++;
    }
    if (index == length) {
      finds.pending(from);
    }
    finds.secret("private-key", 0.99, from, index);
    return index;
  }

  private static int endOfLine(View view, int from) {
    int index = from;
    while (index < view.length() && index - from < MAX_LABEL && view.at(index) != '\n') {
      index++;
    }
    return index;
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

  private static boolean encoded(char c) {
    return Ascii.alphanumeric(c)
        || c == '+'
        || c == '/'
        || c == '='
        || c == '\n'
        || c == '\r'
        || c == ' '
        || c == '-'
        || c == ':'
        || c == ','
        || c == '\\'
        || c == '_';
  }
}
