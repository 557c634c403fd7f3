package dev.hearth.contracts.inference;

import java.util.List;

/**
 * One vector for each text, in their order.
 *
 * @param model the id of the model that made them
 * @param vectors each the base64 of its numbers as little-endian 32-bit floats, which is exact and
 *     a third of their decimal text
 * @param promptTokens tokens read
 */
public record EmbeddingResponse(String model, List<String> vectors, int promptTokens) {

  /** Copies the vectors. */
  public EmbeddingResponse {
    vectors = List.copyOf(vectors);
  }
}
