package dev.hearth.inference.embedded;

import dev.hearth.inference.engine.Cancellation;
import dev.hearth.inference.engine.EngineException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Lets as many requests work at once as the engine has slots, and a bounded number wait, first
 * come, first served. Thread-safe.
 */
final class Slots {

  /** How much the newest request counts in the average. */
  private static final double NEWEST = 0.2;

  private final int slots;
  private final int queue;
  private final Semaphore free;
  private final AtomicInteger waiting = new AtomicInteger();
  private double averageSeconds = 2;

  Slots(int slots, int queue) {
    this.slots = slots;
    this.queue = queue;
    this.free = new Semaphore(slots, true);
  }

  /**
   * Waits for a slot.
   *
   * @return gives the slot back; null if it was cancelled first
   * @throws EngineException 503 {@code queue_full} with the time after which the queue will have
   *     moved on
   */
  Slot acquire(Cancellation cancellation) throws EngineException {
    if (!free.tryAcquire()) {
      waitForOne(cancellation);
    }
    long start = System.nanoTime();
    return () -> {
      took((System.nanoTime() - start) / 1e9);
      free.release();
    };
  }

  private void waitForOne(Cancellation cancellation) throws EngineException {
    int ahead = waiting.getAndIncrement();
    if (ahead >= queue) {
      waiting.decrementAndGet();
      throw EngineException.unavailable(
          "queue_full", "Too many requests wait for the model.", retryAfterSeconds(ahead), null);
    }
    Thread self = Thread.currentThread();
    try (Cancellation.Registration hook = cancellation.onCancel(self::interrupt)) {
      free.acquire();
    } catch (InterruptedException cancelled) {
      throw EngineException.unavailable("cancelled", "Nobody waits any more.", 1, cancelled);
    } finally {
      waiting.decrementAndGet();
    }
  }

  /** How many requests wait. */
  int waiting() {
    return waiting.get();
  }

  /** How many slots are free. */
  int free() {
    return free.availablePermits();
  }

  private synchronized int retryAfterSeconds(int ahead) {
    return (int) Math.clamp(Math.ceil(averageSeconds * (ahead + 1) / slots), 1, 120);
  }

  private synchronized void took(double seconds) {
    averageSeconds = (1 - NEWEST) * averageSeconds + NEWEST * seconds;
  }

  /** A slot that is held. */
  interface Slot extends AutoCloseable {
    @Override
    void close();
  }
}
