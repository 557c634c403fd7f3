package dev.hearth.registry.search;

import dev.hearth.base.SentenceEncoder;

/** Turns tools and questions into vectors that are near each other where they fit. Thread-safe. */
final class Meaning {

  private final SentenceEncoder encoder = new SentenceEncoder();
  private final Adapter adapter = Adapter.load();

  /** The text's vector, of length 1. */
  float[] of(String text) {
    return encoder.vector(text);
  }

  /** Where the tools that fit a question lie; of length 1. */
  float[] ofQuestion(String question) {
    return adapter.from(of(question));
  }
}
