package dev.hearth.moderation.learned;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * A classifier of hashed words, pairs and triples of words and character n-grams, pooled over
 * windows of tokens; it takes microseconds. The file's format and the features are described in
 * bench/moderation/train/FORMAT.md, the training program is {@code fast.py} beside it.
 *
 * <p>Immutable; safe to share.
 */
public final class FastModel {

  private static final int MAGIC = 0x48464C31;
  private static final int FNV_START = 0x811C9DC5;
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
  private final float[] hiddenWeights;
  private final float[] hiddenBias;
  private final float[] outWeights;
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
    hiddenWeights = floats(in, hidden * 2 * width);
    hiddenBias = floats(in, hidden);
    outWeights = floats(in, count * hidden);
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
  public static FastModel read(InputStream in) throws IOException {
    return new FastModel(new DataInputStream(in));
  }

  private static float[] floats(DataInputStream in, int count) throws IOException {
    float[] values = new float[count];
    for (int i = 0; i < count; i++) {
      values[i] = in.readFloat();
    }
    return values;
  }

  /** The names of the scores, in their order: categories, then {@code embedded} and {@code any}. */
  public List<String> outputs() {
    return outputs;
  }

  /**
   * The calibrated scores of a text, each the maximum over its windows, 0 to 1, in the order of
   * {@link #outputs}.
   */
  public float[] scores(String text) {
    float[] scores = logits(text);
    for (int o = 0; o < scores.length; o++) {
      scores[o] = (float) (1 / (1 + Math.exp(-(slopes[o] * scores[o] + offsets[o]))));
    }
    return scores;
  }

  private float[] logits(String text) {
    Tokens tokens = new Tokens(ModelText.of(text));
    float[] best = new float[outputs.size()];
    Arrays.fill(best, Float.NEGATIVE_INFINITY);
    int from = 0;
    while (true) {
      int start = from + window >= tokens.count ? Math.max(0, tokens.count - window) : from;
      int end = Math.min(tokens.count, start + window);
      judge(tokens.vectors, start, end, best);
      if (end == tokens.count) {
        return best;
      }
      from += step;
    }
  }

  private void judge(float[] vectors, int start, int end, float[] best) {
    float[] pooled = new float[2 * width];
    Arrays.fill(pooled, width, 2 * width, Float.NEGATIVE_INFINITY);
    for (int t = start; t < end; t++) {
      for (int i = 0; i < width; i++) {
        float value = vectors[t * width + i];
        pooled[i] += value;
        pooled[width + i] = Math.max(pooled[width + i], value);
      }
    }
    for (int i = 0; i < width; i++) {
      pooled[i] /= end - start;
    }
    float[] states = new float[hidden];
    for (int h = 0; h < hidden; h++) {
      states[h] = Math.max(0, hiddenBias[h] + dot(hiddenWeights, h * 2 * width, pooled));
    }
    for (int o = 0; o < best.length; o++) {
      best[o] = Math.max(best[o], outBias[o] + dot(outWeights, o * hidden, states));
    }
  }

  private static float dot(float[] weights, int at, float[] values) {
    float sum = 0;
    for (int i = 0; i < values.length; i++) {
      sum += weights[at + i] * values[i];
    }
    return sum;
  }

  private static int mix(int hash) {
    int h = hash ^ (hash >>> 15);
    h *= 0x2C1B3C6D;
    h ^= h >>> 12;
    h *= 0x297A2D39;
    return h ^ (h >>> 15);
  }

  /** Splits a text and adds up the table's rows of each token. */
  private final class Tokens {

    private final int[] word = new int[longest + 2];
    private final int[] own = new int[width];
    private final int[] grams = new int[width];
    private int length;
    private boolean number;
    private int before = NOTHING_BEFORE;
    private int beforeThat = NOTHING_BEFORE;
    private float[] vectors = new float[64 * width];
    private int count;

    Tokens(String text) {
      String folded = Normalizer.normalize(text.toLowerCase(Locale.ROOT), Normalizer.Form.NFD);
      word[0] = '<';
      int index = 0;
      while (index < folded.length()) {
        int c = folded.codePointAt(index);
        index += Character.charCount(c);
        take(c);
      }
      end();
      if (count == 0) {
        add();
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
      int hash = FNV_START;
      for (int i = 1; i <= length; i++) {
        hash = (hash ^ word[i]) * FNV_PRIME;
      }
      Arrays.fill(own, 0);
      row(mix(hash), own);
      row(mix(((before * 31) ^ hash) ^ PAIR), own);
      row(mix(((((beforeThat * 31) ^ before) * 31) ^ hash) ^ TRIPLE), own);
      beforeThat = before;
      before = hash;
      int found = length > 2 ? grams() : 0;
      if ((count + 1) * width > vectors.length) {
        vectors = Arrays.copyOf(vectors, vectors.length * 2);
      }
      float share = found == 0 ? 0 : 1f / found;
      for (int i = 0; i < width; i++) {
        vectors[count * width + i] = (own[i] + grams[i] * share) * scales[i];
      }
      count++;
    }

    private int grams() {
      Arrays.fill(grams, 0);
      word[length + 1] = '>';
      int found = 0;
      for (int n = SHORTEST_GRAM; n <= LONGEST_GRAM; n++) {
        for (int from = 0; from + n <= length + 2; from++) {
          int hash = FNV_START ^ n;
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
