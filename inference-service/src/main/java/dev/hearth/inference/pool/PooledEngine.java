package dev.hearth.inference.pool;

import dev.hearth.base.Waits;
import dev.hearth.contracts.inference.EngineStates.ServerState;
import dev.hearth.contracts.inference.ModelInfo;
import dev.hearth.inference.engine.Cancellation;
import dev.hearth.inference.engine.Capacity;
import dev.hearth.inference.engine.Embedder;
import dev.hearth.inference.engine.Engine;
import dev.hearth.inference.engine.EngineException;
import dev.hearth.inference.engine.Generated;
import dev.hearth.inference.engine.Generation;
import dev.hearth.inference.engine.Output;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Several servers as one engine. A generation goes to the least loaded one that has the model,
 * lives, and is not set aside; if it fails before the first token, to the next one. After the first
 * token it is never begun again: its reader has part of it. Tools are not called here, so that no
 * attempt has an effect of its own. Thread-safe.
 */
public final class PooledEngine implements Engine, Embedder {

  private static final Logger log = LoggerFactory.getLogger(PooledEngine.class);

  /** Answers of a server that must be known before it is compared with the others. */
  private static final int LEAST_SAMPLES = 4;

  /** A server that begins within this is never too slow. */
  private static final double FAST_SECONDS = 0.5;

  private static final int RETRY_SECONDS = 5;

  private final String name;
  private final List<Backend> backends;
  private final PoolProperties properties;
  private final int waiting;
  private final AtomicInteger turn = new AtomicInteger();
  private final ExecutorService checks = Executors.newVirtualThreadPerTaskExecutor();

  /**
   * These servers.
   *
   * @param name the engine's name
   * @param waiting how many generations may wait for them
   */
  public PooledEngine(String name, List<Backend> backends, PoolProperties properties, int waiting) {
    this.name = name;
    this.backends = List.copyOf(backends);
    this.properties = properties;
    this.waiting = waiting;
  }

  @Override
  public void start() {
    for (Backend backend : backends) {
      checks.execute(() -> watch(backend));
    }
  }

