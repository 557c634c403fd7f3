package dev.hearth.gateway.screening;

import dev.hearth.base.ServiceException;
import dev.hearth.contracts.Hop;
import dev.hearth.contracts.moderation.Action;
import dev.hearth.contracts.moderation.Direction;
import dev.hearth.contracts.moderation.ModerationApi;
import dev.hearth.contracts.moderation.ScreenRequest;
import dev.hearth.contracts.moderation.Verdict;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Component;

/**
 * Asks the moderation-service for verdicts and takes no nonsense for one. Whatever goes wrong, the
 * texts count as not screened. Thread-safe.
 */
@Component
public final class Screener {

  /** By how much the other side may take a deadline for over, which travels in whole ms. */
  private static final Duration EARLY = Duration.ofMillis(50);

  private final VerdictCalls calls;
  private final boolean unscreened;

  Screener(ModerationApi moderation, ScreeningProperties properties) {
    calls = new VerdictCalls(moderation);
    unscreened = properties.unscreenedForMeasurement();
  }

  /** Whether texts are judged at all; see {@link ScreeningProperties}. */
  boolean screens() {
    return !unscreened;
  }

  /**
   * Judges texts.
   *
   * @param team whose policy applies
   * @param items the texts; none needs no verdict
   * @return one verdict for each text
   * @throws ServiceException 503 if there is no usable verdict for every text: {@code
   *     deadline_exceeded} where the request's time ran out first, else {@code
   *     moderation_unavailable}
   */
  public List<Verdict> screen(
      Hop hop, String team, Direction direction, List<ScreenRequest.Item> items) {
    if (items.isEmpty()) {
      return List.of();
    }
    if (unscreened) {
      return items.stream().map(Screener::passed).toList();
    }
    List<Verdict> verdicts;
    try {
      verdicts = calls.screen(hop, team, direction, items);
    } catch (ServiceException failure) {
      throw late(hop, failure) ? tooLate(failure) : notScreened(failure);
    }
    if (verdicts.size() != items.size()) {
      throw notScreened(null);
    }
    for (int i = 0; i < items.size(); i++) {
      check(items.get(i), verdicts.get(i));
    }
    return verdicts;
  }

  private static Verdict passed(ScreenRequest.Item item) {
    return new Verdict(Action.ALLOW, Map.of(), List.of(), item.text().length());
  }

  private static void check(ScreenRequest.Item item, Verdict verdict) {
    int length = item.text().length();
    boolean sane =
        verdict.action() != null && verdict.settled() >= 0 && verdict.settled() <= length;
    boolean blocks = false;
    boolean redacts = false;
    for (Verdict.Finding finding : verdict.findings()) {
      sane &=
          finding.category() != null
              && finding.action() != null
              && finding.start() >= 0
              && finding.start() <= finding.end()
              && finding.end() <= length;
      blocks |= finding.action() == Action.BLOCK;
      redacts |= finding.action() == Action.REDACT;
    }
    // An action that no finding explains cannot be carried out.
    sane &= verdict.action() != Action.BLOCK || blocks;
    sane &= verdict.action() != Action.REDACT || redacts;
    if (!sane) {
      throw notScreened(null);
    }
  }

  private static boolean late(Hop hop, ServiceException failure) {
    return failure.code().equals(ServiceException.DEADLINE_EXCEEDED)
        && hop.remaining().compareTo(EARLY) <= 0;
  }

  private static ServiceException tooLate(ServiceException cause) {
    return new ServiceException(
        HttpStatus.SERVICE_UNAVAILABLE,
        ServiceException.DEADLINE_EXCEEDED,
        "The text could not be screened before the request's deadline, and unscreened text is not"
            + " passed on; try again.",
        null,
        1,
        cause);
  }

  private static ServiceException notScreened(@Nullable ServiceException cause) {
    return new ServiceException(
        HttpStatus.SERVICE_UNAVAILABLE,
        "moderation_unavailable",
        "The text could not be screened and unscreened text is not passed on; try again.",
        null,
        1,
        cause);
  }
}
