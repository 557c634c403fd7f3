package dev.hearth.moderation.pattern;

import static java.util.Objects.requireNonNull;

import dev.hearth.contracts.moderation.Category;
import dev.hearth.moderation.layer.Hits;
import dev.hearth.moderation.layer.Layer;
import dev.hearth.moderation.text.View;
import java.util.Arrays;
import java.util.List;
import org.springframework.stereotype.Component;

/**
 * Finds the phrases of the rules, in one pass over each view. Words must be whole, but words of a
 * letter or two may as well be spaced letters ({@code k i l l}, {@code ki-ll}). Linear in the text
 * times at most {@link #MAX_MATCH}; one finding for each rule.
 */
@Component
public final class PatternLayer implements Layer {

  /**
   * How long a match may be at most, in symbols: letters after folding, with one space between
   * words, whatever stood there. Longer ones are not matches. This is what a stream may be held
   * back by at most, where nothing invisible or encoded stands between the letters.
   */
  public static final int MAX_MATCH = 160;

  /** What a rule must ask for at least, so that short encoded runs need no decoding. */
  static final int MIN_MATCH = 8;

  private final List<Rule> rules;
  private final List<List<byte[]>> turns;
  private final Automaton automaton = new Automaton();

  /** Compiles the rules of the files. */
  public PatternLayer() {
    this(RuleBook.load());
  }

  PatternLayer(RuleBook book) {
    rules = book.rules();
    turns = rules.stream().map(rule -> turns(rule, book)).toList();
    for (int index = 0; index < rules.size(); index++) {
      Rule rule = rules.get(index);
      for (String pattern : rule.patterns()) {
        Phrase phrase = Phrase.parse(pattern, book.lists());
        if (phrase.shortest() <= MIN_MATCH) {
          throw new IllegalArgumentException(
              rule.name() + ": must ask for " + MIN_MATCH + " letters and spaces: " + pattern);
        }
        automaton.add(phrase, index);
      }
    }
  }

  private static List<byte[]> turns(Rule rule, RuleBook book) {
    if (rule.unless() == null) {
      return List.of();
    }
    String words = book.lists().get(rule.unless());
    if (words == null) {
      throw new IllegalArgumentException(rule.name() + ": unknown list '" + rule.unless() + "'");
    }
    return Arrays.stream(words.split("\\|")).map(Symbols::of).toList();
  }

  @Override
  public String name() {
    return "pattern";
  }

  @Override
  public void judge(View view, Hits hits) {
    Folded text = Symbols.fold(view);
    hits.pending(view, text.unstable());
    Automaton.State start = automaton.start();
    for (int i = view.cut() ? 1 : 0; i < text.count(); i++) {
      if (!text.startsWord(i)) {
        continue;
      }
      Automaton.State state = start;
      int last = Math.min(text.count(), i + MAX_MATCH);
      int j = i;
      while (j < last && !state.dead()) {
        int symbol = text.symbol(j);
        state = state.after(symbol == Symbols.BREAK ? Symbols.SPACE : symbol);
        for (int rule : state.accepts()) {
          found(rule, view, text, i, j - 1, hits);
        }
        if (symbol == Symbols.BREAK) {
          break; // it ends a word, and nothing goes on behind it
        }
        j++;
      }
      if (view.open() && j == text.count() && !state.dead()) {
        hits.pending(view, text.from(i));
      }
    }
  }

  private void found(int index, View view, Folded text, int from, int to, Hits hits) {
    Rule rule = rules.get(index);
    if (rule.counts(hits.direction()) && !turned(turns.get(index), text, from, to)) {
      Category category = requireNonNull(rule.category());
      hits.add(category, rule.score(), this, rule.name(), view, text.from(from), text.to(to), null);
    }
  }

  /** Whether one of the words stands in a match. */
  private static boolean turned(List<byte[]> words, Folded text, int from, int to) {
    for (int start = from; start <= to && !words.isEmpty(); start++) {
      if (text.startsWord(start)) {
        for (byte[] word : words) {
          if (text.isWord(start, word)) {
            return true;
          }
        }
      }
    }
    return false;
  }
}
