package dev.hearth.moderation.text;

import dev.hearth.moderation.text.View.Reading;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Makes all views of a text: the plain one, and what is hidden in it (leet, spelled words, escapes,
 * base64, hex, numbers, rot13, tag characters, variation selectors), each cleaned and looked
 * through again to a depth of {@value #MAX_DEPTH} and a total size. Time and memory are linear in
 * the text. Thread-safe.
 *
 * <p>Decoding is local: what a run decodes to does not depend on where it began, since base64 is
 * read at all four alignments and hex at both. So a window of a text is read like the text.
 */
public final class Views {

  /** How many decodings are undone one after the other. */
  public static final int MAX_DEPTH = 4;

  /** How many characters all views of a text may have together, as a multiple of its own. */
  public static final int MAX_GROWTH = 24;

  private static final int GROWTH_ALLOWANCE = 16_384;

  private final Cleaning cleaning = new Cleaning(Confusables.load());
  private final Letters letters = new Letters(Words.load());

  /**
   * Hands every view to the judge, the plain one first.
   *
   * @param raw the text as sent
   * @param open whether more text may follow
   * @param cut whether the text may begin in the middle of a word
   */
  public Outcome forEach(String raw, boolean open, boolean cut, Consumer<View> judge) {
    Walk walk = new Walk(raw, open, cut, judge);
    walk.expand(plain(raw, walk), 0, false);
    walk.hidden();
    return new Outcome(walk.unsettled, !walk.exhausted);
  }

  private View plain(String raw, Walk walk) {
    Draft draft = new Draft(raw.length());
    int index = 0;
    while (index < raw.length()) {
      char unit = raw.charAt(index);
      if (unit < 0x80) {
        cleaning.clean(unit, index, index + 1, draft);
        index++;
        continue;
      }
      if (Character.isHighSurrogate(unit) && index + 1 == raw.length() && walk.open) {
        walk.unsettle(index);
        break;
      }
      int codePoint = raw.codePointAt(index);
      int end = index + Character.charCount(codePoint);
      cleaning.clean(codePoint, index, end, draft);
      index = end;
    }
    return draft.view(Reading.PLAIN, walk.open, walk.cut);
  }

  /**
   * How the walk ended.
   *
   * @param unsettled the first raw character that may yet be read differently; the raw length if
   *     there is none
   * @param whole false where the views would have grown over the bound and were not all shown: the
   *     text cannot be judged
   */
  public record Outcome(int unsettled, boolean whole) {}

  private final class Walk {

    private final String raw;
    private final boolean open;
    private final boolean cut;
    private final Consumer<View> judge;
    private final long budget;
    private long spent;
    private int unsettled;
    private boolean exhausted;

    Walk(String raw, boolean open, boolean cut, Consumer<View> judge) {
      this.raw = raw;
      this.open = open;
      this.cut = cut;
      this.judge = judge;
      this.budget = (long) raw.length() * MAX_GROWTH + GROWTH_ALLOWANCE;
      this.unsettled = raw.length();
    }

    void unsettle(int rawIndex) {
      unsettled = Math.min(unsettled, rawIndex);
    }

    void expand(View view, int depth, boolean rotated) {
      spent += view.length();
      if (spent > budget) {
        exhausted = true;
      }
      if (exhausted) {
        return;
      }
      judge.accept(view);
      if (depth == MAX_DEPTH || view.reading() == Reading.LETTERS) {
        return;
      }
      if (mayHaveLetters(view.reading())) {
        decoded(letters.decode(view, this::unsettle), Reading.LETTERS, depth, rotated, view.cut());
      }
      decoded(Escapes.decode(view, this::unsettle), Reading.ESCAPED, depth, rotated, view.cut());
      List<Run> base64 = Base64Runs.in(view);
      for (int from = 0; from <= Base64Runs.ALIGNMENTS && !base64.isEmpty(); from++) {
        Draft draft = Base64Runs.decode(view, base64, from, this::unsettle);
        decoded(draft, Reading.BASE64, depth, rotated, false);
      }
      List<Run> hex = HexRuns.in(view);
      for (int from = 0; from <= HexRuns.ALIGNMENTS && !hex.isEmpty(); from++) {
        Draft draft = HexRuns.decode(view, hex, from, this::unsettle);
        decoded(draft, Reading.HEX, depth, rotated, false);
      }
      decoded(NumberRuns.decode(view, this::unsettle), Reading.NUMBERS, depth, rotated, false);
      if (!rotated) {
        decoded(Rot13.decode(view), Reading.ROT13, depth, true, view.cut());
      }
    }

    /** Bytes that were decoded are mostly noise, in which all sorts of words could be read. */
    private static boolean mayHaveLetters(Reading reading) {
      return switch (reading) {
        case PLAIN, ESCAPED, TAGS, SELECTORS -> true;
        case BASE64, HEX, NUMBERS, ROT13, LETTERS -> false;
      };
    }

    void hidden() {
      HiddenText hidden = null;
      for (int index = 0; index < raw.length(); ) {
        char unit = raw.charAt(index);
        if (unit < 0xD800) {
          index++;
          continue;
        }
        int codePoint = raw.codePointAt(index);
        int end = index + Character.charCount(codePoint);
        if (codePoint == HiddenText.FLAG) {
          end = HiddenText.endOfFlag(raw, index);
          if (end == raw.length() && open) {
            unsettle(index);
          }
        } else if (HiddenText.hides(codePoint)) {
          hidden = hidden == null ? new HiddenText() : hidden;
          hidden.add(codePoint, index, end);
        }
        index = end;
      }
      hidden(hidden, 0);
    }

    private void hidden(@Nullable HiddenText hidden, int depth) {
      if (hidden != null && depth < MAX_DEPTH) {
        decoded(hidden.tags(), Reading.TAGS, depth, false, false);
        decoded(hidden.selectors(open, this::unsettle), Reading.SELECTORS, depth, false, false);
      }
    }

    private void decoded(
        Draft draft, Reading reading, int depth, boolean rotated, boolean beginsCut) {
      if (draft.length() == 0 || exhausted) {
        return;
      }
      Draft cleaned = new Draft(draft.length());
      HiddenText hidden = null;
      for (int index = 0; index < draft.length(); index++) {
        int from = index;
        int codePoint = draft.at(index);
        if (codePoint == View.GAP) {
          cleaned.gap();
          continue;
        }
        if (Character.isHighSurrogate((char) codePoint)
            && index + 1 < draft.length()
            && Character.isLowSurrogate(draft.at(index + 1))) {
          index++;
          codePoint = Character.toCodePoint((char) codePoint, draft.at(index));
        }
        if (codePoint >= 0xD800 && HiddenText.hides(codePoint)) {
          hidden = hidden == null ? new HiddenText() : hidden;
          hidden.add(codePoint, draft.rawStart(from), draft.rawEnd(index));
        }
        cleaning.clean(codePoint, draft.rawStart(from), draft.rawEnd(index), cleaned);
      }
      if (cleaned.length() > 0) {
        expand(cleaned.view(reading, open, beginsCut), depth + 1, rotated);
      }
      hidden(hidden, depth + 1);
    }
  }
}
