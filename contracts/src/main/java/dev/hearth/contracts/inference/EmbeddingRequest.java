package dev.hearth.contracts.inference;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Texts to be turned into vectors, screened by the gateway before.
 *
 * @param model the model's id; null means the default embedding model
 * @param inputs at least one text, none of them empty
 * @param dimensions how long the vectors should be; null means as long as the model makes them
 */
public record EmbeddingRequest(
    @Nullable String model, List<String> inputs, @Nullable Integer dimensions) {

  /** Copies the texts. */
  public EmbeddingRequest {
    inputs = List.copyOf(inputs);
  }
}
