package dev.hearth.inference.queue;

import dev.hearth.contracts.inference.ModelInfo;
import dev.hearth.inference.engine.Cancellation;
import dev.hearth.inference.engine.Capacity;
import dev.hearth.inference.engine.Engine;
import dev.hearth.inference.engine.EngineException;
import dev.hearth.inference.engine.Generated;
import dev.hearth.inference.engine.Generation;
import dev.hearth.inference.engine.Output;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An engine as one request of one team uses it: each generation waits for its turn. A place is held
 * while text is generated, not while a tool is called; only the first generation of a request can
 * be refused for a full queue. One request uses it.
 */
final class QueuedEngine implements Engine {

  private final Engine engine;
  private final FairQueue queue;
  private final String team;
  private volatile boolean begun;

  QueuedEngine(Engine engine, FairQueue queue, String team) {
    this.engine = engine;
    this.queue = queue;
    this.team = team;
  }

  @Override
  public String name() {
    return engine.name();
  }

  @Override
  public List<ModelInfo> models() throws EngineException {
    return engine.models();
  }

  @Override
  public Capacity capacity() {
    return engine.capacity();
  }

  @Override
  public @Nullable String hint() {
    return engine.hint();
  }

  @Override
  public Generated generate(Generation generation, Output output, Cancellation cancellation)
      throws EngineException {
    try (FairQueue.Place place = queue.enter(team, begun, cancellation, generation.deadline())) {
      begun = true;
      return engine.generate(generation, output, cancellation);
    }
  }
}
