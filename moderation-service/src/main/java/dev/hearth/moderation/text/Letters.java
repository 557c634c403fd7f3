package dev.hearth.moderation.text;

import java.util.Locale;
import java.util.Set;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Reads digits and signs that stand for letters (leet) back where the word is one then, and letters
 * that were masked ({@code b*mb}) or doubled; joins letters that were spelled out, one by one with
 * the same separator between them or one mark each, and words in three pieces or more ({@code
 * syn-the-size}); parts words that run together or have marks between them; puts two neighbours
 * right that changed places ({@code wrods}). Where letters do not show where a word ends, the most
 * frequent words that they can be are read.
 *
 * <p>What changes is local: a word and its neighbours, or a run of at most {@value #LONGEST_RUN}
 * letters.
 */
final class Letters {

  /** Longer runs are read in pieces. */
  static final int LONGEST_RUN = 256;

  private static final int FEWEST_SPELLED = 4;
  private static final int LONGEST_WORD = 16;

  /** So many characters stand between two spelled letters, and between two spelled words. */
  private static final int WIDEST_SEPARATOR = 4;

  private static final int WIDEST_GAP = 10;

  /** Strokes that may be an i or an l, each by itself; more are all read as i. */
  private static final int MOST_STROKES = 5;

  private static final Set<String> AFTER_APOSTROPHE = Set.of("s", "t", "d", "m", "ll", "re", "ve");

  /** Of shorter words nearly each has another that differs by two neighbours. */
  private static final int FEWEST_SWAPPED = 4;

  /** Words that are longer than all but few are read back though they are not known. */
  private static final int LONG = 6;

  /** Of so many words in a row two must change, or one that is plainly disguised. */
  private static final int NEIGHBOURHOOD = 8;

  /** Shorter words with a digit among their letters are names of things. */
  private static final int PLAINLY_DISGUISED = 4;

  /**
   * So many words, with a mark in each gap between them, are read as if it were a space; where the
   * marks are commas and such before a space, as in a list, nearly twice as many.
   */
  private static final int CHAIN = 5;

  private static final int WIDEST_MARKS = 16;

  /** So often each letter of a word may stand in a row. */
  private static final int MOST_TIMES = 3;

  /** Shorter words are not looked through for words that run together. */
  private static final int RUN_TOGETHER = 14;

  /** Marks within words in fewer pieces are hyphens, and within shorter words of any kind. */
  private static final int FEWEST_PIECES = 3;

  private final Words words;

  Letters(Words words) {
    this.words = words;
  }

  /**
   * The view with its letters read back; empty where nothing changes.
   *
   * @param unsettled told the first raw character that later text may change
   */
  Draft decode(View view, IntConsumer unsettled) {
    return candidate(view) ? new Pass(view, unsettled).run() : new Draft(0);
  }

  /** Whether there may be anything to read back: spares the rest. */
  private boolean candidate(View view) {
    int singles = 0;
    int seams = 0;
    int marked = 0;
    int unknown = 0;
    boolean mark = false;
    int length = view.length();
    for (int i = 0; i < length; ) {
      if (!inWord(view.at(i))) {
        mark |= !Character.isWhitespace(view.at(i));
        boolean within = i > 0 && i + 1 < length && letter(view.at(i - 1));
        seams = within && seam(view.at(i)) && letter(view.at(i + 1)) ? seams + 1 : 0;
        if (seams == FEWEST_PIECES - 1 || (within && mask(view.at(i)))) {
          return true;
        }
        i++;
        continue;
      }
      int start = i;
      int letters = 0;
      int others = 0;
      int pairs = 0;
      while (i < length && inWord(view.at(i))) {
        boolean letter = letter(view.at(i));
        letters += letter ? 1 : 0;
        others += !letter && meant(view.at(i)) != 0 ? 1 : 0;
        pairs += i > start && view.at(i) == view.at(i - 1) ? 1 : 0;
        i++;
      }
      if ((letters > 0 && others > 0) || letters >= RUN_TOGETHER || doubled(letters, pairs)) {
        return true;
      }
      boolean plain = letters == i - start && letters >= FEWEST_SWAPPED;
      unknown = remember(unknown, plain && !words.knows(view, start, i));
      if (Integer.bitCount(unknown) > 1) {
        return true;
      }
      singles = i - start == 1 ? singles + 1 : 0;
      if (letters == 0) {
        mark |= others > 0;
      } else {
        marked = mark ? marked + 1 : 0;
        mark = false;
      }
      if (singles == FEWEST_SPELLED - 1 || marked == CHAIN - 1) {
        return true;
      }
    }
    return false;
  }

  /** Which of the last words are of a kind, this one included. */
  private static int remember(int before, boolean one) {
    return (before << 1 | (one ? 1 : 0)) & ((1 << NEIGHBOURHOOD) - 1);
  }

  private static boolean doubled(int letters, int pairs) {
    return letters > 2 && 2 * pairs >= letters;
  }

  private static boolean letter(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
  }

  /** Whether it stands in a word for a letter that is not shown. */
  private static boolean mask(char c) {
    return c == '*' || c == '#';
  }

  /** Whether it may part a word into pieces. */
  private static boolean seam(char c) {
    return c == '-' || c == '.' || c == '_';
  }

  private static boolean inWord(char c) {
    return letter(c) || (c >= '0' && c <= '9') || meant(c) != 0;
  }

  /** The letter that this stands for, or 0; of a stroke an i. */
  private static char meant(char c) {
    return switch (c) {
      case '0' -> 'o';
      case '1', '!', '|' -> 'i';
      case '3', '€' -> 'e';
      case '4', '@' -> 'a';
      case '5', '$' -> 's';
      case '7', '+' -> 't';
      case '8' -> 'b';
      case '9' -> 'g';
      case '£' -> 'l';
      default -> 0;
    };
  }

  private static boolean alphanumeric(char c) {
    return Character.isLetterOrDigit(c);
  }

  /** One reading of a view. */
  private final class Pass {

    /** What follows decides. */
    private static final int OPEN = -1;

    private final View view;
    private final IntConsumer unsettled;
    private final Draft draft;
    private boolean worth;
    private int changes;
    private boolean changedBefore;
    private @Nullable Spelled before;

    Pass(View view, IntConsumer unsettled) {
      this.view = view;
      this.unsettled = unsettled;
      this.draft = new Draft(view.length());
    }

    Draft run() {
      int i = 0;
      while (i < view.length()) {
        if (!inWord(view.at(i))) {
          copy(i, i + 1);
          i++;
          continue;
        }
        Spelled spelled = spelled(i);
        if (spelled != null) {
          int follows = next(spelled.end());
          if (view.open()
              && follows + WIDEST_SEPARATOR + 2 >= view.length()
              && spelled.letters < LONGEST_RUN) {
            unsettled.accept(view.rawStart(i));
            break;
          }
          boolean enough = spelled.letters >= FEWEST_SPELLED;
          if (enough || among(spelled, follows)) {
            join(spelled);
            worth |= enough || before != null;
            before = spelled;
            i = past(spelled);
            continue;
          }
        }
        int end = wordEnd(i);
        int broken = brokenEnd(i);
        if (view.open() && (wordEnd(next(end)) == view.length() || broken == view.length())) {
          break; // it, or what it stands beside, may grow
        }
        String mended = broken > end ? mended(i, broken) : null;
        if (mended != null) {
          mend(i, broken, mended);
          i = broken;
          continue;
        }
        int chain = chain(i);
        if (chain == OPEN) {
          break;
        }
        if (chain > 0) {
          i = part(i);
          continue;
        }
        if (!runsTogether(i, end)) {
          word(i, end);
        }
        i = end;
      }
      return worth ? draft : new Draft(0);
    }

    /** Behind the last letter, and behind the mark between it and what ends a sentence. */
    private int past(Spelled spelled) {
      int end = spelled.end();
      char mark = view.at(spelled.at[0] + 1);
      boolean marked = mark != ' ' && end + 1 < view.length() && view.at(end) == mark;
      return marked && sentenceEnd(view.at(end + 1)) ? end + 1 : end;
    }

    private static boolean sentenceEnd(char c) {
      return c == '.' || c == '?' || c == '!' || c == ',' || c == ':' || c == ';';
    }

    private int wordEnd(int from) {
      int end = from;
      while (end < view.length() && inWord(view.at(end))) {
        end++;
      }
      return end;
    }

    private int next(int from) {
      int at = from;
      while (at < view.length() && !inWord(view.at(at))) {
        at++;
      }
      return at;
    }

    private void copy(int from, int to) {
      for (int k = from; k < to; k++) {
        draft.add(view.at(k), view.rawStart(k), view.rawEnd(k));
      }
    }

    /**
     * The end of the first words of those that have a mark in each gap between them, {@link #OPEN}
     * where they may yet be enough, 0 where they are too few.
     */
    private int chain(int from) {
      if (from > 0 && alphanumeric(view.at(from - 1))) {
        return 0;
      }
      int at = from;
      for (int links = 0; links < 2 * (CHAIN - 1); ) {
        int end = simpleEnd(at);
        int next = marked(end);
        if (next == OPEN) {
          return OPEN;
        }
        if (end == at || next == 0) {
          return 0;
        }
        links += next - end == 2 && listed(view.at(end)) && view.at(end + 1) == ' ' ? 1 : 2;
        at = next;
      }
      return at;
    }

    private static boolean listed(char c) {
      return c == ',' || c == ';' || c == ':' || c == '.';
    }

    /** Behind a word of letters and digits, some of them letters; where it begins if it is none. */
    private int simpleEnd(int from) {
      int end = from;
      boolean letters = false;
      while (end < view.length() && end - from < 2 * LONGEST_WORD && alphanumeric(view.at(end))) {
        letters |= Character.isLetter(view.at(end));
        end++;
      }
      return letters || end - from == 1 ? end : from;
    }

    /** Where the word behind marks begins, {@link #OPEN} if later text tells, 0 without marks. */
    private int marked(int from) {
      boolean marks = false;
      int at = from;
      while (at < view.length()
          && at - from < WIDEST_MARKS
          && view.at(at) != View.GAP
          && !alphanumeric(view.at(at))) {
        if (maybeLetter(at)) {
          return 0;
        }
        marks |= !Character.isWhitespace(view.at(at));
        at++;
      }
      if (at == view.length()) {
        return view.open() ? OPEN : 0;
      }
      return marks && alphanumeric(view.at(at)) ? at : 0;
    }

    /** Whether a sign before a letter is one itself; a plus rather stands for a space. */
    private boolean maybeLetter(int at) {
      return meant(view.at(at)) != 0
          && view.at(at) != '+'
          && at + 1 < view.length()
          && inWord(view.at(at + 1));
    }

    /** Reads words with a space for the marks between them; the place where they end. */
    private int part(int from) {
      int at = from;
      while (true) {
        int end = simpleEnd(at);
        int next = marked(end);
        if (next == OPEN || end == at) {
          return at; // it is read when it is known what follows
        }
        word(at, end);
        if (next == 0) {
          return end;
        }
        draft.add(' ', view.rawStart(end), view.rawEnd(next - 1));
        worth = true;
        at = next;
      }
    }

    /** Parts a long word that is several. */
    private boolean runsTogether(int from, int to) {
      if (to - from < RUN_TOGETHER || to - from > LONGEST_RUN) {
        return false;
      }
      StringBuilder letters = new StringBuilder();
      for (int k = from; k < to; k++) {
        if (!letter(view.at(k))) {
          return false;
        }
        letters.append(Character.toLowerCase(view.at(k)));
      }
      boolean[] begins = words.phrase(letters);
      if (begins.length == 0) {
        return false;
      }
      for (int k = 0; k < begins.length; k++) {
        int at = from + k;
        if (begins[k]) {
          draft.add(' ', view.rawStart(at), view.rawStart(at));
        }
        draft.add(letters.charAt(k), view.rawStart(at), view.rawEnd(at));
      }
      note(true);
      worth = true;
      return true;
    }

    /** Behind a word that marks part or mask; behind its first letters where none do. */
    private int brokenEnd(int from) {
      int end = from;
      while (end < view.length()
          && (letter(view.at(end)) || mask(view.at(end)) || seam(view.at(end)))) {
        end++;
      }
      if (end == view.length() && view.open()) {
        return end;
      }
      while (end > from && !letter(view.at(end - 1))) {
        end--;
      }
      return end;
    }

    /** The word without its marks, in lower case; null if it is none then. */
    private @Nullable String mended(int from, int to) {
      boolean bounded =
          (from == 0 || !inWord(view.at(from - 1)))
              && (to == view.length() || !inWord(view.at(to)));
      if (!bounded || to - from > 2 * LONGEST_WORD) {
        return null;
      }
      StringBuilder letters = new StringBuilder();
      int masks = 0;
      int pieces = 1;
      for (int k = from; k < to; k++) {
        char c = view.at(k);
        if (seam(c)) {
          if (seam(view.at(k - 1))) {
            return null;
          }
          pieces++;
        } else {
          letters.append(mask(c) ? Words.ANY : Character.toLowerCase(c));
          masks += mask(c) ? 1 : 0;
        }
      }
      if (masks > 0) {
        return pieces == 1 && masks <= letters.length() / 2 ? words.like(letters) : null;
      }
      String word = letters.toString();
      return pieces >= FEWEST_PIECES && word.length() >= LONG && words.rank(word) > 0 ? word : null;
    }

    private void mend(int from, int to, String word) {
      int next = 0;
      for (int k = from; k < to; k++) {
        if (!seam(view.at(k))) {
          draft.add(word.charAt(next++), view.rawStart(k), view.rawEnd(k));
        }
      }
      note(true);
      worth = true;
    }

    private void word(int from, int to) {
      String once = once(from, to);
      if (once != null) {
        int times = (to - from) / once.length();
        for (int k = 0; k < once.length(); k++) {
          int at = from + k * times;
          draft.add(once.charAt(k), view.rawStart(at), view.rawEnd(at + times - 1));
        }
        note(true);
        return;
      }
      String swapped = swapped(from, to);
      if (swapped != null) {
        for (int k = 0; k < swapped.length(); k++) {
          draft.add(swapped.charAt(k), view.rawStart(from + k), view.rawEnd(from + k));
        }
        note(true);
        return;
      }
      boolean pure = !anyLetter(from, to);
      boolean beside = changedBefore || (pure && changes(next(to)));
      String known = wholly(from, to, beside);
      if (known == null || (pure && !beside)) {
        copy(from, to);
        note(false);
        return;
      }
      for (int k = 0; k < known.length(); k++) {
        draft.add(known.charAt(k), view.rawStart(from + k), view.rawEnd(from + k));
      }
      copy(from + known.length(), to);
      note(true);
      worth |= plainlyDisguised(from, to);
    }

    /** Whether digits stand among the letters of a word that is too long for a name of a thing. */
    private boolean plainlyDisguised(int from, int to) {
      return to - from >= PLAINLY_DISGUISED
          && letter(view.at(from))
          && letter(view.at(to - 1))
          && known(from, to) != null;
    }

    /**
     * In lower case the most frequent word of which two neighbours changed places here, or null.
     */
    private @Nullable String swapped(int from, int to) {
      if (to - from < FEWEST_SWAPPED || to - from > LONGEST_WORD || words.knows(view, from, to)) {
        return null;
      }
      StringBuilder word = new StringBuilder();
      for (int k = from; k < to; k++) {
        if (!letter(view.at(k))) {
          return null;
        }
        word.append(Character.toLowerCase(view.at(k)));
      }
      String best = null;
      int least = Integer.MAX_VALUE;
      for (int k = 0; k + 1 < word.length(); k++) {
        swap(word, k);
        int rank = words.rank(word.toString());
        if (rank > 0 && rank < least) {
          best = word.toString();
          least = rank;
        }
        swap(word, k);
      }
      return best;
    }

    private static void swap(StringBuilder word, int at) {
      char first = word.charAt(at);
      word.setCharAt(at, word.charAt(at + 1));
      word.setCharAt(at + 1, first);
    }

    /** In lower case the word each of whose letters stands here twice or thrice; null if none. */
    private @Nullable String once(int from, int to) {
      for (int times = 2; times <= MOST_TIMES; times++) {
        if ((to - from) % times == 0 && to - from > times && repeated(from, to, times)) {
          StringBuilder word = new StringBuilder();
          for (int k = from; k < to; k += times) {
            word.append(Character.toLowerCase(view.at(k)));
          }
          return words.rankAlone(word.toString()) > 0 ? word.toString() : null;
        }
      }
      return null;
    }

    private boolean repeated(int from, int to, int times) {
      for (int k = from; k < to; k++) {
        if (!letter(view.at(k)) || view.at(k) != view.at(from + (k - from) / times * times)) {
          return false;
        }
      }
      return true;
    }

    private void note(boolean changed) {
      changedBefore = changed;
      changes = remember(changes, changed);
      worth |= Integer.bitCount(changes) >= 2;
    }

    private boolean changes(int from) {
      int to = wordEnd(from);
      return from < to && anyLetter(from, to) && wholly(from, to, false) != null;
    }

    private boolean anyLetter(int from, int to) {
      for (int k = from; k < to; k++) {
        if (letter(view.at(k))) {
          return true;
        }
      }
      return false;
    }

    /**
     * The word read back, in lower case and without the marks that end it; null if it is none.
     *
     * @param beside whether it stands behind such a word: then its last mark may be a letter, too
     */
    private @Nullable String wholly(int from, int to, boolean beside) {
      int end = to;
      while (end > from && (view.at(end - 1) == '!' || view.at(end - 1) == '+')) {
        end--;
      }
      boolean leet = leet(from, end);
      if (end < to && (beside || leet) && leet(from, to)) {
        String word = known(from, to);
        if (word != null) {
          return word;
        }
      }
      if (!leet) {
        return null;
      }
      String word = known(from, end);
      return word == null && end - from >= LONG && anyLetter(from, end) ? read(from, end, 0) : word;
    }

    /** Whether all are letters or stand for some, and not all are letters. */
    private boolean leet(int from, int to) {
      boolean others = false;
      for (int k = from; k < to; k++) {
        if (!letter(view.at(k))) {
          if (meant(view.at(k)) == 0) {
            return false;
          }
          others = true;
        }
      }
      return others && to - from <= 2 * LONGEST_WORD;
    }

    /** The most frequent word that this can be, each stroke an i or an l; null if there is none. */
    private @Nullable String known(int from, int to) {
      int strokes = 0;
      for (int k = from; k < to; k++) {
        strokes += stroke(view.at(k)) ? 1 : 0;
      }
      int readings = strokes > MOST_STROKES ? 1 : 1 << strokes;
      String best = null;
      int least = Integer.MAX_VALUE;
      for (int those = 0; those < readings; those++) {
        String word = read(from, to, those);
        int rank = words.rankAlone(word);
        if (rank == 0 && endsContraction(from, word)) {
          rank = 1;
        }
        if (rank > 0 && rank < least) {
          best = word;
          least = rank;
        }
      }
      return best;
    }

    private boolean endsContraction(int from, String word) {
      return from > 1
          && apostrophe(view.at(from - 1))
          && inWord(view.at(from - 2))
          && AFTER_APOSTROPHE.contains(word);
    }

    /**
     * In lower case.
     *
     * @param those of the strokes, bit by bit, are an l, the others an i
     */
    private String read(int from, int to, int those) {
      StringBuilder word = new StringBuilder();
      int left = those;
      for (int k = from; k < to; k++) {
        char c = view.at(k);
        char meant = letter(c) ? c : meant(c);
        if (stroke(c)) {
          meant = (left & 1) == 1 ? 'l' : meant;
          left >>= 1;
        }
        word.append(meant);
      }
      return word.toString().toLowerCase(Locale.ROOT);
    }

    private static boolean stroke(char c) {
      return c == '1' || c == '!' || c == '|';
    }

    /** Whether a few spelled letters stand beside others that are spelled in the same way. */
    private boolean among(Spelled few, int follows) {
      if (before != null
          && before.width() == few.width()
          && few.at[0] - before.end() <= WIDEST_GAP) {
        return true;
      }
      boolean near = follows < view.length() && follows - few.end() <= WIDEST_GAP;
      Spelled next = near ? spelled(follows) : null;
      return next != null && next.width() == few.width();
    }

    /** The letters that are spelled out from here, at least two; null if there are none. */
    private @Nullable Spelled spelled(int from) {
      if ((from > 0 && inWord(view.at(from - 1))) || !single(from, 0)) {
        return null;
      }
      int second = behind(from);
      if (second < 0 || !single(second, 1)) {
        return null;
      }
      int[] at = new int[LONGEST_RUN];
      at[0] = from;
      at[1] = second;
      int letters = 2;
      while (letters < LONGEST_RUN) {
        int last = at[letters - 1];
        int next = behind(last);
        if (next < 0 || !single(next, letters)) {
          break;
        }
        if (!alike(from, second, last, next)) {
          // A letter closer to what follows, or with a mark between, begins the next word.
          boolean closer = next - last < second - from;
          letters -= view.at(from + 1) == ' ' && (closer || view.at(last + 1) != ' ') ? 1 : 0;
          break;
        }
        at[letters] = next;
        letters++;
      }
      while (letters > 1 && ends(view.at(at[letters - 1]))) {
        letters--;
      }
      return letters > 1 ? new Spelled(at, letters) : null;
    }

    /** Where the next letter may stand behind this one's separator; −1 if nowhere near. */
    private int behind(int letter) {
      int at = letter + 1;
      while (at < view.length() && at - letter <= WIDEST_SEPARATOR) {
        if (view.at(at) == View.GAP) {
          return -1;
        }
        at++;
        if (at < view.length() && (inWord(view.at(at)) || apostrophe(view.at(at)))) {
          return at;
        }
      }
      return -1;
    }

    /** Whether what separates two letters separates two others, or each pair has one mark. */
    private boolean alike(int from, int second, int last, int next) {
      if (next - last != second - from) {
        return false;
      }
      boolean marks = next - last == 2 && view.at(from + 1) != ' ' && view.at(last + 1) != ' ';
      for (int k = 1; k < next - last; k++) {
        if (view.at(from + k) != view.at(last + k) && !marks) {
          return false;
        }
      }
      return true;
    }

    private static boolean ends(char c) {
      return c == '!' || c == '+' || apostrophe(c);
    }

    private static boolean apostrophe(char c) {
      return c == '\'' || c == '\u2019';
    }

    private boolean single(int at, int before) {
      char c = view.at(at);
      return (letter(c) || meant(c) != 0 || (before > 0 && apostrophe(c)))
          && (at + 1 == view.length() || !inWord(view.at(at + 1)));
    }

    private void join(Spelled spelled) {
      StringBuilder joined = new StringBuilder();
      int[] places = new int[spelled.letters];
      for (int k = 0; k < spelled.letters; k++) {
        char c = view.at(spelled.at[k]);
        if (!apostrophe(c)) {
          places[joined.length()] = spelled.at[k];
          joined.append(letter(c) ? Character.toLowerCase(c) : meant(c));
        }
      }
      boolean[] begins = words.beginnings(joined);
      for (int k = 0; k < joined.length(); k++) {
        int at = places[k];
        if (begins[k]) {
          draft.add(' ', view.rawStart(at), view.rawStart(at));
        }
        draft.add(joined.charAt(k), view.rawStart(at), view.rawEnd(at));
      }
    }
  }

  /**
   * Letters that were spelled out.
   *
   * @param at where each stands
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record Spelled(int[] at, int letters) {

    int end() {
      return at[letters - 1] + 1;
    }

    /** From one letter to the next. */
    int width() {
      return at[1] - at[0];
    }
  }
}
