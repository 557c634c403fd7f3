package dev.hearth.contracts.inference;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What all engines have.
 *
 * @param models the default chat model first
 * @param hint where there is no model: what to do about it, in one or two sentences
 */
public record ModelList(List<ModelInfo> models, @Nullable String hint) {

  /** Copies the models. */
  public ModelList {
    models = List.copyOf(models);
  }
}
