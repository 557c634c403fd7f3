package dev.hearth.inference.completion;

import dev.hearth.base.SeldomLog;
import dev.hearth.contracts.inference.ModelInfo;
import dev.hearth.contracts.inference.ModelList;
import dev.hearth.inference.InferenceProperties;
import dev.hearth.inference.embedded.EmbeddedEngine;
import dev.hearth.inference.embedding.MiniLm;
import dev.hearth.inference.engine.Embedder;
import dev.hearth.inference.engine.Engine;
import dev.hearth.inference.engine.EngineException;
import dev.hearth.inference.engine.Engines;
import dev.hearth.inference.pool.PooledEngine;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/**
 * The models of all engines. A model that two engines have under one name is the first engine's; an
 * engine that does not answer is left out. Thread-safe.
 */
@Component
class Catalogue {

  private static final Logger log = LoggerFactory.getLogger(Catalogue.class);

  private static final int RETRY_SECONDS = 5;

  private final SeldomLog warnings = new SeldomLog(log);
  private final List<Engine> engines;
  private final List<Embedder> embedders;
  private final Duration cache;
  private final Map<String, Listed> lists = new ConcurrentHashMap<>();
  private final Map<String, Listed> embeddingLists = new ConcurrentHashMap<>();

  /** Which engine had a model, by the model's id. */
  private final Map<String, Engine> had = new ConcurrentHashMap<>();

  Catalogue(Engines engines, MiniLm miniLm, InferenceProperties properties) {
    this.engines = engines.all();
    this.embedders =
        Stream.concat(
                Stream.of(miniLm),
                this.engines.stream().filter(Embedder.class::isInstance).map(Embedder.class::cast))
            .toList();
    this.cache = properties.modelsCache();
  }

  /** What there is. */
  ModelList list() {
    List<ModelInfo> models = new ArrayList<>();
    entries(false).values().forEach(entry -> models.add(entry.model()));
    List<ModelInfo> embeddings = new ArrayList<>();
    embeddings(false).values().forEach(entry -> embeddings.add(entry.model()));
    return new ModelList(models, embeddings, models.isEmpty() ? hint() : null);
  }

  /**
   * The model with this id, or the default one.
   *
   * @throws EngineException 404 if there is no such model, 503 if there is none at all
   */
  Entry find(@Nullable String id) throws EngineException {
    Map<String, Entry> entries = entries(false);
    if (id != null && !entries.containsKey(id)) {
      entries = entries(true);
    }
    if (entries.isEmpty()) {
      throw EngineException.unavailable("model_unavailable", hint(), 10, null);
    }
    Entry entry = id == null ? entries.values().iterator().next() : entries.get(id);
    if (entry == null) {
      if (id != null && embeddings(false).containsKey(id)) {
        throw EngineException.badRequest(
            "invalid_value",
            "The model '" + id + "' makes embeddings; it does not answer.",
            "model");
      }
      throw unknown(String.valueOf(id));
    }
    return entry;
  }

  /**
   * The embedding model with this id, or the default one.
   *
   * @throws EngineException 404 if there is no such model, 400 if it makes no embeddings
   */
  EmbeddingEntry findEmbedding(@Nullable String id) throws EngineException {
    Map<String, EmbeddingEntry> entries = embeddings(false);
    if (id != null && !entries.containsKey(id)) {
      entries = embeddings(true);
    }
    EmbeddingEntry entry = id == null ? entries.get(MiniLm.ID) : entries.get(id);
    if (entry == null) {
      if (id != null && entries(false).containsKey(id)) {
        throw EngineException.badRequest(
            "invalid_value", "The model '" + id + "' makes no embeddings.", "model");
      }
      throw unknown(String.valueOf(id));
    }
    return entry;
  }

  /** A model that an engine had until one of its servers fell silent is not gone. */
  private EngineException unknown(String id) {
    Engine engine = had.get(id);
    if (engine != null && !engine.isWhole()) {
      return EngineException.unavailable(
          "engine_unavailable",
          "A server of the engine " + engine.name() + ", which had '" + id + "', does not answer.",
          RETRY_SECONDS,
          null);
    }
    return new EngineException(
        404, "model_not_found", "The model '" + id + "' does not exist.", "model", null, null);
  }

  private Map<String, EmbeddingEntry> embeddings(boolean fresh) {
    Map<String, EmbeddingEntry> entries = new LinkedHashMap<>();
    for (Embedder embedder : embedders) {
      for (ModelInfo model :
          listed(embeddingLists, embedder.name(), fresh, () -> embedder.embeddingModels())) {
        entries.putIfAbsent(model.id(), new EmbeddingEntry(model, embedder));
      }
    }
    return entries;
  }

  private Map<String, Entry> entries(boolean fresh) {
    Map<String, Entry> entries = new LinkedHashMap<>();
    for (Engine engine : engines) {
      for (ModelInfo model : models(engine, fresh)) {
        entries.putIfAbsent(model.id(), new Entry(model, engine));
        had.put(model.id(), engine);
      }
    }
    return entries;
  }

  private List<ModelInfo> models(Engine engine, boolean fresh) {
    if (engine instanceof EmbeddedEngine embedded) {
      return embedded.models();
    }
    return listed(lists, engine.name(), fresh, engine::models);
  }

  private List<ModelInfo> listed(
      Map<String, Listed> lists, String name, boolean fresh, Listing listing) {
    Listed listed = lists.get(name);
    if (fresh) {
      engines.forEach(
          engine -> {
            if (engine instanceof PooledEngine pool && pool.name().equals(name)) {
              pool.check();
            }
          });
    }
    if (listed != null && !fresh && System.nanoTime() - listed.nanos() < cache.toNanos()) {
      return listed.models();
    }
    List<ModelInfo> models;
    try {
      models = listing.models();
    } catch (EngineException unreachable) {
      warnings.warn(name, "the engine " + name + " is left out: " + unreachable.message(), null);
      log.debug("why the engine {} is left out", name, unreachable);
      models = List.of();
    }
    lists.put(name, new Listed(models, System.nanoTime()));
    return models;
  }

  private String hint() {
    return engines.stream()
        .map(engine -> Optional.ofNullable(engine.hint()))
        .flatMap(Optional::stream)
        .findFirst()
        .orElse(
            "No engine has a model at this moment. Start the server that HEARTH_OLLAMA_URL or"
                + " HEARTH_OPENAI_URL names, and give it a model.");
  }

  /** A model and who runs it. */
  record Entry(ModelInfo model, Engine engine) {}

  /** An embedding model and who runs it. */
  record EmbeddingEntry(ModelInfo model, Embedder embedder) {}

  private interface Listing {
    List<ModelInfo> models() throws EngineException;
  }

  private record Listed(List<ModelInfo> models, long nanos) {}
}
