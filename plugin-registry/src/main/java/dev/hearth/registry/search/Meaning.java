package dev.hearth.registry.search;

import ai.onnxruntime.OrtException;
import dev.hearth.base.OnnxSessions;
import dev.langchain4j.model.embedding.onnx.AbstractInProcessEmbeddingModel;
import dev.langchain4j.model.embedding.onnx.OnnxBertBiEncoder;
import dev.langchain4j.model.embedding.onnx.PoolingMode;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;

/**
 * Turns texts into vectors that are near where the meanings are: all-MiniLM-L6-v2, quantised, in
 * this JVM. A text takes a few milliseconds on one core. Thread-safe.
 */
final class Meaning {

  private static final String MODEL = "/all-minilm-l6-v2-q.onnx";
  private static final String TOKENIZER = "/all-minilm-l6-v2-q-tokenizer.json";

  private final Encoder encoder = new Encoder(load());
  private final Adapter adapter = Adapter.load();

  private static OnnxBertBiEncoder load() {
    try (InputStream model = resource(MODEL);
        InputStream tokenizer = resource(TOKENIZER)) {
      return new OnnxBertBiEncoder(
          OnnxSessions.environment(),
          OnnxSessions.open(model.readAllBytes()),
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
  float[] of(String text) {
    return encoder.embed(text.isBlank() ? "." : text).content().vector();
  }

  /** Where the tools that fit a question lie; of length 1. */
  float[] ofQuestion(String question) {
    return adapter.from(of(question));
  }

  /** How alike two meanings are: the cosine, −1 to 1. */
  static float likeness(float[] left, float[] right) {
    float sum = 0;
    for (int i = 0; i < left.length; i++) {
      sum += left[i] * right[i];
    }
    return sum;
  }

  /** The library's model, with a session of our own. */
  private static final class Encoder extends AbstractInProcessEmbeddingModel {

    private final OnnxBertBiEncoder encoder;

    Encoder(OnnxBertBiEncoder encoder) {
      super(Runnable::run);
      this.encoder = encoder;
    }

    @Override
    protected OnnxBertBiEncoder model() {
      return encoder;
    }
  }
}
