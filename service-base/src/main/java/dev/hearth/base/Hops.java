package dev.hearth.base;

import io.github.resilience4j.bulkhead.BulkheadConfig;
import io.github.resilience4j.bulkhead.BulkheadRegistry;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import io.github.resilience4j.circuitbreaker.CircuitBreakerRegistry;
import io.github.resilience4j.micrometer.tagged.TaggedBulkheadMetrics;
import io.github.resilience4j.micrometer.tagged.TaggedCircuitBreakerMetrics;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The protection of the calls to each service, with Resilience4j's own metrics of it ({@code
 * resilience4j.circuitbreaker.state} and the like, by the service's name). Thread-safe.
 */
public final class Hops {

  private final CallProperties properties;
  private final CircuitBreakerRegistry breakers;
  private final BulkheadRegistry bulkheads;

  Hops(CallProperties properties, @Nullable MeterRegistry meters) {
    this.properties = properties;
    breakers =
        CircuitBreakerRegistry.of(
            CircuitBreakerConfig.custom()
                .failureRateThreshold(properties.failureRate())
                .slidingWindowSize(properties.window())
                .minimumNumberOfCalls(properties.minimumCalls())
                .waitDurationInOpenState(properties.openFor())
                // One call decides; a call that hangs must not keep the service closed for longer.
                .permittedNumberOfCallsInHalfOpenState(1)
                .maxWaitDurationInHalfOpenState(properties.probeFor())
                .build());
    bulkheads =
        BulkheadRegistry.of(
            BulkheadConfig.custom()
                .maxConcurrentCalls(properties.maxConcurrent())
                .maxWaitDuration(Duration.ZERO)
                .build());
    if (meters != null) {
      TaggedCircuitBreakerMetrics.ofCircuitBreakerRegistry(breakers).bindTo(meters);
      TaggedBulkheadMetrics.ofBulkheadRegistry(bulkheads).bindTo(meters);
    }
  }

  /**
   * The protection of the calls to a service; the same one at each call.
   *
   * @param service what it is called in messages and metrics
   */
  public HopGuard to(String service) {
    return new HopGuard(
        service, breakers.circuitBreaker(service), bulkheads.bulkhead(service), properties);
  }
}
