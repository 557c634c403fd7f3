package dev.hearth.contracts.inference;

import dev.hearth.contracts.Hop;
import java.io.InputStream;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.service.annotation.GetExchange;
import org.springframework.web.service.annotation.HttpExchange;
import org.springframework.web.service.annotation.PostExchange;

/** The inference-service as the gateway calls it. */
@HttpExchange
public interface InferenceApi {

  /**
   * The code of a refusal because as many requests wait for a model as may, or no place became free
   * in time. No other one says that less should be asked.
   */
  String QUEUE_FULL = "queue_full";

  /** What all engines have at this moment. */
  @GetExchange(url = "/models", accept = "application/json")
  ModelList models(Hop hop);

  /**
   * Completes a conversation.
   *
   * @return lines of JSON, each a {@link CompletionEvent}; an empty line is a sign of life. Closing
   *     the stream cancels generation and pending tool calls.
   */
  @PostExchange(
      url = "/completions",
      contentType = "application/json",
      accept = "application/x-ndjson")
  ResponseEntity<InputStream> complete(Hop hop, @RequestBody CompletionRequest request);

  /** How the engines are at this moment. */
  @GetExchange(url = "/engines", accept = "application/json")
  EngineStates engines(Hop hop);

  /** Turns texts into vectors. */
  @PostExchange(url = "/embeddings", contentType = "application/json", accept = "application/json")
  EmbeddingResponse embed(Hop hop, @RequestBody EmbeddingRequest request);
}
