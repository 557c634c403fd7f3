package dev.hearth.gateway.admission;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Counts in Redis, and while Redis is down in this process with a share of every limit. The first
 * request that Redis keeps waiting waits for its timeout; until Redis gives a sign of life again,
 * for which a thread of its own asks, no other does.
 */
final class SharedCounters implements Counters, AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(SharedCounters.class);
  private static final Duration BETWEEN_SIGNS = Duration.ofMillis(500);

  private final RedisCounters redis;
  private final LocalCounters local;
  private final AtomicBoolean shared = new AtomicBoolean();
  private final Map<String, Subject> outage = new ConcurrentHashMap<>();
  private final CountDownLatch closed = new CountDownLatch(1);

  SharedCounters(RedisCounters redis, LocalCounters local) {
    this.redis = redis;
    this.local = local;
    if (redis.alive()) {
      shared.set(true);
    } else {
      log.warn("Redis cannot be reached: this gateway grants its share of every limit by itself");
    }
    Thread.ofVirtual().name("redis-watch").start(this::watch);
  }

  /** Whether Redis counts at the moment. */
  boolean shared() {
    return shared.get();
  }

  @Override
  public Outcome enter(Demand demand) {
    if (shared.get()) {
      try {
        return redis.enter(demand);
      } catch (RedisCounters.Unreachable down) {
        lost(down);
      }
    }
    remember(demand);
    return local.enter(demand);
  }

  @Override
  public Outcome reserve(Demand demand, long tokens) {
    if (shared.get()) {
      try {
        return redis.reserve(demand, tokens);
      } catch (RedisCounters.Unreachable down) {
        lost(down);
      }
    }
    remember(demand);
    return local.reserve(demand, tokens);
  }

  @Override
  public void settle(Demand demand, long difference, Period reserved) {
    throw new IllegalStateException("whoever counted a demand settles it");
  }

  @Override
  public void leave(Demand demand) {
    throw new IllegalStateException("whoever counted a demand ends it");
  }

  @Override
  public void close() {
    closed.countDown();
    redis.close();
  }

  private void remember(Demand demand) {
    demand
        .subjects()
        .forEach(
            subject -> {
              if (subject.limits().hasQuota()) {
                outage.put(subject.name(), subject);
              }
            });
  }

  private void lost(RedisCounters.Unreachable down) {
    if (shared.compareAndSet(true, false)) {
      log.warn(
          "Redis does not answer: this gateway grants its share of every limit by itself", down);
    }
  }

  private void watch() {
    while (pause()) {
      if (!shared.get() && redis.alive()) {
        redis.replay(local.empty(), Map.copyOf(outage));
        outage.clear();
        shared.set(true);
        log.info("Redis answers again: limits are shared");
      }
    }
  }

  private boolean pause() {
    try {
      return !closed.await(BETWEEN_SIGNS.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}
