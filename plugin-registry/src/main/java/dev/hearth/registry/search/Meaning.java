package dev.hearth.registry.search;

import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
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
        InputStream tokenizer = resource(TOKENIZER);
        OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
      // The parallel callers share the cores; threads within one call would only fight for them.
      options.setIntraOpNumThreads(1);
      options.setInterOpNumThreads(1);
      OrtEnvironment environment = OrtEnvironment.getEnvironment();
      // One at a time in this JVM, by what all that make sessions share: ONNX Runtime promises that
      // sessions can be run in parallel, not that they can be made so (its pull request 1114 and
      // issue 27089), and two that were made at once ended the JVM here (SIGSEGV).
      OrtSession session;
      synchronized (environment) {
        session = environment.createSession(model.readAllBytes(), options);
      }
      return new OnnxBertBiEncoder(environment, session, tokenizer, PoolingMode.MEAN);
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
