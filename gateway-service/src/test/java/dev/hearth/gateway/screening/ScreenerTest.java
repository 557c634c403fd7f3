package dev.hearth.gateway.screening;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.hearth.base.ServiceException;
import dev.hearth.contracts.Hop;
import dev.hearth.contracts.moderation.Action;
import dev.hearth.contracts.moderation.Category;
import dev.hearth.contracts.moderation.Direction;
import dev.hearth.contracts.moderation.ModerationApi;
import dev.hearth.contracts.moderation.ScreenRequest;
import dev.hearth.contracts.moderation.ScreenResponse;
import dev.hearth.contracts.moderation.Verdict;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.http.HttpStatus;

class ScreenerTest {

  private static final List<ScreenRequest.Item> TEXT =
      List.of(new ScreenRequest.Item("The river runs to the sea.", 0, true));

  @Test
  void whoseTimeRanOutWhileTheTextWasJudgedIsToldSo() {
    ServiceException failure = failure(Duration.ZERO, ServiceException.DEADLINE_EXCEEDED);

    assertThat(failure.code()).isEqualTo(ServiceException.DEADLINE_EXCEEDED);
    assertThat(failure.status()).isEqualTo(HttpStatus.SERVICE_UNAVAILABLE);
    assertThat(failure.retryAfterSeconds()).isEqualTo(1);
  }

  @Test
  void aServiceThatIsSlowWhileThereIsTimeLeftIsUnavailable() {
    ServiceException failure = failure(Duration.ofMinutes(1), ServiceException.DEADLINE_EXCEEDED);

    assertThat(failure.code()).isEqualTo("moderation_unavailable");
  }

  @Test
  void aServiceThatIsGoneAtTheLastMomentIsUnavailable() {
    ServiceException failure = failure(Duration.ZERO, ServiceException.UNAVAILABLE);

    assertThat(failure.code()).isEqualTo("moderation_unavailable");
  }

  @ParameterizedTest
  @CsvSource({
    "ALLOW, ALLOW",
    "ALLOW, FLAG",
    "ALLOW, REDACT",
    "ALLOW, BLOCK",
    "FLAG, BLOCK",
    "REDACT, BLOCK",
    "BLOCK, BLOCK"
  })
  void aVerdictIsAsStrictAsTheStrictestOfItsFindings(Action action, Action found) {
    Verdict verdict = verdict(action, finding(Action.FLAG), finding(found));

    assertThat(judged(verdict).action()).isEqualTo(found == Action.ALLOW ? Action.FLAG : found);
  }

  @ParameterizedTest
  @EnumSource(names = {"REDACT", "BLOCK"})
  void anActionThatNoFindingExplainsIsNoVerdict(Action action) {
    ServiceException failure =
        catchThrowableOfType(
            ServiceException.class, () -> judged(verdict(action, finding(Action.FLAG))));

    assertThat(failure.code()).isEqualTo("moderation_unavailable");
  }

  private static Verdict.Finding finding(Action action) {
    return new Verdict.Finding(Category.HATE, action, 1, "pattern", "rule", 0, 3, null);
  }

  private static Verdict verdict(Action action, Verdict.Finding... findings) {
    return new Verdict(action, Map.of(), List.of(findings), 26);
  }

  private static Verdict judged(Verdict verdict) {
    ModerationApi saying = (hop, request) -> new ScreenResponse(List.of(verdict));
    Hop hop = new Hop("token", "request", Instant.now().plusSeconds(60));
    return new Screener(saying, new ScreeningProperties(false))
        .screen(hop, "team", Direction.OUTPUT, TEXT)
        .getFirst();
  }

  private static ServiceException failure(Duration left, String code) {
    ModerationApi failing =
        (hop, request) -> {
          throw new ServiceException(HttpStatus.SERVICE_UNAVAILABLE, code, "no verdict");
        };
    Screener screener = new Screener(failing, new ScreeningProperties(false));
    Hop hop = new Hop("token", "request", Instant.now().plus(left));
    return catchThrowableOfType(
        ServiceException.class, () -> screener.screen(hop, "team", Direction.OUTPUT, TEXT));
  }
}
