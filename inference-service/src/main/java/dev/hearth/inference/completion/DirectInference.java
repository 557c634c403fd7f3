package dev.hearth.inference.completion;

import dev.hearth.base.Offer;
import dev.hearth.contracts.Caller;
import dev.hearth.contracts.Hop;
import dev.hearth.contracts.inference.CompletionRequest;
import dev.hearth.contracts.inference.EmbeddingRequest;
import dev.hearth.contracts.inference.EmbeddingResponse;
import dev.hearth.contracts.inference.EngineStates;
import dev.hearth.contracts.inference.InferenceApi;
import dev.hearth.contracts.inference.ModelList;
import java.io.InputStream;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.ResponseEntity;

/** The service for callers in the same JVM. */
@Configuration(proxyBeanMethods = false)
class DirectInference {

  @Bean
  Offer<InferenceApi> inference(InferenceController controller) {
    return new Offer<>(InferenceApi.class, caller -> new Calls(controller, caller));
  }

  private record Calls(InferenceController controller, Caller caller) implements InferenceApi {

    @Override
    public ModelList models(Hop hop) {
      return controller.models();
    }

    @Override
    public ResponseEntity<InputStream> complete(Hop hop, CompletionRequest request) {
      return ResponseEntity.ok(controller.begin(hop, caller, request));
    }

    @Override
    public EngineStates engines(Hop hop) {
      return controller.engines();
    }

    @Override
    public EmbeddingResponse embed(Hop hop, EmbeddingRequest request) {
      return controller.embed(hop, caller, request);
    }
  }
}
