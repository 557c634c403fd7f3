package dev.hearth.moderation.text;

import java.util.function.IntConsumer;

/**
 * Resolves URL-percent codes (RFC 3986), numeric HTML entities, and the escapes {@code \}{@code
 * uXXXX} and {@code \}{@code xXX} of programming languages, wherever they stand in a text.
 */
final class Escapes {

  /** The longest escape: a numeric entity of six hexadecimal digits. */
  static final int MAX_LENGTH = 10;

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
      case '%' -> fixed(view, at, 1, 2, true);
      case '&' -> entity(view, at);
      default ->
          switch (peek(view, at + 1)) {
            case 'u', 'U' -> fixed(view, at, 2, 4, false);
            case 'x', 'X' -> fixed(view, at, 2, 2, true);
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
    int index = at + (hex ? 3 : 2);
    int radix = hex ? HEX : 10;
    int value = 0;
    int digits = 0;
    while (index - at < MAX_LENGTH) {
      char c = peek(view, index);
      if (c == END && view.open()) {
        return Escape.UNFINISHED;
      }
      int digit = digit(c, radix);
      if (digit < 0) {
        break;
      }
      value = value * radix + digit;
      digits++;
      index++;
    }
    if (digits == 0) {
      return Escape.NONE;
    }
    boolean terminated = peek(view, index) == ';';
    if (peek(view, index) == END && view.open()) {
      return Escape.UNFINISHED;
    }
    return new Escape(value, index - at + (terminated ? 1 : 0), false, false);
  }

  private static int digit(char c, int radix) {
    return c < 0x80 ? Character.digit(c, radix) : -1;
  }

  private record Escape(int value, int length, boolean octet, boolean unfinished) {
    static final Escape NONE = new Escape(0, 0, false, false);
    static final Escape UNFINISHED = new Escape(0, 0, false, true);
  }
}
