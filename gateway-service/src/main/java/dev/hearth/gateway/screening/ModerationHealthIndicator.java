package dev.hearth.gateway.screening;

import dev.hearth.base.ServiceException;
import dev.hearth.base.ServiceTokens;
import dev.hearth.contracts.Caller;
import dev.hearth.contracts.Hop;
import dev.hearth.contracts.moderation.Direction;
import dev.hearth.contracts.moderation.ScreenRequest;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.stereotype.Component;

/**
 * Up while the moderation-service gives verdicts: asked for a real one, which also shows that both
 * hold the same secret. Thread-safe.
 */
@Component
final class ModerationHealthIndicator implements HealthIndicator {

  /** Less than what a probe waits. */
  private static final Duration LIMIT = Duration.ofMillis(1500);

  private static final Caller PROBE = new Caller("health", "health", Set.of(), "health");

  private final Screener screener;
  private final ServiceTokens tokens;

  ModerationHealthIndicator(Screener screener, ServiceTokens tokens) {
    this.screener = screener;
    this.tokens = tokens;
  }

  @Override
  public Health health() {
    if (!screener.screens()) {
      return Health.down().withDetail("reason", "nothing is screened").build();
    }
    Instant deadline = Instant.now().plus(LIMIT);
    Hop hop = new Hop(tokens.mint(PROBE, deadline), PROBE.requestId(), deadline);
    try {
      screener.screen(
          hop, PROBE.team(), Direction.INPUT, List.of(new ScreenRequest.Item("hello", 0, true)));
      return Health.up().build();
    } catch (ServiceException unavailable) {
      return Health.down(unavailable).build();
    }
  }
}
