package dev.hearth.moderation.text;

import java.util.function.IntConsumer;

/**
 * Resolves URL-percent codes (RFC 3986, and {@code %}{@code uXXXX} as JavaScript's escape writes
 * it), numeric HTML entities, and the escapes of JSON and programming languages ({@code \}{@code
 * uXXXX}, {@code \}{@code u{X}}, {@code \}{@code xXX}, {@code \n}, {@code \"}), wherever they stand
 * in a text.
 */
final class Escapes {

  /** Numbers with more digits are no character's, leading zeros apart. */
  private static final int MAX_DIGITS = 8;

  /** As many noughts before an entity's number are read over, and no more. */
  private static final int MAX_NOUGHTS = 64;

  private static final int HEX = 16;

  private Escapes() {}

  /** The whole view with its escapes resolved; empty where it has none. */
  static Draft decode(View view, IntConsumer unsettled) {
    int first = 0;
    while (first < view.length() && !begins(view.at(first))) {
      first++;
    }
    if (first == view.length()) {
      return new Draft(0);
    }
    Draft draft = new Draft(view.length());
    Utf8Decoder octets = new Utf8Decoder(draft);
    boolean found = false;
    int index = 0;
    while (index < view.length()) {
      char c = view.at(index);
      Escape escape = begins(c) ? parse(view, index) : Escape.NONE;
      if (escape.unfinished) {
        unsettled.accept(view.rawStart(index));
        found = true;
        break;
      }
      int from = view.rawStart(index);
      if (escape.length == 0) {
        octets.finish(false, unsettled);
        draft.add(c, from, view.rawEnd(index));
        index++;
        continue;
      }
      found = true;
      int to = view.rawEnd(index + escape.length - 1);
      if (escape.octet) {
        octets.add(escape.value, from, to);
      } else if (Character.isValidCodePoint(escape.value) && escape.value != View.GAP) {
        octets.finish(false, unsettled);
        draft.addCodePoint(escape.value, from, to);
      }
      index += escape.length;
    }
    octets.finish(view.open(), unsettled);
    return found ? draft : new Draft(0);
  }

  private static boolean begins(char c) {
    return c == '%' || c == '&' || c == '\\';
  }

  private static Escape parse(View view, int at) {
    return switch (view.at(at)) {
      case '%' -> {
        char next = peek(view, at + 1);
        yield next == 'u' || next == 'U'
            ? fixed(view, at, 2, 4, false)
            : fixed(view, at, 1, 2, true);
      }
      case '&' -> entity(view, at);
      default ->
          switch (peek(view, at + 1)) {
            case 'u', 'U' -> braced(view, at, 4, false);
            case 'x', 'X' -> braced(view, at, 2, true);
            case 'n' -> Escape.sign('\n');
            case 'r' -> Escape.sign('\r');
            case 't' -> Escape.sign('\t');
            case '"' -> Escape.sign('"');
            case '/' -> Escape.sign('/');
            case '\\' -> Escape.sign('\\');
            case END -> end(view);
            default -> Escape.NONE;
          };
    };
  }

  private static final char END = '\uFFFE';

  private static char peek(View view, int index) {
    return index < view.length() ? view.at(index) : END;
  }

  private static Escape end(View view) {
    return view.open() ? Escape.UNFINISHED : Escape.NONE;
  }

  /** A backslash, a letter, and so many digits or any number in braces. */
  private static Escape braced(View view, int at, int digits, boolean octet) {
    if (peek(view, at + 2) != '{') {
      return fixed(view, at, 2, digits, octet);
    }
    Digits number = number(view, at + 3, HEX);
    char closing = peek(view, number.end);
    if (closing == END) {
      return end(view);
    }
    return number.empty || closing != '}'
        ? Escape.NONE
        : new Escape(number.value, number.end + 1 - at, false, false);
  }

  private static Escape fixed(View view, int at, int prefix, int digits, boolean octet) {
    int value = 0;
    for (int i = at + prefix; i < at + prefix + digits; i++) {
      char c = peek(view, i);
      if (c == END) {
        return end(view);
      }
      int digit = digit(c, HEX);
      if (digit < 0) {
        return Escape.NONE;
      }
      value = (value << 4) | digit;
    }
    return new Escape(value, prefix + digits, octet, false);
  }

  private static Escape entity(View view, int at) {
    char mark = peek(view, at + 1);
    if (mark != '#') {
      return mark == END ? end(view) : Escape.NONE;
    }
    char kind = peek(view, at + 2);
    boolean hex = kind == 'x' || kind == 'X';
    Digits number = number(view, at + (hex ? 3 : 2), hex ? HEX : 10);
    char closing = peek(view, number.end);
    if (closing == END && view.open()) {
      return Escape.UNFINISHED;
    }
    return number.empty
        ? Escape.NONE
        : new Escape(number.value, number.end - at + (closing == ';' ? 1 : 0), false, false);
  }

  /** Reads digits as far as they can be a character's. */
  private static Digits number(View view, int from, int radix) {
    int index = from;
    while (index - from < MAX_NOUGHTS && peek(view, index) == '0') {
      index++;
    }
    int first = index;
    int value = 0;
    for (int digit; index - first < MAX_DIGITS; index++) {
      digit = digit(peek(view, index), radix);
      if (digit < 0) {
        break;
      }
      value = value * radix + digit;
    }
    return new Digits(value, index, index == from);
  }

  private static int digit(char c, int radix) {
    return c < 0x80 ? Character.digit(c, radix) : -1;
  }

  private record Escape(int value, int length, boolean octet, boolean unfinished) {
    static final Escape NONE = new Escape(0, 0, false, false);
    static final Escape UNFINISHED = new Escape(0, 0, false, true);

    /** A backslash and a character, which stand for another. */
    static Escape sign(char value) {
      return new Escape(value, 2, false, false);
    }
  }

  /** What digits say, where they end, and whether there are none. */
  private record Digits(int value, int end, boolean empty) {}
}
