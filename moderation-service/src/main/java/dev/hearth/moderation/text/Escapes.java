package dev.hearth.moderation.text;

import java.util.Locale;
import java.util.Set;
import java.util.function.IntConsumer;
import org.jsoup.nodes.Entities;

/**
 * Resolves URL-percent codes (RFC 3986, and {@code %}{@code uXXXX} as JavaScript's escape writes
 * it), HTML entities, and the escapes of JSON and programming languages ({@code \}{@code uXXXX},
 * {@code \}{@code u{X}}, {@code \}{@code xXX}, {@code \n}, {@code \"}), wherever they stand in a
 * text; and takes out HTML between two letters, where a browser shows none ({@code ig<b></b>nore})
 * or a line's end.
 */
final class Escapes {

  /** Numbers with more digits are no character's, leading zeros apart. */
  private static final int MAX_DIGITS = 8;

  /** As many noughts before an entity's number are read over, and no more. */
  private static final int MAX_NOUGHTS = 64;

  /** No entity's name is longer. */
  private static final int LONGEST_NAME = 31;

  /** Longer HTML within a word is not taken out. */
  private static final int LONGEST_MARKUP = 256;

  /** Elements that break no line. */
  private static final Set<String> INLINE =
      Set.of(
          "a", "abbr", "b", "big", "bdi", "bdo", "cite", "code", "del", "dfn", "em", "font", "i",
          "ins", "kbd", "mark", "q", "s", "samp", "small", "span", "strike", "strong", "sub", "sup",
          "tt", "u", "var", "wbr");

  /** Elements that begin a line or a cell. */
  private static final Set<String> BLOCKS =
      Set.of(
          "br",
          "p",
          "div",
          "li",
          "ul",
          "ol",
          "td",
          "th",
          "tr",
          "hr",
          "h1",
          "h2",
          "h3",
          "h4",
          "h5",
          "h6",
          "pre",
          "table",
          "tbody",
          "section",
          "blockquote");

  private static final int HEX = 16;
  private static final int OCTAL_DIGITS = 3;

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
      } else if (escape.value != NOTHING
          && Character.isValidCodePoint(escape.value)
          && escape.value != View.GAP) {
        octets.finish(false, unsettled);
        draft.addCodePoint(escape.value, from, to);
      }
      index += escape.length;
    }
    octets.finish(view.open(), unsettled);
    return found ? draft : new Draft(0);
  }

  private static boolean begins(char c) {
    return c == '%' || c == '&' || c == '\\' || c == '<';
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
      case '<' -> markup(view, at);
      default ->
          switch (peek(view, at + 1)) {
            case 'u', 'U' -> braced(view, at, 4, false);
            case 'x', 'X' -> braced(view, at, 2, true);
            case 'n' -> Escape.sign('\n');
            case 'r' -> Escape.sign('\r');
            case 't' -> Escape.sign('\t');
            case 'f', 'v' -> Escape.sign(' ');
            case '"' -> Escape.sign('"');
            case '/' -> Escape.sign('/');
            case '\\' -> Escape.sign('\\');
            case '0', '1', '2', '3' -> octal(view, at);
            case END -> end(view);
            default -> Escape.NONE;
          };
    };
  }

  private static final char END = '\uFFFE';
  private static final int NOTHING = -1;

  private static char peek(View view, int index) {
    return index < view.length() ? view.at(index) : END;
  }

  private static Escape end(View view) {
    return view.open() ? Escape.UNFINISHED : Escape.NONE;
  }

  private static Escape octal(View view, int at) {
    int value = 0;
    for (int i = at + 1; i <= at + OCTAL_DIGITS; i++) {
      char c = peek(view, i);
      if (c == END) {
        return end(view);
      }
      if (c < '0' || c > '7') {
        return Escape.NONE;
      }
      value = value * 8 + c - '0';
    }
    return new Escape(value, 1 + OCTAL_DIGITS, true, false);
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
      return mark == END ? end(view) : named(view, at);
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

  private static Escape named(View view, int at) {
    int end = at + 1;
    while (end - at <= LONGEST_NAME && alphanumeric(peek(view, end))) {
      end++;
    }
    char closing = peek(view, end);
    if (closing == END) {
      return end(view);
    }
    if (closing != ';') {
      return Escape.NONE;
    }
    String text = Entities.getByName(view.substring(at + 1, end));
    return text.isEmpty() || text.codePointCount(0, text.length()) > 1
        ? Escape.NONE
        : new Escape(text.codePointAt(0), end + 1 - at, false, false);
  }

  /** The tags and comments between two letters, as nothing or, if they part them, as a space. */
  private static Escape markup(View view, int at) {
    if (at == 0 || !alphanumeric(view.at(at - 1))) {
      return Escape.NONE;
    }
    int end = at;
    boolean parts = false;
    while (peek(view, end) == '<') {
      int behind = behindTag(view, end, at + LONGEST_MARKUP);
      if (behind < 0) {
        return Escape.NONE;
      }
      parts |= BLOCKS.contains(name(view, end));
      end = behind;
    }
    if (end >= view.length()) {
      return end(view);
    }
    return alphanumeric(view.at(end))
        ? new Escape(parts ? ' ' : NOTHING, end - at, false, false)
        : Escape.NONE;
  }

  /** The name of the element whose tag begins here, in lower case. */
  private static String name(View view, int tag) {
    int from = tag + (peek(view, tag + 1) == '/' ? 2 : 1);
    int to = from;
    while (to - from < LONGEST_NAME && alphanumeric(peek(view, to))) {
      to++;
    }
    return view.substring(from, to).toLowerCase(Locale.ROOT);
  }

  /** Behind the tag or comment that begins here, the view's end where it goes on, −1 if neither. */
  private static int behindTag(View view, int at, int limit) {
    int index = at + 1 + (peek(view, at + 1) == '/' ? 1 : 0);
    String name = name(view, at);
    index += name.length();
    boolean known = peek(view, at + 1) == '!' || INLINE.contains(name) || BLOCKS.contains(name);
    if (index < view.length() && !known) {
      return -1;
    }
    while (index < view.length() && index < limit && view.at(index) != '>') {
      if (view.at(index) == '<') {
        return -1;
      }
      index++;
    }
    if (index == view.length()) {
      return view.open() ? index : -1;
    }
    return index < limit ? index + 1 : -1;
  }

  private static boolean alphanumeric(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
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
