package dev.hearth.inference.pool;

import dev.hearth.contracts.inference.EngineStates.ServerState;
import dev.hearth.contracts.inference.ModelInfo;
import dev.hearth.inference.engine.Embedder;
import dev.hearth.inference.engine.Engine;
import dev.hearth.inference.engine.EngineException;
import io.github.resilience4j.bulkhead.Bulkhead;
import io.github.resilience4j.bulkhead.BulkheadConfig;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One server of a remote engine, and what is known of it. Thread-safe. */
public final class Backend {

  private static final Logger log = LoggerFactory.getLogger(Backend.class);

  /** How much the newest answer counts in the average. */
  private static final double NEWEST = 0.3;

  private final String name;
  private final URI url;
  private final Engine engine;
  private final int maxConcurrent;
  private final CircuitBreaker breaker;
  private final Bulkhead bulkhead;
  private final ReentrantLock checking = new ReentrantLock();

  /** When the last check that has ended began, by {@link System#nanoTime}; as is the next. */
  private long checkBegan = System.nanoTime();

  private volatile long callEnded = checkBegan;
  private volatile Seen seen = new Seen(null, List.of(), List.of(), "not asked yet");
  private double firstTokenSeconds;
  private int samples;
  private int failuresInARow;
  private int ejections;
  private Instant ejectedUntil = Instant.EPOCH;
  private long calls;
  private long failures;

  /**
   * A server.
   *
   * @param name what operators call it, unique within its engine
   * @param url where it is, for operators to read
   * @param engine speaks with it
   * @param maxConcurrent generations that it is given at the same time
   */
  public Backend(
      String name, URI url, Engine engine, int maxConcurrent, PoolProperties properties) {
    this.name = name;
    this.url = url;
    this.engine = engine;
    this.maxConcurrent = maxConcurrent;
    breaker =
        CircuitBreaker.of(
            name,
            CircuitBreakerConfig.custom()
                .failureRateThreshold(properties.failureRate())
                .slidingWindowSize(properties.window())
                .minimumNumberOfCalls(properties.minimumCalls())
                .waitDurationInOpenState(properties.openTime())
                .permittedNumberOfCallsInHalfOpenState(1)
                .build());
    bulkhead =
        Bulkhead.of(
            name,
            BulkheadConfig.custom()
                .maxConcurrentCalls(maxConcurrent)
                .maxWaitDuration(Duration.ZERO)
                .build());
  }

  String name() {
    return name;
  }

  Engine engine() {
    return engine;
  }

  int maxConcurrent() {
    return maxConcurrent;
  }

  /**
   * Asks for its models, which shows whether it lives. One at a time: who comes while it is asked
   * waits, and all who waited share the next answer.
   */
  void check() {
    long came = System.nanoTime();
    checking.lock();
    try {
      if (checkBegan - came <= 0) {
        long began = System.nanoTime();
        ask(began);
        checkBegan = began;
      }
    } finally {
      checking.unlock();
    }
  }

  private void ask(long began) {
    try {
      List<ModelInfo> models = engine.models();
      List<ModelInfo> embedding =
          engine instanceof Embedder embedder ? embedder.embeddingModels() : List.of();
      if (seen.trouble() != null) {
        log.info("the server {} at {} answers", name, shown());
      }
      seen = new Seen(Instant.now(), models, embedding, null);
    } catch (EngineException | RuntimeException down) {
      if (healthy() && callEnded - began > 0) {
        return; // it has more to do than to tell its models, but lives: a call came to its end
      }
      if (seen.trouble() == null) {
        log.warn("the server {} at {} does not answer: {}", name, shown(), down.getMessage());
      }
      seen = new Seen(Instant.now(), List.of(), List.of(), String.valueOf(down.getMessage()));
    }
  }

  boolean wasChecked() {
    return seen.at() != null;
  }

  boolean healthy() {
    return seen.trouble() == null;
  }

  List<ModelInfo> models() {
    return seen.models();
  }

  List<ModelInfo> embeddingModels() {
    return seen.embedding();
  }

  boolean has(String model) {
    return seen.models().stream().anyMatch(one -> one.id().equals(model))
        || seen.embedding().stream().anyMatch(one -> one.id().equals(model));
  }

  /** Whether its circuit breaker lets no call through. */
  boolean open() {
    return breaker.getState() == CircuitBreaker.State.OPEN;
  }

  int inFlight() {
    return maxConcurrent - bulkhead.getMetrics().getAvailableConcurrentCalls();
  }

  double load() {
    return (double) inFlight() / maxConcurrent;
  }

  /** Takes a place and the breaker's permission; false if there is none. */
  boolean tryEnter() {
    if (!bulkhead.tryAcquirePermission()) {
      return false;
    }
    if (!breaker.tryAcquirePermission()) {
      bulkhead.releasePermission();
      return false;
    }
    return true;
  }

  void leave() {
    bulkhead.onComplete();
  }

  /** A call came to its end, or failed by the caller's own fault. */
  synchronized void succeeded(long nanos, @Nullable Duration firstToken) {
    breaker.onSuccess(nanos, TimeUnit.NANOSECONDS);
    callEnded = System.nanoTime();
    calls++;
    failuresInARow = 0;
    if (firstToken != null) {
      double seconds = firstToken.toNanos() / 1e9;
      firstTokenSeconds =
          samples == 0 ? seconds : (1 - NEWEST) * firstTokenSeconds + NEWEST * seconds;
      samples++;
    }
  }

  /** A call failed by the server's fault. */
  synchronized void failed(long nanos, Throwable failure) {
    breaker.onError(nanos, TimeUnit.NANOSECONDS, failure);
    calls++;
    failures++;
    failuresInARow++;
  }

  /** A call was cancelled: it says nothing of the server. */
  void cancelled() {
    breaker.releasePermission();
  }

  synchronized int failuresInARow() {
    return failuresInARow;
  }

  /** How long it takes to begin an answer; negative as long as too little is known. */
  synchronized double firstTokenSeconds(int leastSamples) {
    return samples < leastSamples ? -1 : firstTokenSeconds;
  }

  synchronized boolean ejected() {
    return Instant.now().isBefore(ejectedUntil);
  }

  /** Sets it aside, each time for longer; what was measured of it is forgotten. */
  synchronized void eject(Duration time, String why) {
    ejections++;
    ejectedUntil = Instant.now().plus(time.multipliedBy(Math.min(ejections, 10)));
    samples = 0;
    failuresInARow = 0;
    log.warn("the server {} at {} is set aside until {}: {}", name, shown(), ejectedUntil, why);
  }

  /** What operators are told of it. */
  synchronized ServerState state() {
    return new ServerState(
        name,
        shown(),
        healthy(),
        seen.trouble(),
        breaker.getState().name().toLowerCase(Locale.ROOT),
        ejected() ? ejectedUntil : null,
        inFlight(),
        maxConcurrent,
        samples == 0 ? null : Math.round(firstTokenSeconds * 1000),
        calls,
        failures,
        seen.models().stream().map(ModelInfo::id).toList());
  }

  /** Without user and password, should there be any. */
  private String shown() {
    return url.getScheme() + "://" + url.getHost() + (url.getPort() < 0 ? "" : ":" + url.getPort());
  }

  /** What the last check showed. */
  private record Seen(
      @Nullable Instant at,
      List<ModelInfo> models,
      List<ModelInfo> embedding,
      @Nullable String trouble) {}
}
