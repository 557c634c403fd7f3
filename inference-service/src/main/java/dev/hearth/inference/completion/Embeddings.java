package dev.hearth.inference.completion;

import dev.hearth.base.ServiceException;
import dev.hearth.contracts.Hop;
import dev.hearth.contracts.inference.EmbeddingRequest;
import dev.hearth.contracts.inference.EmbeddingResponse;
import dev.hearth.inference.embedding.MiniLm;
import dev.hearth.inference.engine.Cancellation;
import dev.hearth.inference.engine.Embedder;
import dev.hearth.inference.engine.EngineException;
import dev.hearth.inference.queue.FairQueue;
import dev.hearth.inference.queue.QueueProperties;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Base64;
import java.util.List;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Component;

/** Embeds texts: as many requests at once in this process as there are cores. Thread-safe. */
@Component
class Embeddings {

  private final Catalogue catalogue;
  private final FairQueue queue;

  Embeddings(Catalogue catalogue, QueueProperties properties) {
    this.catalogue = catalogue;
    int cores = Runtime.getRuntime().availableProcessors();
    queue = new FairQueue(() -> cores, properties.embeddingWaiting(), properties::weight);
  }

  /**
   * The vectors.
   *
   * @throws ServiceException what went wrong, in the terms of the public API
   */
  EmbeddingResponse embed(Hop hop, String team, EmbeddingRequest request) {
    if (request.inputs().isEmpty() || request.inputs().stream().anyMatch(String::isEmpty)) {
      throw ServiceException.badRequest("input", "At least one text is needed, and none empty.");
    }
    try {
      Catalogue.EmbeddingEntry entry = catalogue.findEmbedding(request.model());
      Embedder.Texts texts =
          new Embedder.Texts(
              entry.model().id(), request.inputs(), request.dimensions(), hop.deadline());
      Embedder.Vectors vectors = embed(entry.embedder(), team, texts);
      if (vectors.vectors().size() != request.inputs().size()) {
        throw EngineException.unavailable(
            "engine_unavailable", "The engine answered too few vectors.", 5, null);
      }
      return new EmbeddingResponse(
          entry.model().id(), encoded(vectors.vectors()), vectors.tokens());
    } catch (EngineException failure) {
      HttpStatus status = HttpStatus.resolve(failure.status());
      throw new ServiceException(
          status == null ? HttpStatus.SERVICE_UNAVAILABLE : status,
          failure.code(),
          failure.message(),
          failure.param(),
          failure.retryAfterSeconds(),
          failure);
    }
  }

  private Embedder.Vectors embed(Embedder embedder, String team, Embedder.Texts texts)
      throws EngineException {
    if (!(embedder instanceof MiniLm)) {
      return embedder.embed(texts);
    }
    try (FairQueue.Place place = queue.enter(team, false, new Cancellation(), texts.deadline())) {
      return embedder.embed(texts);
    }
  }

  private static List<String> encoded(List<float[]> vectors) {
    return vectors.stream()
        .map(
            vector -> {
              ByteBuffer bytes =
                  ByteBuffer.allocate(vector.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
              bytes.asFloatBuffer().put(vector);
              return Base64.getEncoder().encodeToString(bytes.array());
            })
        .toList();
  }
}
