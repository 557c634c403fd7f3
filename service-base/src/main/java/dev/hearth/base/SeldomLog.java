package dev.hearth.base;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;

/**
 * Warns of what may happen a thousand times a second, but of each kind once a second, with how
 * often it was not told meanwhile: a service that has too much to do must not write logs instead.
 * Thread-safe.
 */
public final class SeldomLog {

  private static final long PAUSE = TimeUnit.SECONDS.toNanos(1);

  private final Logger log;
  private final LongSupplier nanos;
  private final Map<String, Kind> kinds = new ConcurrentHashMap<>();

  /** Writes to this log. */
  public SeldomLog(Logger log) {
    this(log, System::nanoTime);
  }

  SeldomLog(Logger log, LongSupplier nanos) {
    this.log = log;
    this.nanos = nanos;
  }

  /**
   * Warns, unless it did of this kind within the last second.
   *
   * @param kind what counts as the same; there should be few
   * @param message what is written
   * @param cause what led to it; null if there is no more to say
   */
  public void warn(String kind, String message, @Nullable Throwable cause) {
    long untold = kinds.computeIfAbsent(kind, first -> new Kind()).next(nanos.getAsLong());
    if (untold == 0) {
      log.warn("{}", message, cause);
    } else if (untold > 0) {
      log.warn("{} ({} more of the kind before)", message, untold, cause);
    }
  }

  private static final class Kind {

    private long told;
    private long untold = -1;

    /** How often it was not told, or -1 if it is not told now either. */
    synchronized long next(long now) {
      if (untold >= 0 && now - told < PAUSE) {
        untold++;
        return -1;
      }
      long before = Math.max(0, untold);
      told = now;
      untold = 0;
      return before;
    }
  }
}
