package dev.hearth.base;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class WaitsTest {

  private static final Duration SHORT = Duration.ofMillis(30);
  private static final Duration LONG = Duration.ofMinutes(10);

  @BeforeAll
  static void start() {
    Waits.after(SHORT, () -> {}).cancel();
  }

  @Test
  void aWaitEndsWithTheValue() throws Exception {
    CompletableFuture<String> future = new CompletableFuture<>();
    Thread.startVirtualThread(() -> future.complete("here"));

    assertThat(Waits.get(future, LONG)).isEqualTo("here");
  }

  @Test
  void aWaitThatIsOverTellsTheOtherSide() {
    CompletableFuture<String> future = new CompletableFuture<>();
    long begin = System.nanoTime();

    assertThatThrownBy(() -> Waits.get(future, SHORT)).isInstanceOf(TimeoutException.class);

    assertThat(Duration.ofNanos(System.nanoTime() - begin)).isGreaterThanOrEqualTo(SHORT);
    assertThat(future.complete("late")).isFalse();
  }

  @Test
  void aFailureIsNotATimeout() {
    CompletableFuture<String> future = new CompletableFuture<>();
    Thread.startVirtualThread(() -> future.completeExceptionally(new IllegalStateException()));

    assertThatThrownBy(() -> Waits.get(future, LONG)).isInstanceOf(ExecutionException.class);
  }

  @Test
  void aCancelledAlarmIsSilent() throws Exception {
    CountDownLatch later = new CountDownLatch(1);
    List<String> heard = new ArrayList<>();
    // Long enough that this thread has cancelled it before, however busy the machine is.
    Duration soon = Duration.ofMillis(500);
    Waits.after(soon, () -> heard.add("cancelled")).cancel();
    Waits.after(soon.plus(SHORT.multipliedBy(2)), later::countDown);

    assertThat(later.await(10, TimeUnit.SECONDS)).isTrue();
    assertThat(heard).isEmpty();
  }

  @Test
  void aMailboxLosesNothingAndKeepsTheOrderOfEachSender() throws Exception {
    Mailbox<Integer> mailbox = new Mailbox<>();
    int each = 20_000;
    for (int sender = 0; sender < 2; sender++) {
      int first = sender * each;
      Thread.startVirtualThread(
          () -> {
            for (int i = 0; i < each; i++) {
              mailbox.add(first + i);
            }
          });
    }

    int[] next = {0, each};
    for (int i = 0; i < 2 * each; i++) {
      int item = Objects.requireNonNull(mailbox.poll(LONG.toNanos()));
      int sender = item / each;
      assertThat(item).isEqualTo(next[sender]++);
    }
    assertThat(mailbox.poll()).isNull();
  }

  @Test
  void anEmptyMailboxIsWaitedForInTimeOnly() throws Exception {
    long begin = System.nanoTime();

    assertThat(new Mailbox<String>().poll(SHORT.toNanos())).isNull();

    assertThat(Duration.ofNanos(System.nanoTime() - begin)).isGreaterThanOrEqualTo(SHORT);
  }

  @Test
  void whoWaitsAtAMailboxCanBeInterrupted() throws Exception {
    CompletableFuture<Boolean> interrupted = new CompletableFuture<>();
    Thread reader =
        Thread.startVirtualThread(
            () -> {
              try {
                new Mailbox<String>().poll(LONG.toNanos());
                interrupted.complete(false);
              } catch (InterruptedException expected) {
                interrupted.complete(true);
              }
            });
    reader.interrupt();

    assertThat(interrupted.get(10, TimeUnit.SECONDS)).isTrue();
  }
}
