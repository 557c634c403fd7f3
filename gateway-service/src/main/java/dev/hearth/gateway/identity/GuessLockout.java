package dev.hearth.gateway.identity;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Ticker;
import java.time.Duration;
import java.util.Optional;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.stereotype.Component;

/**
 * Locks out sources that show wrong credentials, so that keys cannot be guessed and the database is
 * not asked for every guess. A credential that was good from a source before the lockout still is:
 * people behind one address are not locked out by a neighbour's mistake, and a guesser learns
 * nothing new. How often a source was locked out is forgotten once it was not for a while, whatever
 * else comes from there. Bounded in memory; thread-safe, never blocks.
 */
@Component
final class GuessLockout {

  private static final int MOST_DOUBLINGS = 4;
  private static final Duration GOOD_FOR = Duration.ofHours(1);

  private final GuessProperties properties;
  private final Ticker clock;
  private final Cache<String, Guesses> records;
  private final Cache<Known, Boolean> known;

  @Autowired
  GuessLockout(GuessProperties properties) {
    this(properties, Ticker.systemTicker());
  }

  GuessLockout(GuessProperties properties, Ticker clock) {
    this.properties = properties;
    this.clock = clock;
    records =
        Caffeine.newBuilder()
            .executor(Runnable::run)
            .maximumSize(properties.sources())
            .ticker(clock)
            .expireAfterWrite(forgotten(properties))
            .build();
    known =
        Caffeine.newBuilder()
            .executor(Runnable::run)
            .maximumSize(properties.sources())
            .ticker(clock)
            .expireAfterAccess(GOOD_FOR)
            .build();
  }

  /** How long after its last failure, or the end of its last lockout, a source begins anew. */
  private static Duration forgotten(GuessProperties properties) {
    return properties.window().plus(properties.lockout().multipliedBy(1L << MOST_DOUBLINGS));
  }

  /** How much longer this source is locked out for this credential; empty if it is not. */
  Optional<Duration> lockedOut(String source, KeySecret.Hash credential) {
    Guesses record = records.getIfPresent(source);
    if (record == null) {
      return Optional.empty();
    }
    long left = record.lockedUntil() - clock.read();
    return left <= 0
            || !record.locked()
            || known.getIfPresent(new Known(source, credential)) != null
        ? Optional.empty()
        : Optional.of(Duration.ofNanos(left));
  }

  /** Notes that this credential was good. */
  void succeeded(String source, KeySecret.Hash credential) {
    Known pair = new Known(source, credential);
    if (known.getIfPresent(pair) == null) {
      known.put(pair, true);
    }
  }

  /** Notes that a credential was wrong. */
  void failed(String source) {
    long now = clock.read();
    records
        .asMap()
        .compute(
            source,
            (same, before) ->
                (before == null ? Guesses.first(now) : before).failed(now, properties));
  }

  private record Known(String source, KeySecret.Hash credential) {}

  private record Guesses(
      int failures, long windowStart, int lockouts, boolean locked, long lockedUntil) {

    static Guesses first(long now) {
      return new Guesses(0, now, 0, false, 0);
    }

    Guesses failed(long now, GuessProperties properties) {
      boolean fresh = now - windowStart > properties.window().toNanos();
      int count = fresh ? 1 : failures + 1;
      long start = fresh ? now : windowStart;
      if (count < properties.attempts()) {
        return new Guesses(count, start, lockouts, locked, lockedUntil);
      }
      boolean again = locked && now - lockedUntil <= forgotten(properties).toNanos();
      int before = again ? lockouts : 0;
      long length = properties.lockout().toNanos() << Math.min(before, MOST_DOUBLINGS);
      return new Guesses(0, now, before + 1, true, now + length);
    }
  }
}
