package dev.hearth.gateway.audit;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.function.IntSupplier;

/**
 * What the audit records tell in numbers: how long each part of a request takes ({@code
 * hearth.gateway.stage}), how many requests a limit refused ({@code hearth.gateway.limited}, by the
 * error's code), how many records wait for the database ({@code hearth.gateway.audit.waiting}), and
 * how long they do ({@code hearth.gateway.audit.commit}). Thread-safe.
 */
final class RecordMeters {

  private static final int TOO_MANY_REQUESTS = 429;

  private final Meter.MeterProvider<Timer> stages;
  private final Meter.MeterProvider<Counter> limited;
  private final Timer commit;

  RecordMeters(MeterRegistry meters, IntSupplier waiting) {
    stages =
        Timer.builder("hearth.gateway.stage")
            .description("parts of a request's time")
            .serviceLevelObjectives(
                Duration.ofMillis(1),
                Duration.ofMillis(5),
                Duration.ofMillis(20),
                Duration.ofMillis(100),
                Duration.ofMillis(500),
                Duration.ofSeconds(2),
                Duration.ofSeconds(10),
                Duration.ofSeconds(60))
            .withRegistry(meters);
    limited =
        Counter.builder("hearth.gateway.limited")
            .description("requests that a limit refused")
            .withRegistry(meters);
    commit =
        Timer.builder("hearth.gateway.audit.commit")
            .description("from a record's making until it is in the database")
            .register(meters);
    // There from the start, so that an alert about it can be written.
    limited.withTag("code", "rate_limit_exceeded");
    Gauge.builder("hearth.gateway.audit.waiting", waiting::getAsInt)
        .description("audit records that wait for the database")
        .register(meters);
  }

  void count(AuditRecord entry, Duration committed) {
    commit.record(committed);
    if (entry.status() == TOO_MANY_REQUESTS && entry.errorCode() != null) {
      limited.withTag("code", entry.errorCode()).increment();
    }
    AuditRecord.Latency took = entry.latency();
    stage("input", took.input());
    stage("tools", took.tools());
    stage("first_event", took.firstEvent());
    stage("output", took.output());
    stage("total", took.total());
  }

  private void stage(String name, Duration took) {
    if (!took.isZero()) {
      stages.withTag("stage", name).record(took);
    }
  }
}
