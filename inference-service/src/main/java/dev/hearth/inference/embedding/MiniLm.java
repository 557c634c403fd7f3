package dev.hearth.inference.embedding;

import ai.djl.huggingface.tokenizers.Encoding;
import ai.djl.huggingface.tokenizers.HuggingFaceTokenizer;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import dev.hearth.base.OnnxSessions;
import dev.hearth.contracts.inference.ModelInfo;
import dev.hearth.inference.engine.Embedder;
import dev.hearth.inference.engine.EngineException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.LongBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * all-MiniLM-L6-v2, quantised, in this JVM: 384 dimensions, vectors of length 1. Each text is
 * computed by itself on the calling thread, a few milliseconds each: padding texts to one length
 * and threads within one computation were slower on two cores. The model is loaded at its first
 * use. Thread-safe.
 *
 * <p>The library's own wrapper splits long texts and averages their parts; here a text that is
 * longer than the model's positions is refused, and the vector is the one of the reference
 * implementation.
 */
public final class MiniLm implements Embedder {

  /** Its id. */
  public static final String ID = "all-minilm-l6-v2";

  /** Tokens that the model has positions for, the two at the ends included. */
  static final int CONTEXT = 512;

  /** Characters; the model takes a word of more than a hundred for one unknown token. */
  private static final int LONGEST_TEXT = CONTEXT * 100;

  private static final int DIMENSIONS = 384;

  /** When its weights were published, Unix seconds. */
  private static final long CREATED = 1_630_332_000;

  private static final ModelInfo INFO = new ModelInfo(ID, "embedded", CREATED, CONTEXT, false);

  private @Nullable Loaded loaded;

  @Override
  public String name() {
    return INFO.engine();
  }

  @Override
  public List<ModelInfo> embeddingModels() {
    return List.of(INFO);
  }

  @Override
  public Vectors embed(Texts texts) throws EngineException {
    Integer dimensions = texts.dimensions();
    if (dimensions != null && dimensions != DIMENSIONS) {
      throw EngineException.badRequest(
          "unsupported_parameter",
          "Unsupported: 'dimensions': the model '"
              + ID
              + "' makes vectors of "
              + DIMENSIONS
              + " dimensions only.",
          "dimensions");
    }
    Loaded model = loaded();
    List<Encoding> encodings = new ArrayList<>();
    for (String text : texts.inputs()) {
      // Of so many characters none is read to find out by how much it is too long.
      Encoding encoding =
          text.length() > LONGEST_TEXT ? null : model.tokenizer().encode(text, true, false);
      if (encoding == null || encoding.getIds().length > CONTEXT) {
        throw tooLong(encodings.size(), encoding);
      }
      encodings.add(encoding);
    }
    List<float[]> vectors = new ArrayList<>();
    int tokens = 0;
    for (Encoding encoding : encodings) {
      if (Instant.now().isAfter(texts.deadline())) {
        throw EngineException.deadlineExceeded(null);
      }
      vectors.add(model.vector(encoding));
      tokens += encoding.getIds().length;
    }
    return new Vectors(vectors, tokens);
  }

  /** The vector of one short text, of length 1; what is too long for the model is cut off. */
  public float[] vector(String text) {
    Loaded model = loaded();
    return model.vector(model.tokenizer().encode(text, true, false));
  }

  private static EngineException tooLong(int index, @Nullable Encoding encoding) {
    return EngineException.badRequest(
        "context_length_exceeded",
        "The model '"
            + ID
            + "' reads at most "
            + CONTEXT
            + " tokens of one text; input "
            + index
            + " has "
            + (encoding == null ? "many more" : encoding.getIds().length)
            + ". Split it.",
        "input");
  }

  private synchronized Loaded loaded() {
    Loaded model = loaded;
    if (model == null) {
      model = Loaded.load();
      loaded = model;
    }
    return model;
  }

  private record Loaded(HuggingFaceTokenizer tokenizer, OrtSession session) {

    static Loaded load() {
      try (InputStream weights = resource("/all-minilm-l6-v2-q.onnx");
          InputStream tokenizer = resource("/all-minilm-l6-v2-q-tokenizer.json")) {
        return new Loaded(
            HuggingFaceTokenizer.newInstance(
                tokenizer, Map.of("truncation", "false", "padding", "false")),
            OnnxSessions.open(weights.readAllBytes()));
      } catch (IOException unreadable) {
        throw new UncheckedIOException(unreadable);
      } catch (OrtException broken) {
        throw new IllegalStateException("the embedding model cannot be loaded", broken);
      }
    }

    private static InputStream resource(String name) {
      InputStream found = MiniLm.class.getResourceAsStream(name);
      if (found == null) {
        throw new IllegalStateException(name + " is not on the class path");
      }
      return found;
    }

    float[] vector(Encoding encoding) {
      try (OnnxTensor ids = row(encoding.getIds());
          OnnxTensor mask = row(encoding.getAttentionMask());
          OnnxTensor types = row(encoding.getTypeIds());
          OrtSession.Result result =
              session.run(
                  Map.of("input_ids", ids, "attention_mask", mask, "token_type_ids", types))) {
        return lengthOne(mean(((float[][][]) result.get(0).getValue())[0]));
      } catch (OrtException broken) {
        throw new IllegalStateException("a text could not be embedded", broken);
      }
    }

    private OnnxTensor row(long[] values) throws OrtException {
      long[] cut = values.length > CONTEXT ? Arrays.copyOf(values, CONTEXT) : values;
      return OnnxTensor.createTensor(
          OnnxSessions.environment(), LongBuffer.wrap(cut), new long[] {1, cut.length});
    }

    private static float[] mean(float[][] tokens) {
      float[] mean = new float[tokens[0].length];
      for (float[] token : tokens) {
        for (int i = 0; i < mean.length; i++) {
          mean[i] += token[i] / tokens.length;
        }
      }
      return mean;
    }

    private static float[] lengthOne(float[] vector) {
      double squares = 0;
      for (float value : vector) {
        squares += (double) value * value;
      }
      float length = (float) Math.max(Math.sqrt(squares), 1e-12);
      for (int i = 0; i < vector.length; i++) {
        vector[i] /= length;
      }
      return vector;
    }
  }
}
