package dev.hearth.inference.queue;

import dev.hearth.inference.engine.Engine;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** One queue for each engine. Thread-safe. */
public final class EngineQueues {

  private final Map<Engine, FairQueue> queues = new ConcurrentHashMap<>();
  private final QueueProperties properties;

  /** Queues in which the teams have these weights. */
  public EngineQueues(QueueProperties properties) {
    this.properties = properties;
  }

  /** The engine as one request of this team uses it. */
  public Engine forRequest(Engine engine, String team) {
    return new QueuedEngine(engine, of(engine), team);
  }

  /** The engine's queue. */
  public FairQueue of(Engine engine) {
    return queues.computeIfAbsent(
        engine,
        one ->
            new FairQueue(
                () -> one.capacity().places(), one.capacity().waiting(), properties::weight));
  }
}
