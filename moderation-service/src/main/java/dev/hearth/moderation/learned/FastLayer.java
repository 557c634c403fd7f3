package dev.hearth.moderation.learned;

import dev.hearth.contracts.moderation.Category;
import dev.hearth.contracts.moderation.Direction;
import dev.hearth.moderation.layer.Hits;
import dev.hearth.moderation.layer.Layer;
import dev.hearth.moderation.text.View;
import dev.hearth.moderation.text.Vocabulary;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Scores texts by the fast model, in overlapping windows of tokens and sentence by sentence. The
 * highest score of each category counts, so what stands before or behind hides little.
 *
 * <p>A text that is still growing is judged in steps, each in the window that ends with it. A step
 * is a sentence or a line, or sixteen tokens of a longer one, and pending until it has ended and
 * was judged: of a step that is refused nothing was settled. Whatever way a text arrives, its steps
 * are the same. A find spans what lies from the first likely window to the end of the strongest.
 *
 * <p>What was hidden in a text is judged only where it reads like language: by its share of known
 * words. The model knows no other reason to call noise harmless.
 */
public final class FastLayer implements Layer {

  /** The layer's name in findings. */
  public static final String NAME = "fast";

  /** The model's name in the rules of its finds. */
  private static final String MODEL = "fast-1";

  /** Scores below are left out of the finds: nothing is decided by them. */
  static final double LOWEST = 0.0001;

  /**
   * A find begins with the first window of such a score: what stands before it may be shown though
   * the find is refused. Only a team's own rule refuses at lower scores.
   */
  static final double LIKELY = 0.5;

  /** The output for instructions to the model in a tool's result. */
  private static final String EMBEDDED_OUTPUT = "embedded";

  /** The output for harm of any category, which is not used. */
  private static final String ANY = "any";

  /** The output for the question whether the encoder is worth asking. */
  private static final String ASK = "ask";

  /** From this score on, text in a tool's result counts as an instruction to the model. */
  static final double EMBEDDED = 0.9;

  /** Longer runs without a space are read in pieces, so that they hold back no more than this. */
  static final int LONGEST_WORD = 64;

  /** Of fewer tokens the model knows nothing: it was trained on sentences. */
  private static final int FEWEST_TOKENS = 3;

  /** A sentence of so many tokens is judged by itself too. */
  private static final int SHORTEST_SENTENCE = 8;

  /** In a text of more characters it is looked for doubt in shorter windows, too. */
  private static final int LONG_TEXT = 300;

  private static final int CLOSE_WINDOW = 16;
  private static final int CLOSE_STEP = 8;

  /** Of eight words in a row so many are known where a text is language. */
  private static final int KNOWN_OF_EIGHT = 5;

  private static final int MORE_THAN_A_WORD = 8;

  private static final Set<Character.UnicodeScript> SPACELESS =
      EnumSet.of(
          Character.UnicodeScript.HAN,
          Character.UnicodeScript.HIRAGANA,
          Character.UnicodeScript.KATAKANA,
          Character.UnicodeScript.THAI,
          Character.UnicodeScript.LAO,
          Character.UnicodeScript.KHMER,
          Character.UnicodeScript.MYANMAR);

  /** Of the words of two letters those that are frequent; noise is full of the others. */
  private static final int[] EVERYDAY =
      Stream.of(
              "to", "of", "in", "is", "it", "my", "me", "on", "at", "do", "if", "we", "he", "no",
              "as", "by", "an", "or", "be", "so", "up", "us", "am", "go")
          .mapToInt(FastModel::hash)
          .sorted()
          .toArray();

  private final FastModel model;
  private final List<Output> outputs;
  private final int ask;
  private final int embedded;
  private final WordHashes words = new WordHashes(Vocabulary.load());

  /**
   * Reads the model from the class path.
   *
   * @throws IllegalStateException if it is not the one that the encoder was calibrated with
   */
  public FastLayer() {
    model = load();
    outputs = model.outputs().stream().map(name -> Output.of(name, MODEL)).toList();
    ask = model.outputs().indexOf(ASK);
    embedded = model.outputs().indexOf(EMBEDDED_OUTPUT);
  }

