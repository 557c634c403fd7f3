package dev.hearth.gateway.identity;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class GuessLockoutTest {

  private static final String SOURCE = "203.0.113.1";
  private static final KeySecret.Hash CREDENTIAL = new KeySecret("any").hash();

  private final AtomicLong now = new AtomicLong();
  private final GuessLockout lockout =
      new GuessLockout(
          new GuessProperties(3, Duration.ofMinutes(1), Duration.ofMinutes(1), 100), now::get);

  @Test
  void isTwiceAsLongEachTimeItGoesOn() {
    for (int minutes : new int[] {1, 2, 4, 8, 16, 16}) {
      assertThat(guess()).contains(Duration.ofMinutes(minutes));
      pass(Duration.ofMinutes(minutes));
      assertThat(left()).isEmpty();
    }
  }

  @Test
  void beginsAnewAfterAWhileWithoutFailuresHoweverMuchComesFromThere() {
    guess();
    pass(Duration.ofMinutes(1));
    assertThat(guess()).contains(Duration.ofMinutes(2));

    for (int i = 0; i < 20; i++) {
      pass(Duration.ofMinutes(1));
      lockout.succeeded(SOURCE, CREDENTIAL);
      left();
    }

    assertThat(guess()).contains(Duration.ofMinutes(1));
  }

  @Test
  void fewFailuresOfWhichNoneLocksOutDoNotKeepItFromThat() {
    guess();
    for (int i = 0; i < 20; i++) {
      pass(Duration.ofMinutes(1).plusSeconds(1));
      lockout.failed(SOURCE);
    }
    pass(Duration.ofMinutes(1).plusSeconds(1));

    assertThat(guess()).contains(Duration.ofMinutes(1));
  }

  private Optional<Duration> guess() {
    for (int i = 0; i < 3; i++) {
      lockout.failed(SOURCE);
    }
    return left();
  }

  private Optional<Duration> left() {
    return lockout.lockedOut(SOURCE, new KeySecret("another").hash());
  }

  private void pass(Duration time) {
    now.addAndGet(time.toNanos());
  }
}
