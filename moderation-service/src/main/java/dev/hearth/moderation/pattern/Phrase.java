package dev.hearth.moderation.pattern;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The form of a rule: words, and how they may follow each other.
 *
 * <pre>
 * word        the word itself, in any case and disguise
 * word*       a word that begins so
 * a b         one after the other, whatever separates them
 * (a|b c)     either
 * x?          x or nothing; x is a word or a group
 * {0,3}       up to three words of any kind
 * &lt;name>      a list of words that is shared by rules
 * </pre>
 */
sealed interface Phrase {

  /** How many symbols a match has at least. */
  int shortest();

  /** A word, or with {@code prefix} the beginning of one. */
  record Word(String letters, boolean prefix) implements Phrase {
    @Override
    public int shortest() {
      return letters.length() + 1;
    }
  }

  /** One after the other. */
  record Sequence(List<Phrase> parts) implements Phrase {
    @Override
    public int shortest() {
      return parts.stream().mapToInt(Phrase::shortest).sum();
    }
  }

  /** Either. */
  record Choice(List<Phrase> options) implements Phrase {
    @Override
    public int shortest() {
      return options.stream().mapToInt(Phrase::shortest).min().orElse(0);
    }
  }

  /** Or nothing. */
  record Optional(Phrase phrase) implements Phrase {
    @Override
    public int shortest() {
      return 0;
    }
  }

  /** Words of any kind. */
  record Gap(int least, int most) implements Phrase {
    @Override
    public int shortest() {
      return least * 2;
    }
  }

  /**
   * Reads a pattern.
   *
   * @throws IllegalArgumentException if it has not this form
   */
  static Phrase parse(String pattern, Map<String, String> lists) {
    Parser parser = new Parser(pattern, lists);
    Phrase phrase = parser.choice();
    if (!parser.atEnd()) {
      throw parser.wrong("unexpected '" + pattern.charAt(parser.at) + "'");
    }
    return phrase;
  }

  /** A recursive descent over the pattern's characters. */
  final class Parser {

    private final String pattern;
    private final Map<String, String> lists;
    private int at;

    private Parser(String pattern, Map<String, String> lists) {
      this.pattern = pattern;
      this.lists = lists;
    }

    private boolean atEnd() {
      return at == pattern.length();
    }

    private Phrase choice() {
      List<Phrase> options = new ArrayList<>();
      options.add(sequence());
      while (!atEnd() && pattern.charAt(at) == '|') {
        at++;
        options.add(sequence());
      }
      return options.size() == 1 ? options.getFirst() : new Choice(options);
    }

    private Phrase sequence() {
      List<Phrase> parts = new ArrayList<>();
      while (!atEnd()) {
        char c = pattern.charAt(at);
        if (c == '|' || c == ')') {
          break;
        }
        if (Character.isWhitespace(c)) {
          at++;
          continue;
        }
        parts.add(item(c));
      }
      if (parts.isEmpty()) {
        throw wrong("an empty part");
      }
      return parts.size() == 1 ? parts.getFirst() : new Sequence(parts);
    }

    private Phrase item(char first) {
      Phrase item =
          switch (first) {
            case '(' -> group();
            case '{' -> gap();
            case '<' -> list();
            default -> word();
          };
      if (!atEnd() && pattern.charAt(at) == '?') {
        at++;
        return new Optional(item);
      }
      return item;
    }

    private Phrase group() {
      at++;
      Phrase inner = choice();
      expect(')');
      return inner;
    }

    private Phrase gap() {
      int end = pattern.indexOf('}', at);
      if (end < 0) {
        throw wrong("'{' without '}'");
      }
      String[] bounds = pattern.substring(at + 1, end).split(",");
      at = end + 1;
      if (bounds.length != 2) {
        throw wrong("a gap needs two bounds");
      }
      Gap gap = new Gap(Integer.parseInt(bounds[0]), Integer.parseInt(bounds[1]));
      if (gap.least() > gap.most() || gap.most() > Automaton.MAX_GAP) {
        throw wrong("a gap may have 0 to " + Automaton.MAX_GAP + " words");
      }
      return gap;
    }

    private Phrase list() {
      int end = pattern.indexOf('>', at);
      String name = end < 0 ? "" : pattern.substring(at + 1, end);
      String words = lists.get(name);
      if (words == null) {
        throw wrong("unknown list '" + name + "'");
      }
      at = end + 1;
      return parse(words, lists);
    }

    private Phrase word() {
      int start = at;
      while (!atEnd()
          && (Character.isLetterOrDigit(pattern.charAt(at)) || pattern.charAt(at) == '\'')) {
        at++;
      }
      String letters = pattern.substring(start, at).replace("'", "");
      if (letters.isEmpty()) {
        throw wrong("unexpected '" + pattern.charAt(at) + "'");
      }
      boolean prefix = !atEnd() && pattern.charAt(at) == '*';
      if (prefix) {
        at++;
      }
      return new Word(letters, prefix);
    }

    private void expect(char c) {
      if (atEnd() || pattern.charAt(at) != c) {
        throw wrong("'" + c + "' is missing");
      }
      at++;
    }

    private IllegalArgumentException wrong(String what) {
      return new IllegalArgumentException(what + " at " + at + " of: " + pattern);
    }
  }
}
