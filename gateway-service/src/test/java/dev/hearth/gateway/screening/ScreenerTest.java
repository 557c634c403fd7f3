package dev.hearth.gateway.screening;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.hearth.base.ServiceException;
import dev.hearth.contracts.Hop;
import dev.hearth.contracts.moderation.Direction;
import dev.hearth.contracts.moderation.ModerationApi;
import dev.hearth.contracts.moderation.ScreenRequest;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
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
