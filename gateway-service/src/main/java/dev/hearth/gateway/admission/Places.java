package dev.hearth.gateway.admission;

import com.netflix.concurrency.limits.Limit;
import com.netflix.concurrency.limits.limit.AIMDLimit;
import com.netflix.concurrency.limits.limit.FixedLimit;
import com.netflix.concurrency.limits.limit.Gradient2Limit;
import dev.hearth.gateway.policy.Priority;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The places for requests that are worked on. How many there are follows two signs: the time until
 * models begin to answer, against its own long-term average (a gradient limit), and how often the
 * queue of a model is full (additive increase, multiplicative decrease). A part that is away is no
 * such sign: what fails at once leaves the places to others. When they get few, requests of low
 * priority no longer get one, then those of normal priority. Thread-safe, never blocks.
 */
final class Places {

  private static final double TOLERANCE = 2;
  private static final double BACKOFF = 0.9;

  private final Limit latency;
  private final Limit refusals;
  private final AtomicInteger taken = new AtomicInteger();
  private final int least;

  Places(int least, int most, boolean adaptive) {
    this.least = Math.min(least, most);
    if (adaptive) {
      latency =
          Gradient2Limit.newBuilder()
              .initialLimit(most)
              .minLimit(this.least)
              .maxConcurrency(most)
              .rttTolerance(TOLERANCE)
              .build();
      refusals =
          AIMDLimit.newBuilder()
              .initialLimit(most)
              .minLimit(this.least)
              .maxLimit(most)
              .backoffRatio(BACKOFF)
              // Latency is the other limit's part.
              .timeout(Duration.ofHours(1).toNanos(), TimeUnit.NANOSECONDS)
              .build();
    } else {
      latency = FixedLimit.of(most);
      refusals = FixedLimit.of(most);
    }
  }

  /** How many there are at the moment. */
  int limit() {
    return Math.max(least, Math.min(latency.getLimit(), refusals.getLimit()));
  }

  /** How many are taken. */
  int taken() {
    return taken.get();
  }

  /** Takes a place, unless there is none for this priority. */
  boolean take(Priority priority) {
    int most = share(priority, limit());
    while (true) {
      int now = taken.get();
      if (now >= most) {
        return false;
      }
      if (taken.compareAndSet(now, now + 1)) {
        return true;
      }
    }
  }

  void leave() {
    taken.decrementAndGet();
  }

  /**
   * Learns how long a model took to begin an answer.
   *
   * @param nanos that time, positive
   */
  void began(long nanos) {
    latency.onSample(0, Math.max(1, nanos), taken.get(), false);
    // Counted as if all places were taken: else refusals long past would be held against a burst
    // for as long as little is asked.
    refusals.onSample(0, Math.max(1, nanos), refusals.getLimit(), false);
  }

  /** Learns that what is behind had too much to do. */
  void refused() {
    refusals.onSample(0, 1, taken.get(), true);
  }

  private static int share(Priority priority, int places) {
    return switch (priority) {
      case LOW -> Math.ceilDiv(places, 2);
      case NORMAL -> Math.ceilDiv(places * 4, 5);
      case HIGH -> places;
    };
  }
}
