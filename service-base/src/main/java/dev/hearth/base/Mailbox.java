package dev.hearth.base;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * A queue that many threads fill and one empties, which may wait for a time ({@link Waits} says why
 * not with a blocking queue of the JDK).
 *
 * @param <T> what it holds
 */
public final class Mailbox<T> {

  private final Queue<T> queue = new ConcurrentLinkedQueue<>();
  private volatile @Nullable Thread reader;

  /** Adds an item. */
  public void add(T item) {
    queue.add(item);
    wake();
  }

  /** The next item, or null if there is none now. */
  public @Nullable T poll() {
    return queue.poll();
  }

  /**
   * Waits for the next item. One thread at a time.
   *
   * @param nanoseconds how long, to within a hundredth of a second
   * @return null if none came in time
   */
  public @Nullable T poll(long nanoseconds) throws InterruptedException {
    T item = queue.poll();
    if (item != null || nanoseconds <= 0) {
      return item;
    }
    long end = System.nanoTime() + nanoseconds;
    reader = Thread.currentThread();
    Waits.Alarm alarm = Waits.after(nanoseconds, this::wake);
    try {
      while (true) {
        item = queue.poll();
        if (item != null || System.nanoTime() - end >= 0) {
          return item;
        }
        if (Thread.interrupted()) {
          throw new InterruptedException();
        }
        LockSupport.park(this);
      }
    } finally {
      alarm.cancel();
      reader = null;
    }
  }

  private void wake() {
    Thread waiting = reader;
    if (waiting != null) {
      LockSupport.unpark(waiting);
    }
  }
}
