package dev.hearth.moderation.learned;

import dev.hearth.moderation.text.View;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.IntConsumer;

/**
 * A classifier of hashed words, pairs and triples of words and character n-grams, pooled over
 * windows of tokens; it takes microseconds. The file's format and the features are described in
 * bench/moderation/train/FORMAT.md, the training program is {@code fast.py} beside it.
 *
 * <p>Immutable; safe to share.
 */
final class FastModel {

  private static final int MAGIC = 0x48464C31;

  /** The hash of a token before its first letter. */
  static final int NO_LETTERS = 0x811C9DC5;

  private static final int FNV_PRIME = 16_777_619;
  private static final int NOTHING_BEFORE = 0x9E3779B9;
  private static final int PAIR = 0x51ED270B;
  private static final int TRIPLE = 0x2545F491;
  private static final int SHORTEST_GRAM = 3;
  private static final int LONGEST_GRAM = 5;

  private final List<String> outputs;
  private final int mask;
  private final int width;
  private final int hidden;
  private final int window;
  private final int step;
  private final int longest;
  private final float[] scales;
  private final float[] hiddenColumns;
  private final float[] hiddenBias;
  private final float[] outColumns;
  private final float[] outBias;
  private final float[] slopes;
  private final float[] offsets;
  private final byte[] table;

