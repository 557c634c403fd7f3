package dev.hearth.inference.engine;

import dev.hearth.contracts.inference.ModelInfo;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Turns texts into vectors. Thread-safe; both calls block. */
public interface Embedder {

  /** Its name in {@link ModelInfo#engine}. */
  String name();

  /**
   * What it can embed with at this moment.
   *
   * @throws EngineException if it cannot be asked
   */
  List<ModelInfo> embeddingModels() throws EngineException;

  /**
   * Embeds texts.
   *
   * @param texts what to embed and how
   * @throws EngineException 400 if a text is too long for the model, 503 if it cannot be done now
   */
  Vectors embed(Texts texts) throws EngineException;

  /**
   * What to embed.
   *
   * @param model the model's id
   * @param inputs at least one text, none of them empty
   * @param dimensions how long the vectors should be; null means as the model makes them
   * @param deadline when it must be done
   */
  record Texts(String model, List<String> inputs, @Nullable Integer dimensions, Instant deadline) {

    /** Copies the texts. */
    public Texts {
      inputs = List.copyOf(inputs);
    }
  }

  /**
   * What came of it.
   *
   * @param vectors one for each text, in their order
   * @param tokens tokens read
   */
  record Vectors(List<float[]> vectors, int tokens) {

    /** Copies the list. */
    public Vectors {
      vectors = List.copyOf(vectors);
    }
  }
}
