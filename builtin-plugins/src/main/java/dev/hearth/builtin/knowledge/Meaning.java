package dev.hearth.builtin.knowledge;

import dev.hearth.base.SentenceEncoder;
import dev.langchain4j.model.embedding.onnx.HuggingFaceTokenCountEstimator;
import org.springframework.context.annotation.Lazy;
import org.springframework.stereotype.Component;

/** Turns texts into vectors. Its model is loaded when it is first needed. Thread-safe. */
@Component
@Lazy
class Meaning {

  private final SentenceEncoder encoder = new SentenceEncoder();
  private final HuggingFaceTokenCountEstimator tokens = new HuggingFaceTokenCountEstimator();

  /** The text's vector, of length 1. */
  float[] of(String text) {
    return encoder.vector(text);
  }

  /** How many tokens the model reads in a text. */
  int tokens(String text) {
    return text.isBlank() ? 0 : tokens.estimateTokenCountInText(text);
  }
}
