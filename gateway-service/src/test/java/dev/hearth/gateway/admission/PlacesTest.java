package dev.hearth.gateway.admission;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.gateway.policy.Priority;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class PlacesTest {

  private static final long FAST = Duration.ofMillis(50).toNanos();

  @Test
  void shedsLowPriorityFirstAndHighLast() {
    Places places = new Places(1, 10, false);
    for (int i = 0; i < 5; i++) {
      assertThat(places.take(Priority.LOW)).isTrue();
    }
    assertThat(places.take(Priority.LOW)).isFalse();
    for (int i = 0; i < 3; i++) {
      assertThat(places.take(Priority.NORMAL)).isTrue();
    }
    assertThat(places.take(Priority.NORMAL)).isFalse();
    assertThat(places.take(Priority.HIGH)).isTrue();
    assertThat(places.take(Priority.HIGH)).isTrue();
    assertThat(places.take(Priority.HIGH)).isFalse();
    places.leave();
    assertThat(places.take(Priority.NORMAL)).isFalse();
    assertThat(places.take(Priority.HIGH)).isTrue();
  }

  @Test
  void getsFewerWhenAnswersBeginMuchLaterThanTheyUsedToAndMoreWhenTheyDoNotAnyLonger() {
    Places places = new Places(8, 100, true);
    take(places, 60);
    for (int i = 0; i < 1000; i++) {
      places.began(FAST);
    }
    assertThat(places.limit()).isEqualTo(100);

    for (int i = 0; i < 100; i++) {
      places.began(FAST * 10);
    }
    int congested = places.limit();
    assertThat(congested).isLessThan(60);

    for (int i = 0; i < 1000; i++) {
      places.began(FAST);
    }
    assertThat(places.limit()).isGreaterThan(congested);
  }

  @Test
  void getsFewerWhenWhatIsBehindHasNoCapacityButNotFewerThanTheLeast() {
    Places places = new Places(8, 100, true);
    take(places, 60);
    places.refused();
    assertThat(places.limit()).isEqualTo(90);
    for (int i = 0; i < 100; i++) {
      places.refused();
    }
    assertThat(places.limit()).isEqualTo(8);
    for (int i = 0; i < 1000; i++) {
      places.began(FAST);
    }
    assertThat(places.limit()).isEqualTo(100);
  }

  @Test
  void forgetsRefusalsWhileLittleIsAskedAndAnswered() {
    Places places = new Places(8, 100, true);
    for (int i = 0; i < 100; i++) {
      places.refused();
    }
    assertThat(places.limit()).isEqualTo(8);
    take(places, 1);
    for (int i = 0; i < 100; i++) {
      places.began(FAST);
    }
    assertThat(places.limit()).isEqualTo(100);
  }

  @Test
  void keepsItsPlacesWhileLittleIsAsked() {
    Places places = new Places(8, 100, true);
    take(places, 3);
    for (int i = 0; i < 500; i++) {
      places.began(FAST * (1 + i % 20));
    }
    assertThat(places.limit()).isEqualTo(100);
  }

  private static void take(Places places, int number) {
    for (int i = 0; i < number; i++) {
      assertThat(places.take(Priority.HIGH)).isTrue();
    }
  }
}
