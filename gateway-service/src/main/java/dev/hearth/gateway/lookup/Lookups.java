package dev.hearth.gateway.lookup;

import com.github.benmanes.caffeine.cache.AsyncCache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Expiry;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.QueryTimeoutException;

/**
 * Looks something up in the database and remembers it for a while. Who wants the same at the same
 * time shares one look-up and, if it fails, its failure; who comes within a second after is told so
 * at once. So a database that is away costs a request one short wait, however many there are.
 * Thread-safe.
 *
 * @param <K> what it is found by
 * @param <V> what is found
 */
public final class Lookups<K, V> {

  /** As long as one may wait for a connection, and a little for the answer. */
  private static final Duration PATIENCE = Duration.ofSeconds(4);

  private static final Duration FAILURE_REMEMBERED = Duration.ofSeconds(1);

  private final Function<K, Optional<V>> source;
  private final AsyncCache<K, Found<V>> remembered;

  /**
   * Looks up in a source.
   *
   * @param time for which what was found is remembered; what does not exist is looked up each time
   * @param most how much is remembered
   * @param source blocks until it is known, in a thread of its own
   */
  public Lookups(Duration time, int most, Function<K, Optional<V>> source) {
    this.source = source;
    remembered =
        Caffeine.newBuilder()
            .executor(Runnable::run)
            .maximumSize(most)
            .expireAfter(
                Expiry.<K, Found<V>>creating(
                    (key, found) ->
                        switch (found) {
                          case Found.Value<V> value -> time;
                          case Found.Failure<V> failure -> FAILURE_REMEMBERED;
                        }))
            .buildAsync();
  }

  /**
   * What there is, as of that time ago at most. Does not block if it is remembered, else for 4 s at
   * most.
   *
   * @return empty if it does not exist
   * @throws RuntimeException as the source throws it
   * @throws QueryTimeoutException if the source takes longer
   */
  public Optional<V> find(K key) {
    @Nullable Found<V> found = remembered.get(key, (same, executor) -> lookUp(same)).join();
    return switch (found) {
      case null -> Optional.empty();
      case Found.Value<V> value -> Optional.of(value.value());
      case Found.Failure<V> failure -> throw failure.why();
    };
  }

  /** Looks this up anew at the next time; to be called when a change of it is committed. */
  public void forget(K key) {
    remembered.synchronous().invalidate(key);
  }

  /** Looks all up anew, as {@link #forget}. */
  public void forgetAll() {
    remembered.synchronous().invalidateAll();
  }

  /** A future that ends with null is not kept, whoever asks for what does not exist. */
  private CompletableFuture<@Nullable Found<V>> lookUp(K key) {
    return CompletableFuture.supplyAsync(() -> source.apply(key), Thread::startVirtualThread)
        .orTimeout(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)
        .handle(
            (value, failure) ->
                failure == null
                    ? value.<Found<V>>map(Found.Value::new).orElse(null)
                    : new Found.Failure<>(why(failure)));
  }

  private static RuntimeException why(Throwable failure) {
    return switch (failure) {
      case CompletionException wrapped when wrapped.getCause() != null -> why(wrapped.getCause());
      case RuntimeException known -> known;
      case TimeoutException late ->
          new QueryTimeoutException("the database did not answer in time", late);
      default -> new IllegalStateException("a look-up failed", failure);
    };
  }

  private sealed interface Found<V> {

    record Value<V>(V value) implements Found<V> {}

    record Failure<V>(RuntimeException why) implements Found<V> {}
  }
}
