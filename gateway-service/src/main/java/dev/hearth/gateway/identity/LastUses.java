package dev.hearth.gateway.identity;

import java.sql.Timestamp;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;
import org.springframework.transaction.TransactionException;

/**
 * When keys were last used and token subjects last seen. Noting it costs a request nothing but a
 * map's entry; it is written in batches, so a crash loses the last few seconds of it. Thread-safe.
 */
@Component
class LastUses implements SmartLifecycle {

  private static final Logger log = LoggerFactory.getLogger(LastUses.class);

  /** Subjects that may wait to be written; an issuer can name any number of them. */
  private static final int MOST_SUBJECTS = 20_000;

  private final Map<UUID, Instant> keys = new ConcurrentHashMap<>();
  private final Map<UUID, TokenSubject> subjects = new ConcurrentHashMap<>();
  private final JdbcTemplate jdbc;
  private final IdentityProperties properties;
  private @Nullable ScheduledExecutorService clock;
  private @Nullable ScheduledFuture<?> writing;

  LastUses(JdbcTemplate jdbc, IdentityProperties properties) {
    this.jdbc = jdbc;
    this.properties = properties;
  }

  void note(UUID key) {
    keys.put(key, Instant.now());
  }

  void note(TokenSubject subject) {
    if (subjects.size() < MOST_SUBJECTS || subjects.containsKey(subject.id())) {
      subjects.put(subject.id(), subject);
    }
  }

  @Override
  public synchronized void start() {
    long interval = properties.lastUseInterval().toMillis();
    clock = Executors.newSingleThreadScheduledExecutor(Thread.ofVirtual().factory());
    writing = clock.scheduleWithFixedDelay(this::write, interval, interval, TimeUnit.MILLISECONDS);
  }

  @Override
  public synchronized void stop() {
    if (clock != null && writing != null) {
      writing.cancel(false);
      clock.close();
      clock = null;
      writing = null;
      write();
    }
  }

  @Override
  public synchronized boolean isRunning() {
    return clock != null;
  }

  /** Stops after the web server, to write what its last requests noted. */
  @Override
  public int getPhase() {
    return 0;
  }

  private void write() {
    try {
      writeKeys();
      writeSubjects();
    } catch (DataAccessException | TransactionException unreachable) {
      log.warn("last uses could not be written and wait: {}", unreachable.getMessage());
    }
  }

  private void writeKeys() {
    Map<UUID, Instant> batch = Map.copyOf(keys);
    if (batch.isEmpty()) {
      return;
    }
    List<Object[]> rows = new ArrayList<>();
    batch.forEach((id, at) -> rows.add(new Object[] {Timestamp.from(at), id, Timestamp.from(at)}));
    jdbc.batchUpdate(
        "update gateway.api_key set last_used_at = ? where id = ?"
            + " and (last_used_at is null or last_used_at < ?)",
        rows);
    batch.forEach(keys::remove);
  }

  private void writeSubjects() {
    Map<UUID, TokenSubject> batch = Map.copyOf(subjects);
    if (batch.isEmpty()) {
      return;
    }
    List<Object[]> rows = new ArrayList<>();
    batch.forEach(
        (id, seen) -> {
          Timestamp at = Timestamp.from(seen.seenAt());
          rows.add(new Object[] {id, seen.issuer(), seen.subject(), seen.team(), at, at});
        });
    jdbc.batchUpdate(
        "insert into gateway.token_subject (id, issuer, subject, team, first_seen_at,"
            + " last_seen_at) values (?, ?, ?, ?, ?, ?) on conflict (id) do update set"
            + " team = excluded.team,"
            + " last_seen_at = greatest(token_subject.last_seen_at, excluded.last_seen_at)",
        rows);
    batch.forEach(subjects::remove);
  }
}