  private FastModel(DataInputStream in) throws IOException {
    if (in.readInt() != MAGIC) {
      throw new IOException("not a fast model");
    }
    int bits = in.readInt();
    width = in.readInt();
    hidden = in.readInt();
    int count = in.readInt();
    window = in.readInt();
    step = in.readInt();
    longest = in.readInt();
    List<String> names = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      names.add(in.readUTF());
    }
    outputs = List.copyOf(names);
    scales = floats(in, width);
    hiddenColumns = transposed(floats(in, hidden * 2 * width), hidden);
    hiddenBias = floats(in, hidden);
    outColumns = transposed(floats(in, count * hidden), count);
    outBias = floats(in, count);
    slopes = floats(in, count);
    offsets = floats(in, count);
    mask = (1 << bits) - 1;
    table = in.readNBytes(width << bits);
    if (table.length != width << bits || in.read() != -1) {
      throw new IOException("the fast model's table has the wrong size");
    }
  }

  /**
   * Reads a model and leaves the stream open.
   *
   * @throws IOException if it cannot be read or is not such a model
   */
  static FastModel read(InputStream in) throws IOException {
    return new FastModel(new DataInputStream(in));
  }

  private static float[] floats(DataInputStream in, int count) throws IOException {
    float[] values = new float[count];
    for (int i = 0; i < count; i++) {
      values[i] = in.readFloat();
    }
    return values;
  }

  /**
   * The names of the scores, in their order: categories, then {@code embedded}, {@code any} and
   * {@code ask}, whether the encoder is worth asking.
   */
  List<String> outputs() {
    return outputs;
  }

  /**
   * The calibrated scores of a text, each the maximum over its windows, 0 to 1, in the order of
   * {@link #outputs}.
   */
  float[] scores(String text) {
    float[] scores = logits(text);
    for (int o = 0; o < scores.length; o++) {
      scores[o] = (float) score(o, scores[o]);
    }
    return scores;
  }

  private float[] logits(String text) {
    float[] best = new float[outputs.size()];
    Arrays.fill(best, Float.NEGATIVE_INFINITY);
    Tokens tokens = new Tokens();
    int[] judged = {0};
    tokens.read(
        ModelText.of(text),
        count -> {
          if (count >= window && (count - window) % step == 0) {
            tokens.judge(best, window);
            judged[0] = count;
          }
        });
    if (tokens.count() == 0) {
      tokens.add();
    }
    if (tokens.count() != judged[0]) {
      tokens.judge(best, window);
    }
    return best;
  }

  /** The calibrated score of an output, 0 to 1, for a logit. */
  double score(int output, float logit) {
    return 1 / (1 + Math.exp(-odds(output, logit)));
  }

  /** The calibrated log odds of an output for a logit. */
  double odds(int output, float logit) {
    return slopes[output] * logit + offsets[output];
  }

  /** How many tokens a window has at most. */
  int window() {
    return window;
  }

  /** How many tokens may pass before a window must be judged. */
  int step() {
    return step;
  }

  /** Turns rows into columns: a sum over columns goes through all sums at once, as vectors do. */
  private static float[] transposed(float[] matrix, int rows) {
    int columns = matrix.length / rows;
    float[] turned = new float[matrix.length];
    for (int i = 0; i < matrix.length; i++) {
      turned[i % columns * rows + i / columns] = matrix[i];
    }
    return turned;
  }

  private static void multiply(float[] columns, float[] values, float[] sums) {
    for (int i = 0; i < values.length; i++) {
      float value = values[i];
      int at = i * sums.length;
      for (int s = 0; s < sums.length; s++) {
        sums[s] += columns[at + s] * value;
      }
    }
  }

  /** The hash of a lower-case word as a token. */
  static int hash(String word) {
    return word.chars().reduce(NO_LETTERS, FastModel::hash);
  }

  /** The hash of a token with one more letter. */
  static int hash(int hash, int letter) {
    return (hash ^ letter) * FNV_PRIME;
  }

  private static int mix(int hash) {
    int h = hash ^ (hash >>> 15);
    h *= 0x2C1B3C6D;
    h ^= h >>> 12;
    h *= 0x297A2D39;
    return h ^ (h >>> 15);
  }

  /**
   * Splits a text into tokens and keeps the last {@link #window} of them, each the sum of the
   * table's rows. Not thread-safe.
   */
  final class Tokens {

    private final int[] word = new int[longest + 2];
    private final int[] own = new int[width];
    private final int[] grams = new int[width];
    private final float[] vectors = new float[window * width];
    private final int[] hashes = new int[window];
    private final float[] pooled = new float[2 * width];
    private final float[] states = new float[hidden];
    private final float[] outs = new float[outBias.length];
    private IntConsumer listener = count -> {};
    private int length;
    private boolean number;
    private boolean unjudged;
    private int before = NOTHING_BEFORE;
    private int beforeThat = NOTHING_BEFORE;
    private int count;

    /** How many tokens were read, from the beginning. */
    int count() {
      return count;
    }

    /**
     * Whether no window will hold the tokens that come next: they are counted, and stand before
     * others, but cost next to nothing.
     */
    void unjudged(boolean so) {
      unjudged = so;
    }

    /** The hash of a token of the window, counted from the beginning of the text. */
    int hash(int token) {
      return hashes[token % window];
    }

    /**
     * Reads words, the last of which ends here.
     *
     * @param text in the models' form
     * @param each is told after each token how many there are
     */
    void read(String text, IntConsumer each) {
      listener = each;
      String folded = Normalizer.normalize(text.toLowerCase(Locale.ROOT), Normalizer.Form.NFD);
      int index = 0;
      while (index < folded.length()) {
        int c = folded.codePointAt(index);
        index += Character.charCount(c);
        take(c);
      }
      end();
    }

    /** As {@link #read}, for characters of visible ASCII. */
    void readAscii(View view, int from, int to, IntConsumer each) {
      listener = each;
      for (int i = from; i < to; i++) {
        take(Character.toLowerCase(view.at(i)));
      }
      end();
    }

    /**
     * Judges the last tokens and keeps the greater logits.
     *
     * @param most how many tokens at most
     */
    void judge(float[] best, int most) {
      int size = Math.min(Math.min(count, window), most);
      Arrays.fill(pooled, 0, width, 0);
      Arrays.fill(pooled, width, 2 * width, Float.NEGATIVE_INFINITY);
      for (int t = count - size; t < count; t++) {
        int at = (t % window) * width;
        for (int i = 0; i < width; i++) {
          float value = vectors[at + i];
          pooled[i] += value;
          pooled[width + i] = Math.max(pooled[width + i], value);
        }
      }
      for (int i = 0; i < width; i++) {
        pooled[i] /= size;
      }
      Arrays.fill(states, 0);
      multiply(hiddenColumns, pooled, states);
      for (int h = 0; h < hidden; h++) {
        states[h] = Math.max(0, hiddenBias[h] + states[h]);
      }
      Arrays.fill(outs, 0);
      multiply(outColumns, states, outs);
      for (int o = 0; o < best.length; o++) {
        best[o] = Math.max(best[o], outBias[o] + outs[o]);
      }
    }

    private void take(int c) {
      switch (Character.getType(c)) {
        case Character.NON_SPACING_MARK,
            Character.ENCLOSING_MARK,
            Character.COMBINING_SPACING_MARK -> {}
        case Character.UPPERCASE_LETTER,
            Character.LOWERCASE_LETTER,
            Character.TITLECASE_LETTER,
            Character.MODIFIER_LETTER,
            Character.OTHER_LETTER -> {
          if (number) {
            end();
          }
          letter(c);
        }
        case Character.DECIMAL_DIGIT_NUMBER -> {
          if (length > 0) {
            end();
          }
          number = true;
        }
        default -> mark(c);
      }
    }

    /** No letter stands more than twice in a row; what is too long is cut. */
    private void letter(int c) {
      boolean third = length >= 2 && word[length] == c && word[length - 1] == c;
      if (!third && length < longest) {
        word[++length] = c;
      }
    }

    private void mark(int c) {
      if ((c == '\'' || c == '\u2019') && length > 0) {
        return;
      }
      end();
      if (c != ' ') {
        word[++length] = c;
        end();
      }
    }

    private void end() {
      if (number) {
        word[++length] = '0';
        number = false;
      }
      if (length > 0) {
        add();
        length = 0;
      }
    }

    private void add() {
      int hash = NO_LETTERS;
      for (int i = 1; i <= length; i++) {
        hash = (hash ^ word[i]) * FNV_PRIME;
      }
      int at = count % window;
      if (!unjudged) {
        vector(hash, at);
      }
      beforeThat = before;
      before = hash;
      hashes[at] = hash;
      count++;
      listener.accept(count);
    }

    private void vector(int hash, int at) {
      Arrays.fill(own, 0);
      row(mix(hash), own);
      row(mix(((before * 31) ^ hash) ^ PAIR), own);
      row(mix(((((beforeThat * 31) ^ before) * 31) ^ hash) ^ TRIPLE), own);
      Arrays.fill(grams, 0);
      int found = length > 2 ? grams() : 0;
      float share = found == 0 ? 0 : 1f / found;
      for (int i = 0; i < width; i++) {
        vectors[at * width + i] = (own[i] + grams[i] * share) * scales[i];
      }
    }

    private int grams() {
      word[0] = '<';
      word[length + 1] = '>';
      int found = 0;
      for (int n = SHORTEST_GRAM; n <= LONGEST_GRAM; n++) {
        for (int from = 0; from + n <= length + 2; from++) {
          int hash = NO_LETTERS ^ n;
          for (int i = from; i < from + n; i++) {
            hash = (hash ^ word[i]) * FNV_PRIME;
          }
          row(mix(hash), grams);
          found++;
        }
      }
      return found;
    }

    private void row(int hash, int[] sum) {
      int at = (hash & mask) * width;
      for (int i = 0; i < width; i++) {
        sum[i] += table[at + i];
      }
    }
  }
}
