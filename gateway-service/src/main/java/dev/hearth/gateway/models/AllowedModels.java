package dev.hearth.gateway.models;

import dev.hearth.base.ServiceException;
import dev.hearth.contracts.inference.InferenceApi;
import dev.hearth.contracts.inference.ModelInfo;
import dev.hearth.gateway.exchange.Exchange;
import dev.hearth.gateway.identity.Grants;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Component;

/** Which model a caller gets who may not use every one. Thread-safe. */
@Component
public final class AllowedModels {

  private final InferenceApi inference;

  AllowedModels(InferenceApi inference) {
    this.inference = inference;
  }

  /**
   * The model to be asked. Where none is named, a caller who may use only some gets the first of
   * them in the list of models, since the default model may be none of them.
   *
   * @param named the model that the request names, or null
   * @return null if the default model may answer
   * @throws ServiceException 403 {@code model_not_allowed} if the caller may use no such model
   */
  public @Nullable String choose(Exchange exchange, @Nullable String named) {
    Grants grants = exchange.identity().grants();
    if (named != null) {
      exchange.identity().requireModel(named);
      return named;
    }
    if (grants.models() == null) {
      return null;
    }
    return inference.models(exchange.hop()).models().stream()
        .map(ModelInfo::id)
        .filter(grants::model)
        .findFirst()
        .orElseThrow(
            () ->
                new ServiceException(
                    HttpStatus.FORBIDDEN,
                    "model_not_allowed",
                    "The API key may use none of the models that there are.",
                    "model"));
  }
}
