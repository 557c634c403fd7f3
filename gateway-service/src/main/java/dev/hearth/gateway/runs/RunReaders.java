package dev.hearth.gateway.runs;

import dev.hearth.base.ServiceException;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Component;

/**
 * Bounds those who read events of runs in this gateway. They wait far more than they work, and so
 * hold no place of admission, which are for work; but each holds a connection and looks into the
 * database. Thread-safe, never blocks.
 */
@Component
final class RunReaders {

  /** When a reader goes nobody knows: soon enough, and not so often that it is a load. */
  private static final int RETRY_AFTER_SECONDS = 5;

  private final int most;
  private final int mostOfKey;
  private final Map<UUID, Integer> byKey = new HashMap<>();

  RunReaders(RunsProperties properties) {
    most = properties.maxReaders();
    mostOfKey = properties.maxReadersPerKey();
  }

  /**
   * Counts a reader in; it must be counted out.
   *
   * @throws ServiceException 429 {@code too_many_readers} if its key has as many as it may have,
   *     503 {@code overloaded} if the gateway has
   */
  synchronized void enter(UUID key) {
    if (byKey.getOrDefault(key, 0) >= mostOfKey) {
      throw refused(
          HttpStatus.TOO_MANY_REQUESTS,
          "too_many_readers",
          "The key reads events of runs "
              + mostOfKey
              + " times at the same time; it may read no more of them.");
    }
    if (byKey.values().stream().mapToInt(Integer::intValue).sum() >= most) {
      throw refused(
          HttpStatus.SERVICE_UNAVAILABLE,
          "overloaded",
          "The gateway has as many readers of events as it takes on; try again.");
    }
    byKey.merge(key, 1, Integer::sum);
  }

  /** Counts a reader out. */
  synchronized void leave(UUID key) {
    byKey.computeIfPresent(key, (same, readers) -> readers == 1 ? null : readers - 1);
  }

  private static ServiceException refused(HttpStatus status, String code, String message) {
    return new ServiceException(status, code, message, null, RETRY_AFTER_SECONDS, null);
  }
}
