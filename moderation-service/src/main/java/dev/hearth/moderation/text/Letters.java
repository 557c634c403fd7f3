package dev.hearth.moderation.text;

import java.util.Locale;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Reads digits and signs that stand for letters (leet) back where the word is one then, and joins
 * letters that were spelled out, one by one with the same separator between them. Where spelled
 * letters do not show where a word ends, the most frequent words that they can be are read.
 *
 * <p>What changes is local: a word and its neighbours, or a run of at most {@value #LONGEST_RUN}
 * letters.
 */
final class Letters {

  /** Longer runs are read in pieces. */
  static final int LONGEST_RUN = 256;

  private static final int FEWEST_SPELLED = 4;
  private static final int LONGEST_WORD = 16;

  /** So many characters stand between two spelled words. */
  private static final int WIDEST_GAP = 4;

  /** Words that are longer than all but few are read back though they are not known. */
  private static final int LONG = 6;

  /** Of so many words in a row two must change, or the text is as it is. */
  private static final int NEIGHBOURHOOD = 8;

  private static final double UNKNOWN_COST = 16;

  private final Vocabulary vocabulary;

  Letters(Vocabulary vocabulary) {
    this.vocabulary = vocabulary;
  }

  /**
   * The view with its letters read back; empty where nothing changes.
   *
   * @param unsettled told the first raw character that later text may change
   */
  Draft decode(View view, IntConsumer unsettled) {
    return candidate(view) ? new Pass(view, unsettled).run() : new Draft(0);
  }

  /** Whether there is a word with letters and others, or three single letters: spares the rest. */
  private static boolean candidate(View view) {
    int singles = 0;
    int length = view.length();
    for (int i = 0; i < length; ) {
      if (!inWord(view.at(i))) {
        i++;
        continue;
      }
      int start = i;
      boolean letters = false;
      boolean others = false;
      while (i < length && inWord(view.at(i))) {
        boolean letter = letter(view.at(i));
        letters |= letter;
        others |= !letter && meant(view.at(i), Upright.I) != 0;
        i++;
      }
      if (letters && others) {
        return true;
      }
      singles = i - start == 1 ? singles + 1 : 0;
      if (singles == FEWEST_SPELLED - 1) {
        return true;
      }
    }
    return false;
  }

  private static boolean letter(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
  }

  private static boolean inWord(char c) {
    return letter(c) || (c >= '0' && c <= '9') || meant(c, Upright.I) != 0;
  }

  /** The letter that this stands for, or 0. */
  private static char meant(char c, Upright upright) {
    return switch (c) {
      case '0' -> 'o';
      case '1' -> upright.digit;
      case '!', '|' -> upright.sign;
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

  /** Which letters upright strokes are, the likeliest first. */
  private enum Upright {
    I('i', 'i'),
    DIGIT_L('l', 'i'),
    L('l', 'l'),
    SIGN_L('i', 'l');

    private final char digit;
    private final char sign;

    Upright(char digit, char sign) {
      this.digit = digit;
      this.sign = sign;
    }
  }

  /** One reading of a view. */
  private final class Pass {

    private final View view;
    private final IntConsumer unsettled;
    private final Draft draft;
    private boolean worth;
    private int changes;
    private boolean changedBefore;
    private int spelledEnd = Integer.MIN_VALUE / 2;

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
        int letters = spelled(i);
        if (letters > 1) {
          int end = i + 2 * letters - 1;
          int follows = next(end);
          boolean among =
              i - spelledEnd <= WIDEST_GAP || (follows - end <= WIDEST_GAP && spelled(follows) > 1);
          boolean grows = view.open() && Math.max(end, follows + 2) >= view.length() - 1;
          if (grows && letters < LONGEST_RUN) {
            unsettled.accept(view.rawStart(i));
            break;
          }
          if (letters >= FEWEST_SPELLED || among) {
            join(i, letters);
            worth |= letters >= FEWEST_SPELLED || spelledEnd >= 0;
            i = end;
            spelledEnd = end;
            continue;
          }
        }
        int end = wordEnd(i);
        if (view.open() && wordEnd(next(end)) == view.length()) {
          break; // it, or what it stands beside, may grow
        }
        word(i, end);
        i = end;
      }
      return worth ? draft : new Draft(0);
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

    private void word(int from, int to) {
      String known = wholly(from, to);
      boolean pure = !anyLetter(from, to);
      boolean beside = changedBefore || (pure && changes(next(to)));
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
    }

    private void note(boolean changed) {
      changedBefore = changed;
      changes = (changes << 1 | (changed ? 1 : 0)) & ((1 << NEIGHBOURHOOD) - 1);
      worth |= Integer.bitCount(changes) >= 2;
    }

    private boolean changes(int from) {
      int to = wordEnd(from);
      return from < to && anyLetter(from, to) && wholly(from, to) != null;
    }

    private boolean anyLetter(int from, int to) {
      for (int k = from; k < to; k++) {
        if (letter(view.at(k))) {
          return true;
        }
      }
      return false;
    }

    /** The word read back, in lower case and without the marks that end it; null if it is none. */
    private @Nullable String wholly(int from, int to) {
      int end = to;
      while (end > from && (view.at(end - 1) == '!' || view.at(end - 1) == '+')) {
        end--;
      }
      boolean others = false;
      for (int k = from; k < end; k++) {
        if (!letter(view.at(k))) {
          if (meant(view.at(k), Upright.I) == 0) {
            return null;
          }
          others = true;
        }
      }
      if (!others || end - from > 2 * LONGEST_WORD) {
        return null;
      }
      for (Upright upright : Upright.values()) {
        String word = read(from, end, upright);
        if (known(word)) {
          return word;
        }
      }
      return end - from >= LONG && anyLetter(from, end) ? read(from, end, Upright.I) : null;
    }

    private boolean known(String word) {
      return word.equals("a") || word.equals("i") || vocabulary.rank(word) > 0;
    }

    private String read(int from, int to, Upright upright) {
      StringBuilder word = new StringBuilder();
      for (int k = from; k < to; k++) {
        char c = view.at(k);
        word.append(letter(c) ? c : meant(c, upright));
      }
      return word.toString().toLowerCase(Locale.ROOT);
    }

    /** How many letters are spelled out from here, the first not the end of a word. */
    private int spelled(int from) {
      if (from > 0 && inWord(view.at(from - 1))) {
        return 0;
      }
      int letters = 0;
      int at = from;
      char separator = 0;
      while (at < view.length() && letters < LONGEST_RUN && single(at, letters)) {
        if (letters == 1) {
          separator = view.at(at - 1);
        }
        if (letters > 1 && view.at(at - 1) != separator) {
          // Between spelled words, a space: the last letter begins the next one.
          return separator == ' ' ? letters - 1 : letters;
        }
        letters++;
        at += 2;
      }
      if (separator == View.GAP) {
        return 0;
      }
      while (letters > 1 && ends(view.at(from + 2 * (letters - 1)))) {
        letters--;
      }
      return letters;
    }

    private static boolean ends(char c) {
      return c == '!' || c == '+' || apostrophe(c);
    }

    private static boolean apostrophe(char c) {
      return c == '\'' || c == '\u2019';
    }

    private boolean single(int at, int before) {
      char c = view.at(at);
      return (letter(c) || meant(c, Upright.I) != 0 || (before > 0 && apostrophe(c)))
          && (at + 1 == view.length() || !inWord(view.at(at + 1)));
    }

    private void join(int from, int letters) {
      StringBuilder joined = new StringBuilder();
      int[] places = new int[letters];
      for (int k = 0; k < letters; k++) {
        char c = view.at(from + 2 * k);
        if (!apostrophe(c)) {
          places[joined.length()] = from + 2 * k;
          joined.append(letter(c) ? Character.toLowerCase(c) : meant(c, Upright.I));
        }
      }
      boolean[] begins = words(joined);
      for (int k = 0; k < joined.length(); k++) {
        int at = places[k];
        if (begins[k]) {
          draft.add(' ', view.rawStart(at), view.rawStart(at));
        }
        draft.add(joined.charAt(k), view.rawStart(at), view.rawEnd(at));
      }
    }

    /** Where the words of the likeliest reading begin, the first left out. */
    private boolean[] words(CharSequence letters) {
      int length = letters.length();
      if (length < LONG || vocabulary.rank(letters.toString()) > 0) {
        return new boolean[length];
      }
      double[] costs = new double[length + 1];
      int[] from = new int[length + 1];
      for (int end = 1; end <= length; end++) {
        costs[end] = costs[end - 1] + UNKNOWN_COST;
        from[end] = end - 1;
        for (int start = Math.max(0, end - LONGEST_WORD); start < end; start++) {
          String word = letters.subSequence(start, end).toString();
          int rank = word.equals("a") || word.equals("i") ? 8 : vocabulary.rank(word);
          double cost = costs[start] + 1 + Math.log(rank);
          if (rank > 0 && cost < costs[end]) {
            costs[end] = cost;
            from[end] = start;
          }
        }
      }
      boolean[] begins = new boolean[length];
      boolean unknown = false;
      for (int end = length; end > 0; end = from[end]) {
        begins[from[end]] = from[end] > 0;
        unknown |= costs[end] - costs[from[end]] >= UNKNOWN_COST;
      }
      // A word that nobody knows, rather than pieces of it.
      return unknown && length <= LONGEST_WORD ? new boolean[length] : begins;
    }
  }
}
