package dev.hearth.inference.completion;

import dev.hearth.contracts.inference.ModelInfo;
import dev.hearth.contracts.inference.ModelList;
import dev.hearth.inference.InferenceProperties;
import dev.hearth.inference.embedded.EmbeddedEngine;
import dev.hearth.inference.engine.Engine;
import dev.hearth.inference.engine.EngineException;
import dev.hearth.inference.engine.Engines;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
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

  private final List<Engine> engines;
  private final Duration cache;
  private final Map<String, Listed> lists = new ConcurrentHashMap<>();

  Catalogue(Engines engines, InferenceProperties properties) {
    this.engines = engines.all();
    this.cache = properties.modelsCache();
  }

  /** What there is. */
  ModelList list() {
    List<ModelInfo> models = new ArrayList<>();
    entries(false).values().forEach(entry -> models.add(entry.model()));
    return new ModelList(models, models.isEmpty() ? hint() : null);
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
      throw new EngineException(
          404, "model_not_found", "The model '" + id + "' does not exist.", "model", null, null);
    }
    return entry;
  }

  private Map<String, Entry> entries(boolean fresh) {
    Map<String, Entry> entries = new LinkedHashMap<>();
    for (Engine engine : engines) {
      for (ModelInfo model : models(engine, fresh)) {
        entries.putIfAbsent(model.id(), new Entry(model, engine));
      }
    }
    return entries;
  }

  private List<ModelInfo> models(Engine engine, boolean fresh) {
    if (engine instanceof EmbeddedEngine embedded) {
      return embedded.models();
    }
    Listed listed = lists.get(engine.name());
    if (listed != null && !fresh && System.nanoTime() - listed.nanos() < cache.toNanos()) {
      return listed.models();
    }
    List<ModelInfo> models;
    try {
      models = engine.models();
    } catch (EngineException unreachable) {
      log.warn("the engine {} is left out: {}", engine.name(), unreachable.message());
      log.debug("why the engine {} is left out", engine.name(), unreachable);
      models = List.of();
    }
    lists.put(engine.name(), new Listed(models, System.nanoTime()));
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

  private record Listed(List<ModelInfo> models, long nanos) {}
}
