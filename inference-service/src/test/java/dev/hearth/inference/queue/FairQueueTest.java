package dev.hearth.inference.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.hearth.inference.engine.Cancellation;
import dev.hearth.inference.engine.EngineException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Who is served when. */
class FairQueueTest {

  private final AtomicInteger places = new AtomicInteger(1);
  private final List<String> order = Collections.synchronizedList(new ArrayList<>());

  @Test
  void servesTheTeamsInTurnHoweverMuchOneOfThemAsks() throws Exception {
    FairQueue queue = queue(100, Map.of());
    FairQueue.Place held = enter(queue, "other");
    List<CompletableFuture<Void>> all = new ArrayList<>();
    for (int i = 0; i < 6; i++) {
      all.add(waits(queue, "much", i + 1));
    }
    all.add(waits(queue, "little", 7));
    all.add(waits(queue, "little", 8));

    held.close();
    CompletableFuture.allOf(all.toArray(CompletableFuture[]::new)).join();

    assertThat(order)
        .containsExactly("much", "little", "much", "little", "much", "much", "much", "much");
  }

  @Test
  void servesATeamOfTwiceTheWeightTwiceAsOften() throws Exception {
    FairQueue queue = queue(100, Map.of("heavy", 2.0));
    FairQueue.Place held = enter(queue, "other");
    List<CompletableFuture<Void>> all = new ArrayList<>();
    for (int i = 0; i < 6; i++) {
      all.add(waits(queue, "heavy", 2 * i + 1));
      all.add(waits(queue, "light", 2 * i + 2));
    }

    held.close();
    CompletableFuture.allOf(all.toArray(CompletableFuture[]::new)).join();

    assertThat(order.subList(0, 6)).filteredOn("heavy"::equals).hasSize(4);
    assertThat(order).hasSize(12);
  }

  @Test
  void refusesWhoeverComesToAFullQueueAndSaysWhenToComeBack() throws Exception {
    FairQueue queue = queue(2, Map.of());
    FairQueue.Place held = enter(queue, "a");
    List<CompletableFuture<Void>> all = List.of(waits(queue, "a", 1), waits(queue, "a", 2));

    assertThatThrownBy(() -> enter(queue, "a"))
        .isInstanceOfSatisfying(
            EngineException.class,
            full -> {
              assertThat(full.status()).isEqualTo(503);
              assertThat(full.code()).isEqualTo("queue_full");
              // Three places of two seconds each, as long as nothing was measured.
              assertThat(full.retryAfterSeconds()).isEqualTo(6);
            });
    held.close();
    CompletableFuture.allOf(all.toArray(CompletableFuture[]::new)).join();
  }

  @Test
  void computesTheRetryFromWhatWasMeasured() throws Exception {
    FairQueue queue = queue(0, Map.of());
    for (int i = 0; i < 30; i++) {
      enter(queue, "a").close();
    }
    FairQueue.Place held = enter(queue, "a");

    assertThat(queue.serviceTime()).isLessThan(Duration.ofMillis(100));
    assertThatThrownBy(() -> enter(queue, "a"))
        .isInstanceOfSatisfying(
            EngineException.class, full -> assertThat(full.retryAfterSeconds()).isEqualTo(1));
    held.close();
  }

  @Test
  void keepsRoomForATeamThatHasLessThanItsShare() throws Exception {
    FairQueue queue = queue(4, Map.of());
    FairQueue.Place held = enter(queue, "much");
    List<CompletableFuture<Void>> all = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      all.add(waits(queue, "much", i + 1));
    }
    all.add(waits(queue, "little", 5));

    assertThatThrownBy(() -> enter(queue, "much"))
        .isInstanceOfSatisfying(
            EngineException.class,
            full -> {
              assertThat(full.status()).isEqualTo(429);
              assertThat(full.code()).isEqualTo("team_queue_full");
              assertThat(full.retryAfterSeconds()).isPositive();
            });
    held.close();
    CompletableFuture.allOf(all.toArray(CompletableFuture[]::new)).join();
    assertThat(order.subList(0, 2)).contains("little");
  }

  @Test
  void letsAContinuedRequestWaitThoughTheQueueIsFull() throws Exception {
    FairQueue queue = queue(0, Map.of());
    FairQueue.Place held = enter(queue, "a");
    CompletableFuture<Void> continued =
        CompletableFuture.runAsync(
            () -> {
              try {
                queue.enter("a", true, new Cancellation(), later()).close();
              } catch (EngineException failure) {
                throw new IllegalStateException(failure);
              }
            },
            task -> Thread.ofVirtual().start(task));
    await().until(() -> queue.waiting() == 1);

    held.close();

    continued.join();
  }

  @Test
  void aCancelledRequestLeavesTheQueueAtOnce() throws Exception {
    FairQueue queue = queue(10, Map.of());
    FairQueue.Place held = enter(queue, "a");
    Cancellation cancellation = new Cancellation();
    CompletableFuture<EngineException> left = failure(queue, cancellation, later());
    await().until(() -> queue.waiting() == 1);

    cancellation.cancel();

    await().atMost(Duration.ofSeconds(1)).until(left::isDone);
    assertThat(left.join().code()).isEqualTo("cancelled");
    assertThat(queue.waiting()).isZero();
    held.close();
    enter(queue, "a").close();
    assertThat(queue.working()).isZero();
  }

  @Test
  void nobodyWaitsPastTheDeadline() throws Exception {
    FairQueue queue = queue(10, Map.of());
    FairQueue.Place held = enter(queue, "a");

    EngineException late = failure(queue, new Cancellation(), Instant.now().plusMillis(50)).join();

    assertThat(late.status()).isEqualTo(503);
    assertThat(late.retryAfterSeconds()).isPositive();
    assertThat(queue.waiting()).isZero();
    held.close();
  }

  @Test
  void usesPlacesThatAreAddedWhileSomebodyWaits() throws Exception {
    FairQueue queue = queue(10, Map.of());
    FairQueue.Place held = enter(queue, "a");
    CompletableFuture<Void> waits = waits(queue, "a", 1);

    places.set(2);

    waits.join();
    held.close();
  }

  private static Instant later() {
    return Instant.now().plusSeconds(60);
  }

  private FairQueue queue(int bound, Map<String, Double> weights) {
    return new FairQueue(places::get, bound, team -> weights.getOrDefault(team, 1.0));
  }

  private static FairQueue.Place enter(FairQueue queue, String team) throws EngineException {
    return queue.enter(team, false, new Cancellation(), later());
  }

  private static CompletableFuture<EngineException> failure(
      FairQueue queue, Cancellation cancellation, Instant deadline) {
    return CompletableFuture.supplyAsync(
        () -> {
          try {
            queue.enter("a", false, cancellation, deadline).close();
            throw new IllegalStateException("it was served");
          } catch (EngineException failure) {
            return failure;
          }
        },
        task -> Thread.ofVirtual().start(task));
  }

  /** Waits in the queue until it is served; returns when it is the n-th that waits. */
  private CompletableFuture<Void> waits(FairQueue queue, String team, int nth) {
    CountDownLatch begun = new CountDownLatch(1);
    CompletableFuture<Void> done =
        CompletableFuture.runAsync(
            () -> {
              begun.countDown();
              try (FairQueue.Place place = enter(queue, team)) {
                order.add(team);
              } catch (EngineException failure) {
                throw new IllegalStateException(failure);
              }
            },
            task -> Thread.ofVirtual().start(task));
    await().until(() -> queue.waiting() == nth);
    return done;
  }
}
