package dev.hearth.gateway.misuse;

import dev.hearth.gateway.policy.MisusePolicy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.CannotAcquireLockException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * The refused requests and flagged texts of each caller, in PostgreSQL, so that all gateways count
 * together and a restart forgets nothing. Thread-safe; what a method returns is committed.
 */
@Component
class Refusals {

  /** No window is longer. */
  private static final Duration KEPT = Duration.ofDays(1);

  /** Many times what all requests that a gateway takes on need one after the other. */
  private static final Duration LONGEST_WAIT = Duration.ofSeconds(10);

  private static final int TURNS = 64;

  private final JdbcClient jdbc;
  private final TransactionTemplate transaction;

  /** One for each caller, which some share. */
  private final List<Lock> turns = Stream.<Lock>generate(ReentrantLock::new).limit(TURNS).toList();

  Refusals(JdbcClient jdbc, TransactionTemplate transaction) {
    this.jdbc = jdbc;
    this.transaction = transaction;
  }

  /** What was noticed. */
  record Sign(Alerts.Kind kind, int occurrences) {}

  /**
   * When it is too much.
   *
   * @param refusals so many refused requests
   * @param refusalWindow within this time
   * @param similar or so many near-alike texts
   * @param similarWindow within this time
   */
  record Bounds(int refusals, Duration refusalWindow, int similar, Duration similarWindow) {}

  /**
   * Counts a refused request. What makes up a sign is forgotten: the next one wants as many again.
   *
   * @param sketches of its texts about fraud or extremism
   * @throws CannotAcquireLockException if the caller's other requests keep it waiting too long
   */
  List<Sign> learn(UUID caller, List<Sketch> sketches, Bounds bounds) {
    return inTurn(
        caller,
        () -> {
          List<Sign> found = new ArrayList<>(refused(caller, bounds));
          found.addAll(similar(caller, sketches, bounds));
          return found;
        });
  }

  /**
   * Counts flagged texts beside the refused ones. One that is known already is not counted again:
   * conversations are sent anew with each of their turns.
   *
   * @param sketches of the texts, which are about fraud or extremism
   * @throws CannotAcquireLockException as {@link #learn} does
   */
  List<Sign> learnFlagged(UUID caller, List<Sketch> sketches, Bounds bounds) {
    return inTurn(
        caller,
        () -> {
          List<Kept> known = kept(caller, bounds);
          return similar(
              caller,
              sketches.stream()
                  .filter(one -> known.stream().noneMatch(kept -> kept.sketch.likeness(one) == 1))
                  .toList(),
              bounds);
        });
  }

  private List<Sign> inTurn(UUID caller, Supplier<List<Sign>> learning) {
    // Whoever waits for its turn holds no connection: many refusals of one caller at a time must
    // not take those of all others.
    Lock turn = turns.get(Math.floorMod(caller.hashCode(), TURNS));
    await(turn);
    try {
      List<Sign> signs =
          transaction.execute(
              status -> {
                // One after the other, so that two gateways do not see the same sign.
                jdbc.sql("select 1 from pg_advisory_xact_lock(hashtextextended(:caller, 0))")
                    .param("caller", "refusals " + caller)
                    .query(Integer.class)
                    .single();
                forget();
                return learning.get();
              });
      return signs == null ? List.of() : signs;
    } finally {
      turn.unlock();
    }
  }

  private static void await(Lock turn) {
    try {
      if (!turn.tryLock(LONGEST_WAIT.toNanos(), TimeUnit.NANOSECONDS)) {
        throw new CannotAcquireLockException("the caller's other refusals take too long");
      }
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new CannotAcquireLockException("interrupted", interrupted);
    }
  }

  private void forget() {
    jdbc.sql(
            "delete from gateway.refusal where id in (select id from gateway.refusal"
                + " where at < now() - make_interval(secs => :kept) order by at limit 1000"
                + " for update skip locked)")
        .param("kept", KEPT.toSeconds())
        .update();
  }

  private List<Sign> refused(UUID caller, Bounds bounds) {
    jdbc.sql("insert into gateway.refusal (caller) values (:caller)")
        .param("caller", caller)
        .update();
    int refusals =
        jdbc.sql(
                "select count(*) from gateway.refusal where caller = :caller and sketch is null"
                    + " and at > now() - make_interval(secs => :window)")
            .param("caller", caller)
            .param("window", bounds.refusalWindow.toSeconds())
            .query(Integer.class)
            .single();
    if (refusals < bounds.refusals) {
      return List.of();
    }
    jdbc.sql("delete from gateway.refusal where caller = :caller and sketch is null")
        .param("caller", caller)
        .update();
    return List.of(new Sign(Alerts.Kind.REPEATED_REFUSALS, refusals));
  }

  /** Compares each sketch with the latest before it, be they of the same request or kept. */
  private List<Sign> similar(UUID caller, List<Sketch> sketches, Bounds bounds) {
    if (sketches.isEmpty()) {
      return List.of();
    }
    List<Kept> kept = kept(caller, bounds);
    List<Kept> latest = new ArrayList<>(kept);
    List<Sign> signs = new ArrayList<>();
    for (Sketch sketch : sketches) {
      List<Kept> alike =
          latest.stream()
              .limit(MisusePolicy.MOST_SIMILAR)
              .filter(before -> before.sketch.likeness(sketch) >= Sketch.ALIKE)
              .toList();
      int texts = alike.size() + 1;
      if (texts < bounds.similar) {
        latest.addFirst(new Kept(null, sketch));
      } else {
        latest.removeAll(alike);
        signs.add(new Sign(Alerts.Kind.SIMILAR_TEXTS, texts));
      }
    }
    keep(caller, latest.reversed().stream().filter(one -> one.id == null).toList());
    kept.removeAll(latest);
    forget(kept);
    return signs;
  }

  /** The caller's latest sketches, the newest first. */
  private List<Kept> kept(UUID caller, Bounds bounds) {
    return new ArrayList<>(
        jdbc.sql(
                "select id, sketch from gateway.refusal where caller = :caller"
                    + " and sketch is not null"
                    + " and at > now() - make_interval(secs => :window)"
                    + " order by id desc limit :most")
            .param("caller", caller)
            .param("window", bounds.similarWindow.toSeconds())
            .param("most", MisusePolicy.MOST_SIMILAR)
            .query((row, number) -> new Kept(row.getLong("id"), Sketch.of(row.getBytes("sketch"))))
            .list());
  }

  private void keep(UUID caller, List<Kept> sketches) {
    if (!sketches.isEmpty()) {
      jdbc.sql(
              "insert into gateway.refusal (caller, sketch)"
                  + " select :caller, unnest(:sketches::bytea[])")
          .param("caller", caller)
          .param(
              "sketches", sketches.stream().map(one -> one.sketch.bytes()).toArray(byte[][]::new))
          .update();
    }
  }

  private void forget(List<Kept> sketches) {
    if (!sketches.isEmpty()) {
      jdbc.sql("delete from gateway.refusal where id in (:ids)")
          .param("ids", sketches.stream().map(Kept::id).toList())
          .update();
    }
  }

  /**
   * A sketch that is remembered.
   *
   * @param id null as long as it is not in the database
   */
  private record Kept(@Nullable Long id, Sketch sketch) {}
}
