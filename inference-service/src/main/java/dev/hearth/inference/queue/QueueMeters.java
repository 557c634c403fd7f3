package dev.hearth.inference.queue;

import dev.hearth.inference.engine.Engine;
import dev.hearth.inference.engine.Engines;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import org.springframework.stereotype.Component;

/**
 * How full the engines are: {@code hearth.inference.queue.waiting} and {@code
 * hearth.inference.queue.working}, by engine.
 */
@Component
class QueueMeters implements MeterBinder {

  private final Engines engines;
  private final EngineQueues queues;

  QueueMeters(Engines engines, EngineQueues queues) {
    this.engines = engines;
    this.queues = queues;
  }

  @Override
  public void bindTo(MeterRegistry meters) {
    for (Engine engine : engines.all()) {
      Gauge.builder("hearth.inference.queue.waiting", () -> queues.of(engine).waiting())
          .description("generations that wait for a place")
          .tag("engine", engine.name())
          .register(meters);
      Gauge.builder("hearth.inference.queue.working", () -> queues.of(engine).working())
          .description("generations that are worked on")
          .tag("engine", engine.name())
          .register(meters);
    }
  }
}
