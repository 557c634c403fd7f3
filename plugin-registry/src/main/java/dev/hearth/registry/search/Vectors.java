package dev.hearth.registry.search;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.stereotype.Component;

/**
 * Keeps the vectors of tools' texts. New ones are made in the background, one at a time; a search
 * waits for them no longer than {@value #PATIENCE_MILLISECONDS} ms and goes by words where one is
 * missing. Thread-safe.
 */
@Component
class Vectors implements DisposableBean {

  private static final Logger log = LoggerFactory.getLogger(Vectors.class);
  private static final int PATIENCE_MILLISECONDS = 250;
  private static final int MOST_KEPT = 50_000;

  private final ExecutorService worker =
      Executors.newSingleThreadExecutor(
          Thread.ofPlatform().daemon().name("tool-vectors").factory());
  private final CompletableFuture<Meaning> meaning =
      CompletableFuture.supplyAsync(Meaning::new, worker);
  private final Cache<String, float[]> kept = Caffeine.newBuilder().maximumSize(MOST_KEPT).build();
  private final Set<String> coming = ConcurrentHashMap.newKeySet();

  /** The vectors of these texts, in their order; null for those that are not there yet. */
  float[] @Nullable [] of(List<String> texts) {
    List<CompletableFuture<?>> waiting = new ArrayList<>();
    for (String text : texts) {
      if (kept.getIfPresent(text) == null && !worker.isShutdown() && coming.add(text)) {
        waiting.add(CompletableFuture.runAsync(() -> make(text), worker));
      }
    }
    if (!waiting.isEmpty()) {
      CompletableFuture.allOf(waiting.toArray(CompletableFuture[]::new))
          .completeOnTimeout(null, PATIENCE_MILLISECONDS, TimeUnit.MILLISECONDS)
          .join();
    }
    float[][] found = new float[texts.size()][];
    for (int i = 0; i < found.length; i++) {
      found[i] = kept.getIfPresent(texts.get(i));
    }
    return found;
  }

  private void make(String text) {
    try {
      kept.put(text, meaning.join().of(text));
    } finally {
      coming.remove(text);
    }
  }

  /** The vector of a text, waiting for as long as it takes. */
  float[] now(String text) {
    return meaning.join().of(text);
  }

  /** Whether all vectors that were asked for have been made. */
  boolean isIdle() {
    return meaning.isDone() && coming.isEmpty();
  }

  /** The vector of a question; null while the model is being loaded. */
  float @Nullable [] ofQuestion(String question) {
    if (!meaning.isDone()) {
      log.info("the embedding model is not loaded yet; tools are ranked by words");
      return null;
    }
    return meaning.join().ofQuestion(question);
  }

  @Override
  public void destroy() {
    worker.shutdownNow();
  }
}
