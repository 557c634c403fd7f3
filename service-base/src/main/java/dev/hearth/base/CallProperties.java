package dev.hearth.base;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * How calls from service to service are protected, each service that is called by itself.
 *
 * @param failureRate per cent of the last calls without a usable answer at which no more are made
 *     for a while
 * @param window how many last calls that is told from
 * @param minimumCalls how many there must be before it is told at all
 * @param openFor how long no call is made then; after it one is made to see whether the service is
 *     back
 * @param probeFor how long that one call may take before it counts as failed
 * @param silence how long a service may stay silent before its answer and within it
 * @param streamSilence the same for an answer that is streamed: there the inference-service gives a
 *     sign of life several times a second
 * @param maxConcurrent calls of one service at the same time; more are answered 503 at once
 * @param direct whether a service in the same JVM, as in the standalone mode, is called directly
 *     instead of over HTTP
 */
@Validated
@ConfigurationProperties("hearth.calls")
public record CallProperties(
    @DefaultValue("50") @Min(1) @Max(100) int failureRate,
    @DefaultValue("20") @Min(1) @Max(10_000) int window,
    @DefaultValue("5") @Min(1) @Max(10_000) int minimumCalls,
    @DefaultValue("1s") Duration openFor,
    @DefaultValue("3s") Duration probeFor,
    @DefaultValue("60s") Duration silence,
    @DefaultValue("10s") Duration streamSilence,
    @DefaultValue("2048") @Min(1) @Max(1_000_000) int maxConcurrent,
    @DefaultValue("true") boolean direct) {

  private static final Duration LEAST = Duration.ofMillis(10);

  /** Checks the durations. */
  public CallProperties {
    if (openFor.compareTo(LEAST) < 0
        || probeFor.compareTo(LEAST) < 0
        || silence.compareTo(LEAST) < 0
        || streamSilence.compareTo(LEAST) < 0) {
      throw new IllegalArgumentException("hearth.calls has a duration below 10 ms");
    }
  }
}
