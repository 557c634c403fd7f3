package dev.hearth.inference.completion;

import dev.hearth.contracts.inference.EngineStates;
import dev.hearth.contracts.inference.EngineStates.EngineState;
import dev.hearth.inference.engine.Engine;
import dev.hearth.inference.engine.Engines;
import dev.hearth.inference.pool.PooledEngine;
import dev.hearth.inference.queue.EngineQueues;
import dev.hearth.inference.queue.FairQueue;
import java.util.List;
import org.springframework.stereotype.Component;

/** Tells operators how the engines are. Thread-safe. */
@Component
class EngineReport {

  private final Engines engines;
  private final EngineQueues queues;

  EngineReport(Engines engines, EngineQueues queues) {
    this.engines = engines;
    this.queues = queues;
  }

  EngineStates now() {
    return new EngineStates(engines.all().stream().map(this::state).toList());
  }

  private EngineState state(Engine engine) {
    FairQueue queue = queues.of(engine);
    return new EngineState(
        engine.name(),
        engine.capacity().places(),
        queue.working(),
        queue.waiting(),
        queue.serviceTime().toMillis(),
        engine instanceof PooledEngine pool ? pool.states() : List.of());
  }
}
