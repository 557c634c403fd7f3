package dev.hearth.contracts.inference;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What all engines have.
 *
 * @param models those that answer, the default chat model first
 * @param embeddingModels those that make embeddings, the default one first
 * @param hint where there is no chat model: what to do about it, in one or two sentences
 */
public record ModelList(
    List<ModelInfo> models, List<ModelInfo> embeddingModels, @Nullable String hint) {

  /** Copies the models. */
  public ModelList {
    models = List.copyOf(models);
    embeddingModels = List.copyOf(embeddingModels);
  }
}
