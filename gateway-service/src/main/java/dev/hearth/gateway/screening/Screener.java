package dev.hearth.gateway.screening;

import dev.hearth.base.ServiceException;
import dev.hearth.contracts.Hop;
import dev.hearth.contracts.moderation.Action;
import dev.hearth.contracts.moderation.Direction;
import dev.hearth.contracts.moderation.ModerationApi;
import dev.hearth.contracts.moderation.ScreenRequest;
import dev.hearth.contracts.moderation.Verdict;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
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

  /** Of one call: a quarter of what the moderation-service takes, so that others are not kept. */
  private static final int MOST_ITEMS = 256;

  /**
   * Of one call, in UTF-16 code units, each at most six bytes of JSON; a longer text goes alone.
   */
  private static final int MOST_CHARACTERS = 1 << 20;

  /** How the moderation-service names a text that is too long. */
  private static final Pattern TEXT = Pattern.compile("items\\[(\\d{1,9})]\\.text");

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
   * Judges texts, with as many calls as the moderation-service takes them in, one after the other.
   *
   * @param team whose policy applies
   * @param items the texts; none needs no verdict
   * @return one verdict for each text
   * @throws TextTooLong if the moderation-service takes no text as long as one of these
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
    List<Verdict> verdicts = new ArrayList<>();
    while (verdicts.size() < items.size()) {
      int from = verdicts.size();
      verdicts.addAll(judged(hop, team, direction, items.subList(from, end(items, from)), from));
    }
    return verdicts;
  }

  /** One past the last text that is judged with the one at this place. */
  private static int end(List<ScreenRequest.Item> items, int from) {
    int end = from;
    long characters = 0;
    do {
      characters += items.get(end).text().length();
      end++;
    } while (end < items.size()
        && end - from < MOST_ITEMS
        && characters + items.get(end).text().length() <= MOST_CHARACTERS);
    return end;
  }

  private List<Verdict> judged(
      Hop hop, String team, Direction direction, List<ScreenRequest.Item> items, int from) {
    List<Verdict> verdicts;
    try {
      verdicts = calls.screen(hop, team, direction, items);
    } catch (ServiceException failure) {
      int place = tooLong(failure, items.size());
      if (place >= 0) {
        throw new TextTooLong(from + place, failure);
      }
      throw late(hop, failure) ? tooLate(failure) : notScreened(failure);
    }
    if (verdicts.size() != items.size()) {
      throw notScreened(null);
    }
    List<Verdict> checked = new ArrayList<>();
    for (int i = 0; i < items.size(); i++) {
      checked.add(checked(items.get(i), verdicts.get(i)));
    }
    return checked;
  }

  /** The place of the text that is too long; negative where the failure is another one. */
  private static int tooLong(ServiceException failure, int texts) {
    if (failure.status() != HttpStatus.CONTENT_TOO_LARGE || failure.param() == null) {
      return -1;
    }
    Matcher text = TEXT.matcher(failure.param());
    int place = text.matches() ? Integer.parseInt(text.group(1)) : -1;
    return place < texts ? place : -1;
  }

  private static Verdict passed(ScreenRequest.Item item) {
    return new Verdict(Action.ALLOW, Map.of(), List.of(), item.text().length());
  }

  /** The verdict with the strictest action that it holds, if it is one. */
  private static Verdict checked(ScreenRequest.Item item, Verdict verdict) {
    int length = item.text().length();
    if (verdict.action() == null || verdict.settled() < 0 || verdict.settled() > length) {
      throw notScreened(null);
    }
    Action strictest = Action.ALLOW;
    for (Verdict.Finding finding : verdict.findings()) {
      if (finding.category() == null
          || finding.action() == null
          || finding.start() < 0
          || finding.start() > finding.end()
          || finding.end() > length) {
        throw notScreened(null);
      }
      strictest = finding.action().compareTo(strictest) > 0 ? finding.action() : strictest;
    }
    // An action that no finding explains cannot be carried out.
    if (verdict.action().compareTo(strictest) > 0 && verdict.action() != Action.FLAG) {
      throw notScreened(null);
    }
    return verdict.action().compareTo(strictest) >= 0
        ? verdict
        : new Verdict(
            strictest, verdict.scores(), verdict.findings(), verdict.settled(), verdict.pace());
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

  static ServiceException notScreened(@Nullable ServiceException cause) {
    return new ServiceException(
        HttpStatus.SERVICE_UNAVAILABLE,
        "moderation_unavailable",
        "The text could not be screened and unscreened text is not passed on; try again.",
        null,
        1,
        cause);
  }
}