  private static FastModel load() {
    try (InputStream in = new ByteArrayInputStream(EncoderModel.load().fastWeights())) {
      return FastModel.read(in);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public void judge(View view, Hits hits) {
    Pass pass = read(view, hits, Gate.CLOSED);
    if (pass != null) {
      pass.report();
    }
  }

  /** Whether a text is still growing, or was, and so is judged step by step. */
  static boolean inSteps(View view, Hits hits) {
    return view.open() || hits.released() > 0;
  }

  /**
   * Judges a view and reports nothing but what is pending.
   *
   * @param gate from what on a part is doubtful: {@link Pass#doubtful}
   * @return null where the view holds no language
   */
  @Nullable Pass read(View view, Hits hits, Gate gate) {
    boolean hidden = view.reading() != View.Reading.PLAIN && view.reading() != View.Reading.LETTERS;
    if (hidden && !mayBeLanguage(view)) {
      return null;
    }
    Pass pass = new Pass(view, hits, hidden, gate);
    pass.run();
    return pass;
  }

  /** The names of the model's outputs. */
  List<String> names() {
    return model.outputs();
  }

  /** Whether of any eight words five are known, or of fewer most; spares most views the model. */
  private boolean mayBeLanguage(View view) {
    int lately = 0;
    int words = 0;
    int letters = 0;
    int hash = FastModel.NO_LETTERS;
    for (int i = 0; i <= view.length(); i++) {
      char c = i < view.length() ? Character.toLowerCase(view.at(i)) : ' ';
      if (c >= 'a' && c <= 'z') {
        hash = FastModel.hash(hash, c);
        letters++;
      } else if (letters > 0) {
        lately = (lately << 1 | (words(hash, letters) ? 1 : 0)) & 0xFF;
        words++;
        if (Integer.bitCount(lately) == KNOWN_OF_EIGHT) {
          return true;
        }
        hash = FastModel.NO_LETTERS;
        letters = 0;
      }
    }
    int known = Integer.bitCount(lately);
    return words < Byte.SIZE && known > 1 && known * 5 >= words * 3;
  }

  private boolean words(int hash, int letters) {
    return letters > 2 ? words.contains(hash) : everyday(hash);
  }

  private static boolean everyday(int hash) {
    return Arrays.binarySearch(EVERYDAY, hash) >= 0;
  }

  /**
   * An output of the model.
   *
   * @param category what it speaks of; null for one that is not used
   * @param rule its name in finds
   * @param embedded whether it counts in tools' results alone
   */
  record Output(@Nullable Category category, String rule, boolean embedded) {

    static Output of(String name, String model) {
      String rule = model + ":" + name;
      return switch (name) {
        case EMBEDDED_OUTPUT -> new Output(Category.PROMPT_INJECTION, rule, true);
        case ANY, ASK -> new Output(null, rule, false);
        default -> new Output(Category.of(name), rule, false);
      };
    }
  }

  /**
   * From what on a part is doubtful.
   *
   * @param ask the probability that the encoder is worth asking; 0 is all parts, 1 none
   * @param embedded in a tool's result also the score of embedded instructions
   */
  record Gate(double ask, double embedded) {

    static final Gate CLOSED = new Gate(1, 1);
  }

  /** A part of a view that the model judged by itself: a window, or a sentence. Immutable. */
  static final class Part {

    private final int from;
    private final int to;
    private final boolean sentence;
    private final double doubt;
    private final float[] logits;

    Part(int from, int to, boolean sentence, double doubt, float[] logits) {
      this.from = from;
      this.to = to;
      this.sentence = sentence;
      this.doubt = doubt;
      this.logits = logits.clone();
    }

    /** Its first character. */
    int from() {
      return from;
    }

    /** One past its last character. */
    int to() {
      return to;
    }

    /** Whether it is a whole sentence. */
    boolean sentence() {
      return sentence;
    }

    /** How doubtful it is, in log odds. */
    double doubt() {
      return doubt;
    }

    /** Keeps the greater logits. */
    void raise(float[] highest) {
      for (int o = 0; o < highest.length; o++) {
        highest[o] = Math.max(highest[o], logits[o]);
      }
    }
  }

  /** One reading of a view. Not thread-safe. */
  final class Pass {

    private final View view;
    private final Hits hits;
    private final boolean hidden;
    private final boolean inSteps;
    private final FastModel.Tokens tokens = model.new Tokens();
    private final int[] origins = new int[model.window()];
    private final float[] logits = new float[outputs.size()];
    private final float[] best = new float[outputs.size()];
    private final int[] spanFrom = new int[outputs.size()];
    private final int[] spanTo = new int[outputs.size()];
    private final boolean[] likely = new boolean[outputs.size()];
    private final List<Part> doubtful = new ArrayList<>();
    private final Gate gate;
    private final boolean closely;
    private int word;
    private int wordEnd;
    private int judged;
    private int stepBegan;
    private int sentenceBegan;
    private int settled;

    private Pass(View view, Hits hits, boolean hidden, Gate gate) {
      this.view = view;
      this.gate = gate;
      this.hits = hits;
      this.hidden = hidden;
      this.inSteps = inSteps(view, hits);
      this.closely = gate.ask() < 1 && !inSteps && view.length() > LONG_TEXT;
      Arrays.fill(best, Float.NEGATIVE_INFINITY);
    }

    /** The parts at or over the gate, of what was not released, by their ends. */
    List<Part> doubtful() {
      return doubtful;
    }

    /** The highest logits of any part. */
    float[] best() {
      return best;
    }

    private void run() {
      int judgedFrom = inSteps ? windowBefore(hits.released()) : 0;
      int at = 0;
      while (at < view.length()) {
        if (separates(view.at(at))) {
          boolean gap = view.at(at) == View.GAP;
          if (gap || view.at(at) == '\n') {
            endSentence();
          }
          if (gap || (inSteps && view.at(at) == '\n')) {
            endStep(at);
          }
          at++;
          continue;
        }
        int end = at;
        while (end < view.length() && end - at < LONGEST_WORD && !separates(view.at(end))) {
          end++;
        }
        if (view.open() && end == view.length() && end - at < LONGEST_WORD) {
          break; // it may grow
        }
        tokens.unjudged(at < judgedFrom);
        read(at, end);
        at = end;
      }
      if (view.open()) {
        if (view.reading() == View.Reading.PLAIN) {
          hits.pending(view, settled, model.step() - (tokens.count() - judged));
        } else if (!hidden || language()) {
          hits.pending(view, settled);
        }
      } else {
        endSentence();
        endStep(view.length());
        boolean unjudged = tokens.count() > 0 && tokens.count() < FEWEST_TOKENS;
        if (unjudged && !inSteps && !hidden && readable()) {
          doubtful.add(new Part(origins[0], wordEnd, false, 0, best));
        }
      }
    }

    /**
     * Whether more than a word is left without what is written in scripts that put no spaces
     * between words. A question in them is one long token, of which the encoder's vocabulary has
     * few characters: it takes what it cannot read for an attack.
     */
    private boolean readable() {
      int spaceless = 0;
      int others = 0;
      for (int i = 0; i < view.length(); i++) {
        char c = view.at(i);
        if (Character.isLetter(c)) {
          if (SPACELESS.contains(Character.UnicodeScript.of(c))) {
            spaceless++;
          } else {
            others++;
          }
        }
      }
      return spaceless == 0 || others >= MORE_THAN_A_WORD;
    }

    private void read(int from, int to) {
      word = from;
      wordEnd = to;
      if (visibleAscii(from, to)) {
        tokens.readAscii(view, from, to, this::added);
      } else {
        tokens.read(ModelText.of(view.substring(from, to)), this::added);
      }
      boolean sentenceEnds = endsSentence(view.at(to - 1));
      if (sentenceEnds) {
        endSentence();
      }
      boolean stepEnds = judged > stepBegan || sentenceEnds || to - from == LONGEST_WORD;
      if (inSteps && stepEnds) {
        endStep(to);
      }
    }

    private void added(int count) {
      origins[(count - 1) % origins.length] = word;
      boolean due =
          inSteps
              ? count - judged == model.step()
              : count >= model.window() && (count - model.window()) % model.step() == 0;
      if (closely && count >= CLOSE_WINDOW && count % CLOSE_STEP == 0) {
        look(CLOSE_WINDOW, false);
      }
      if (due) {
        judgeWindow();
        if (inSteps && count - sentenceBegan < model.window()) {
          judge(count - sentenceBegan, false);
        }
      }
    }

    /** The beginning of a word before this raw character; from there it is a window or more. */
    private int windowBefore(int raw) {
      int at = view.length();
      while (at > 0 && view.rawEnd(at - 1) > raw) {
        at--;
      }
      int words = 0;
      boolean token = false; // a word of other characters may be none
      for (; at > 0; at--) {
        char c = view.at(at - 1);
        if (!separates(c)) {
          token |= (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
        } else if (token && ++words > model.window()) {
          return at;
        } else {
          token = false;
        }
      }
      return 0;
    }

    private void endStep(int end) {
      if (tokens.count() > judged) {
        judgeWindow();
      }
      stepBegan = judged;
      settled = end;
    }

    /** Judges a sentence by itself too, lest what stands around it outweighs it. */
    private void endSentence() {
      int size = tokens.count() - sentenceBegan;
      if (size >= SHORTEST_SENTENCE && size < model.window()) {
        judge(size, true);
      }
      sentenceBegan = tokens.count();
    }

    private void judgeWindow() {
      judged = tokens.count();
      judge(Math.min(tokens.count(), model.window()), false);
    }

    private void judge(int size, boolean sentence) {
      if (!look(size, sentence)) {
        return;
      }
      int from = origins[(tokens.count() - size) % origins.length];
      for (int o = 0; o < logits.length; o++) {
        if (logits[o] > best[o]) {
          best[o] = logits[o];
          spanTo[o] = wordEnd;
          if (!likely[o]) {
            spanFrom[o] = from;
            likely[o] =
                model.score(o, logits[o]) >= (outputs.get(o).embedded() ? EMBEDDED : LIKELY);
          }
        }
      }
    }

    /** Whether there is anything to judge; notes whether it is doubtful. */
    private boolean look(int size, boolean sentence) {
      if (inSteps && view.rawEnd(wordEnd - 1) <= hits.released()) {
        return false; // it was judged before it was released
      }
      if (size < FEWEST_TOKENS || (hidden && !language())) {
        return false;
      }
      Arrays.fill(logits, Float.NEGATIVE_INFINITY);
      tokens.judge(logits, size);
      doubt(origins[(tokens.count() - size) % origins.length], sentence);
      return true;
    }

    private void doubt(int from, boolean sentence) {
      boolean doubted = model.score(ask, logits[ask]) >= gate.ask();
      double doubt = model.odds(ask, logits[ask]);
      if (hits.direction() == Direction.TOOL) {
        doubted |= model.score(embedded, logits[embedded]) >= gate.embedded();
        doubt = Math.max(doubt, model.odds(embedded, logits[embedded]));
      }
      if (doubted) {
        doubtful.add(new Part(from, wordEnd, sentence, doubt, logits));
      }
    }

    private int first() {
      return Math.max(0, tokens.count() - model.window());
    }

    /** Whether two words of five are known. */
    private boolean language() {
      int found = 0;
      for (int t = first(); t < tokens.count(); t++) {
        int hash = tokens.hash(t);
        found += everyday(hash) || words.contains(hash) ? 1 : 0;
      }
      return found > 1 && found * 5 >= (tokens.count() - first()) * 2;
    }

    private boolean visibleAscii(int from, int to) {
      for (int i = from; i < to; i++) {
        if (view.at(i) <= ' ' || view.at(i) >= 0x7F) {
          return false;
        }
      }
      return true;
    }

    /** Reports what the fast model alone says. */
    void report() {
      for (int o = 0; o < best.length; o++) {
        Output output = outputs.get(o);
        Category category = output.category();
        double score = best[o] == Float.NEGATIVE_INFINITY ? 0 : model.score(o, best[o]);
        boolean counts =
            output.embedded()
                ? hits.direction() == Direction.TOOL && score >= EMBEDDED
                : score >= LOWEST;
        if (category != null && counts) {
          hits.add(
              category, score, FastLayer.this, output.rule(), view, spanFrom[o], spanTo[o], null);
        }
      }
    }
  }

  /** Whether a word ends before this character. */
  static boolean separates(char c) {
    return c == View.GAP || Character.isWhitespace(c) || c == '\u00a0';
  }

  private static boolean endsSentence(char c) {
    return c == '.'
        || c == '!'
        || c == '?'
        || c == '\u2026'
        || c == '\u3002'
        || c == '\uff01'
        || c == '\uff1f';
  }
}
