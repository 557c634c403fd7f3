package dev.hearth.base;

import ai.onnxruntime.OrtException;
import dev.langchain4j.model.embedding.onnx.AbstractInProcessEmbeddingModel;
import dev.langchain4j.model.embedding.onnx.OnnxBertBiEncoder;
import dev.langchain4j.model.embedding.onnx.PoolingMode;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;

/**
 * Turns texts into vectors that are near where the meanings are: all-MiniLM-L6-v2, quantised, in
 * this JVM. A text takes a few milliseconds on one core; one that is longer than the model reads is
 * split, and its parts are averaged. For services that have the model on their class path.
 * Thread-safe.
 */
public final class SentenceEncoder {

  /** How many numbers a vector has. */
  public static final int DIMENSIONS = 384;

  private final Model model = new Model(load());

  /**
   * Loads the model.
   *
   * @throws IllegalStateException if it is not on the class path, or cannot be loaded
   */
  public SentenceEncoder() {}

  private static OnnxBertBiEncoder load() {
    try (InputStream weights = resource("/all-minilm-l6-v2-q.onnx");
        InputStream tokenizer = resource("/all-minilm-l6-v2-q-tokenizer.json")) {
      return new OnnxBertBiEncoder(
          OnnxSessions.environment(),
          OnnxSessions.open(weights.readAllBytes()),
          tokenizer,
          PoolingMode.MEAN);
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    } catch (OrtException broken) {
      throw new IllegalStateException("the embedding model cannot be loaded", broken);
    }
  }

  private static InputStream resource(String name) {
    InputStream found = OnnxBertBiEncoder.class.getResourceAsStream(name);
    if (found == null) {
      throw new IllegalStateException(name + " is not on the class path");
    }
    return found;
  }

  /** The text's vector, of length 1. */
  public float[] vector(String text) {
    return model.embed(text.isBlank() ? "." : text).content().vector();
  }

  /** How alike the meanings of two vectors are: the cosine, −1 to 1. */
  public static float likeness(float[] left, float[] right) {
    float sum = 0;
    for (int i = 0; i < left.length; i++) {
      sum += left[i] * right[i];
    }
    return sum;
  }

  /** The library's model, with a session of our own. */
  private static final class Model extends AbstractInProcessEmbeddingModel {

    private final OnnxBertBiEncoder encoder;

    Model(OnnxBertBiEncoder encoder) {
      super(Runnable::run);
      this.encoder = encoder;
    }

    @Override
    protected OnnxBertBiEncoder model() {
      return encoder;
    }
  }
}
