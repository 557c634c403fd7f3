package dev.hearth.base;

import io.netty.util.HashedWheelTimer;
import io.netty.util.Timeout;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Waits that are over in time, at the price of a queue's entry. A virtual thread that parks for a
 * time wakes the JDK's timer thread, and once more when it is woken early, as nearly always here;
 * with the dozen such waits of a request that was a tenth of all processor time
 * (docs/performance.md). A wheel that turns anyway need not be woken. Thread-safe.
 */
public final class Waits {

  /** How late a wait may end. */
  private static final Duration TICK = Duration.ofMillis(10);

  private static final HashedWheelTimer WHEEL =
      new HashedWheelTimer(
          task -> Thread.ofPlatform().daemon().name("waits").unstarted(task),
          TICK.toNanos(),
          TimeUnit.NANOSECONDS);

  static {
    // Here, since an interrupt that comes while the wheel is started is lost.
    WHEEL.start();
  }

  private Waits() {}

  /** What will be done, unless it is cancelled. */
  public interface Alarm {

    /** Cancels it, if it was not done yet. */
    void cancel();
  }

  /**
   * Does something after a time, in the wheel's own thread: it must not block.
   *
   * @param time to within a hundredth of a second; none or a negative one means now
   */
  public static Alarm after(Duration time, Runnable alarm) {
    return after(time.toNanos(), alarm);
  }

  static Alarm after(long nanoseconds, Runnable alarm) {
    Timeout timeout =
        WHEEL.newTimeout(over -> alarm.run(), Math.max(0, nanoseconds), TimeUnit.NANOSECONDS);
    return timeout::cancel;
  }

  /**
   * Waits for a future's value. If the time is over the future itself ends with a {@link
   * TimeoutException}, so that whoever would complete it learns that nobody waits any more.
   *
   * @throws ExecutionException if it fails
   * @throws TimeoutException if the time is over
   */
  public static <T> T get(CompletableFuture<T> future, Duration time)
      throws InterruptedException, ExecutionException, TimeoutException {
    if (!future.isDone()) {
      Alarm alarm = after(time, () -> future.completeExceptionally(new TimeoutException()));
      try {
        return future.get();
      } catch (ExecutionException failure) {
        if (failure.getCause() instanceof TimeoutException late) {
          throw late;
        }
        throw failure;
      } finally {
        alarm.cancel();
      }
    }
    return future.get();
  }
}
