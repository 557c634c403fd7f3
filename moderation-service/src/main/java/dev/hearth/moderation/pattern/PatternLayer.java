package dev.hearth.moderation.pattern;

import dev.hearth.contracts.moderation.Category;
import dev.hearth.moderation.layer.Hits;
import dev.hearth.moderation.layer.Layer;
import dev.hearth.moderation.text.View;
import java.util.List;
import java.util.Objects;
import org.springframework.stereotype.Component;

/**
 * Finds the phrases of the rules. Each view is read twice: with its spaces, where words must be
 * whole, and without them, where letters may be spaced ({@code k i l l}) or words joined. Linear in
 * the text times at most {@link #MAX_MATCH}; one finding for each rule.
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

  private static final int SPACED_LETTERS = 3;
  private static final int SPACED_PAIRS = 4;

  private final List<Rule> rules;
  private final Automaton spaced = new Automaton(false);
  private final Automaton squeezed = new Automaton(true);

  /** Compiles the rules of the files. */
  public PatternLayer() {
    this(RuleBook.load());
  }

  PatternLayer(RuleBook book) {
    rules = book.rules();
    for (int index = 0; index < rules.size(); index++) {
      Rule rule = rules.get(index);
      for (String pattern : rule.patterns()) {
        Phrase phrase = Phrase.parse(pattern, book.lists());
        if (phrase.shortest() <= MIN_MATCH) {
          throw new IllegalArgumentException(
              rule.name() + ": must ask for " + MIN_MATCH + " letters and spaces: " + pattern);
        }
        spaced.add(phrase, index);
        squeezed.add(phrase, index);
      }
    }
  }

  @Override
  public String name() {
    return "pattern";
  }

  @Override
  public void judge(View view, Hits hits) {
    Folded text = Symbols.fold(view);
    hits.pending(view, text.unstable());
    matchSpaced(view, text, hits);
    matchSqueezed(view, text, hits);
  }

  private void matchSpaced(View view, Folded text, Hits hits) {
    Automaton.State start = spaced.start();
    for (int i = view.cut() ? 1 : 0; i < text.count(); i++) {
      if (!text.startsWord(i)) {
        continue;
      }
      Automaton.State state = start;
      int last = Math.min(text.count(), i + MAX_MATCH);
      int j = i;
      while (j < last && !state.dead()) {
        state = state.after(text.symbol(j));
        for (int rule : state.accepts()) {
          found(rule, view, text, i, j - 1, hits);
        }
        j++;
      }
      if (view.open() && j == text.count() && !state.dead()) {
        hits.pending(view, text.from(i));
      }
    }
  }

  private void matchSqueezed(View view, Folded text, Hits hits) {
    int[] letters = new int[text.count()];
    int count = 0;
    for (int i = 0; i < text.count(); i++) {
      if (text.symbol(i) != Symbols.SPACE) {
        letters[count++] = i;
      }
    }
    Automaton.State start = squeezed.start();
    for (int p = 0; p < count; p++) {
      int i = letters[p];
      if (!text.startsWord(i) || (i == 0 && view.cut())) {
        continue;
      }
      Automaton.State state = start;
      int last = Math.min(count, p + MAX_MATCH);
      int q = p;
      while (q < last && !state.dead()) {
        int at = letters[q];
        state = state.after(text.symbol(at));
        if (state.accepts().length > 0 && endsWord(text, at) && isSpacedOrJoined(text, i, at)) {
          for (int rule : state.accepts()) {
            found(rule, view, text, i, at, hits);
          }
        }
        q++;
      }
      if (view.open() && q == count && !state.dead()) {
        hits.pending(view, text.from(i));
      }
    }
  }

  private static boolean endsWord(Folded text, int index) {
    return index + 1 < text.count() && Symbols.separates(text.symbol(index + 1));
  }

  /** Whether letters stand apart in this part, or it is one word; else spaces mean something. */
  private static boolean isSpacedOrJoined(Folded text, int from, int to) {
    int words = 0;
    int length = 0;
    int singles = 0;
    int shorts = 0;
    int most = 0;
    for (int i = from; i <= to + 1; i++) {
      if (i <= to && !Symbols.separates(text.symbol(i))) {
        length++;
        continue;
      }
      if (length == 0) {
        continue;
      }
      words++;
      singles = length == 1 ? singles + 1 : 0;
      shorts = length <= 2 ? shorts + 1 : 0;
      if (singles >= SPACED_LETTERS || shorts >= SPACED_PAIRS) {
        most++;
      }
      length = 0;
    }
    return words == 1 || most > 0;
  }

  private void found(int index, View view, Folded text, int from, int to, Hits hits) {
    Rule rule = rules.get(index);
    if (rule.counts(hits.direction())) {
      Category category = Objects.requireNonNull(rule.category());
      hits.add(category, rule.score(), this, rule.name(), view, text.from(from), text.to(to), null);
    }
  }
}
