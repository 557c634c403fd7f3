package dev.hearth.moderation.screening;

import dev.hearth.contracts.moderation.Action;
import dev.hearth.contracts.moderation.Direction;
import dev.hearth.contracts.moderation.Verdict;
import dev.hearth.contracts.moderation.Verdict.Finding;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.springframework.stereotype.Component;

/**
 * Counts verdicts ({@code hearth.moderation.verdicts}, by direction and action), what they found
 * ({@code hearth.moderation.findings}, by direction, category and action, each once for a text),
 * and how long a text takes ({@code hearth.moderation.screening}, by direction). Thread-safe.
 */
@Component
public class VerdictMeters {

  private static final String DIRECTION = "direction";
  private static final String ACTION = "action";

  private final Meter.MeterProvider<Counter> verdicts;
  private final Meter.MeterProvider<Counter> findings;
  private final Meter.MeterProvider<Timer> screenings;

  VerdictMeters(MeterRegistry registry) {
    verdicts =
        Counter.builder("hearth.moderation.verdicts")
            .description("texts that were judged")
            .withRegistry(registry);
    findings =
        Counter.builder("hearth.moderation.findings")
            .description("what was found in them")
            .withRegistry(registry);
    screenings =
        Timer.builder("hearth.moderation.screening")
            .description("the time that a verdict took")
            .withRegistry(registry);
  }

  /**
   * Counts one verdict.
   *
   * @param nanos how long it took, in nanoseconds
   */
  public void count(Direction direction, Verdict verdict, long nanos) {
    String way = direction.text();
    screenings.withTags(DIRECTION, way).record(nanos, TimeUnit.NANOSECONDS);
    verdicts.withTags(DIRECTION, way, ACTION, verdict.action().text()).increment();
    if (verdict.findings().isEmpty()) {
      return;
    }
    Set<Found> found = new HashSet<>();
    for (Finding finding : verdict.findings()) {
      found.add(new Found(finding.category().text(), finding.action()));
    }
    for (Found each : found) {
      findings
          .withTags(DIRECTION, way, "category", each.category(), ACTION, each.action().text())
          .increment();
    }
  }

  private record Found(String category, Action action) {}
}
