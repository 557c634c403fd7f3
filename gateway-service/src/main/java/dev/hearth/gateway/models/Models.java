package dev.hearth.gateway.models;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import dev.hearth.base.ServiceException;
import dev.hearth.contracts.inference.InferenceApi;
import dev.hearth.contracts.inference.ModelInfo;
import dev.hearth.contracts.inference.ModelList;
import dev.hearth.gateway.exchange.Exchange;
import jakarta.servlet.http.HttpServletRequest;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;

/** {@code GET /v1/models}: the default chat model first, those that make embeddings last. */
@RestController
class Models {

  private final InferenceApi inference;

  Models(InferenceApi inference) {
    this.inference = inference;
  }

  @GetMapping("/v1/models")
  Listing list(HttpServletRequest request) {
    Exchange exchange = Exchange.of(request);
    ModelList models = inference.models(exchange.hop());
    String hint = models.hint();
    return new Listing(
        "list",
        all(models)
            .filter(model -> exchange.identity().grants().model(model.id()))
            .map(Model::of)
            .toList(),
        hint == null ? null : new Extension(hint));
  }

  /** Names of models may hold slashes. */
  @GetMapping("/v1/models/{*id}")
  Model get(@PathVariable("id") String path, HttpServletRequest request) {
    String id = path.substring(1);
    Exchange exchange = Exchange.of(request);
    return all(inference.models(exchange.hop()))
        .filter(model -> model.id().equals(id) && exchange.identity().grants().model(id))
        .map(Model::of)
        .findFirst()
        .orElseThrow(
            () ->
                new ServiceException(
                    HttpStatus.NOT_FOUND,
                    "model_not_found",
                    "There is no model of this name; GET /v1/models lists those that there are.",
                    "model"));
  }

  private static Stream<ModelInfo> all(ModelList models) {
    return Stream.concat(models.models().stream(), models.embeddingModels().stream())
        .filter(distinctIds());
  }

  private static Predicate<ModelInfo> distinctIds() {
    Set<String> seen = new HashSet<>();
    return model -> seen.add(model.id());
  }

  @JsonInclude(JsonInclude.Include.NON_NULL)
  record Listing(String object, List<Model> data, @Nullable Extension hearth) {}

  /** What to do where there is no model. */
  record Extension(String hint) {}

  record Model(String id, String object, long created, @JsonProperty("owned_by") String ownedBy) {

    static Model of(ModelInfo model) {
      return new Model(model.id(), "model", model.created(), model.engine());
    }
  }
}