  private void watch(Backend backend) {
    try {
      while (!checks.isShutdown()) {
        backend.check();
        Thread.sleep(properties.healthInterval());
      }
    } catch (InterruptedException closed) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    checks.shutdownNow();
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public List<ModelInfo> models() throws EngineException {
    return union(Backend::models);
  }

  @Override
  public List<ModelInfo> embeddingModels() throws EngineException {
    return union(Backend::embeddingModels);
  }

  /** Asks all servers at once, now. */
  public void check() {
    List<Future<?>> asked = new ArrayList<>();
    backends.forEach(backend -> asked.add(checks.submit(backend::check)));
    for (Future<?> one : asked) {
      try {
        one.get();
      } catch (ExecutionException impossible) {
        throw new IllegalStateException("a check does not throw", impossible);
      } catch (InterruptedException interrupted) {
        Thread.currentThread().interrupt();
        return;
      }
    }
  }

  private List<ModelInfo> union(Function<Backend, List<ModelInfo>> of) throws EngineException {
    if (backends.stream().noneMatch(Backend::wasChecked)) {
      check();
    }
    Map<String, ModelInfo> models = new LinkedHashMap<>();
    backends.forEach(
        backend -> of.apply(backend).forEach(one -> models.putIfAbsent(one.id(), one)));
    if (models.isEmpty() && backends.stream().noneMatch(Backend::healthy)) {
      throw unavailable(null);
    }
    return List.copyOf(models.values());
  }

  /** As many places as the servers have that can be used at this moment. */
  @Override
  public Capacity capacity() {
    int places =
        backends.stream()
            .filter(backend -> backend.healthy() && !backend.open())
            .mapToInt(Backend::maxConcurrent)
            .sum();
    return new Capacity(Math.max(1, places), waiting);
  }

  @Override
  public boolean isWhole() {
    return backends.stream().allMatch(Backend::healthy);
  }

  /** What operators are told of the servers. */
  public List<ServerState> states() {
    return backends.stream().map(Backend::state).toList();
  }

  @Override
  public Generated generate(Generation generation, Output output, Cancellation cancellation)
      throws EngineException {
    Set<Backend> tried = new HashSet<>();
    EngineException last = null;
    while (true) {
      Backend backend = choose(generation.model(), tried);
      if (backend == null) {
        throw unavailable(last);
      }
      Attempt attempt = new Attempt(output);
      try {
        return attempt(backend, generation, attempt, cancellation);
      } catch (EngineException failure) {
        if (attempt.spoke || cancellation.cancelled() || !ofServer(failure)) {
          throw failure;
        }
        log.warn(
            "the server {} failed before the first token ({}); trying the next one",
            backend.name(),
            failure.code());
        last = failure;
      }
    }
  }

  @Override
  public Vectors embed(Texts texts) throws EngineException {
    Set<Backend> tried = new HashSet<>();
    EngineException last = null;
    while (true) {
      Backend backend = choose(texts.model(), tried);
      if (backend == null || !(backend.engine() instanceof Embedder embedder)) {
        throw unavailable(last);
      }
      long start = System.nanoTime();
      try {
        Vectors vectors = embedder.embed(texts);
        backend.succeeded(System.nanoTime() - start, null);
        return vectors;
      } catch (EngineException failure) {
        end(backend, start, failure);
        if (!ofServer(failure)) {
          throw failure;
        }
        last = failure;
      } finally {
        backend.leave();
      }
    }
  }

  private Generated attempt(
      Backend backend, Generation generation, Attempt attempt, Cancellation cancellation)
      throws EngineException {
    long start = System.nanoTime();
    Cancellation own = new Cancellation();
    Waits.Alarm late = Waits.after(properties.firstTokenTimeout(), () -> giveUp(attempt, own));
    try (Cancellation.Registration hook = cancellation.onCancel(own::cancel)) {
      Generated generated = backend.engine().generate(generation, attempt, own);
      if (cancellation.cancelled()) {
        backend.cancelled();
        return generated;
      }
      if (attempt.late) {
        throw EngineException.unavailable(
            "engine_unavailable", "The engine " + name + " is too slow.", RETRY_SECONDS, null);
      }
      backend.succeeded(System.nanoTime() - start, attempt.firstToken(start));
      ejectIfSlow(backend);
      return generated;
    } catch (EngineException failure) {
      if (cancellation.cancelled()) {
        backend.cancelled();
      } else {
        end(backend, start, failure);
      }
      throw failure;
    } finally {
      late.cancel();
      backend.leave();
    }
  }

  private void giveUp(Attempt attempt, Cancellation own) {
    if (attempt.tooLate()) {
      // What it cancels may write to a server.
      checks.execute(own::cancel);
    }
  }

  private void end(Backend backend, long start, EngineException failure) {
    long nanos = System.nanoTime() - start;
    if (!ofServer(failure)) {
      backend.succeeded(nanos, null);
      return;
    }
    backend.failed(nanos, failure);
    if (backend.failuresInARow() >= properties.outlierFailures() && mayEject()) {
      backend.eject(properties.ejectionTime(), "it failed again and again");
    }
  }

  private static boolean ofServer(EngineException failure) {
    return failure.status() >= 500 || failure.status() == 429 || failure.status() == 404;
  }

  /** A server with the model, the least loaded first; its place is taken. Null if there is none. */
  private @Nullable Backend choose(String model, Set<Backend> tried) {
    int offset = Math.floorMod(turn.getAndIncrement(), backends.size());
    List<Backend> candidates = new ArrayList<>();
    for (int i = 0; i < backends.size(); i++) {
      Backend backend = backends.get((offset + i) % backends.size());
      if (!tried.contains(backend) && backend.healthy() && backend.has(model)) {
        candidates.add(backend);
      }
    }
    // Those that are set aside come last: better a slow answer than none.
    candidates.sort(Comparator.comparing(Backend::ejected).thenComparingDouble(Backend::load));
    for (Backend backend : candidates) {
      if (backend.tryEnter()) {
        tried.add(backend);
        return backend;
      }
    }
    return null;
  }

  private void ejectIfSlow(Backend backend) {
    double own = backend.firstTokenSeconds(LEAST_SAMPLES);
    double[] others =
        backends.stream()
            .filter(other -> other != backend && !other.ejected())
            .mapToDouble(other -> other.firstTokenSeconds(LEAST_SAMPLES))
            .filter(seconds -> seconds >= 0)
            .sorted()
            .toArray();
    if (own < FAST_SECONDS || others.length == 0 || !mayEject()) {
      return;
    }
    double median = others[others.length / 2];
    if (own > median * properties.outlierFactor()) {
      backend.eject(
          properties.ejectionTime(),
          "it takes %.1f s to begin, the others %.1f s".formatted(own, median));
    }
  }

  /** At most half of the servers are set aside. */
  private boolean mayEject() {
    long ejected = backends.stream().filter(Backend::ejected).count();
    return ejected + 1 <= backends.size() / 2;
  }

  private EngineException unavailable(@Nullable EngineException last) {
    if (last != null) {
      return last;
    }
    return EngineException.unavailable(
        "engine_unavailable",
        "No server of the engine " + name + " can take this at the moment.",
        RETRY_SECONDS,
        null);
  }

  /** Hears the answer of one server. */
  private static final class Attempt implements Output {

    private final Output output;
    private volatile boolean begun;
    private volatile boolean spoke;
    private volatile boolean late;
    private volatile long begunNanos;

    Attempt(Output output) {
      this.output = output;
    }

    /** Whether nothing has come; nothing of it counts then any more. */
    synchronized boolean tooLate() {
      late = !begun;
      return late;
    }

    private synchronized void begin() {
      if (!begun) {
        begun = true;
        begunNanos = System.nanoTime();
      }
    }

    @Nullable Duration firstToken(long start) {
      return begun ? Duration.ofNanos(begunNanos - start) : null;
    }

    @Override
    public void accepted() {
      begin();
      if (!late) {
        output.accepted();
      }
    }

    @Override
    public void text(String text) {
      begin();
      if (!late) {
        spoke = true;
        output.text(text);
      }
    }
  }
}
