package dev.hearth.gateway.misuse;

import dev.hearth.gateway.policy.MisusePolicy;
import java.sql.Types;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * The refused requests of each caller, in PostgreSQL, so that all gateways count together and a
 * restart forgets nothing. Thread-safe; what a method returns is committed.
 */
@Component
class Refusals {

  /** No window is longer. */
  private static final Duration KEPT = Duration.ofDays(1);

  private final JdbcClient jdbc;
  private final TransactionTemplate transaction;

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
   */
  List<Sign> learn(UUID caller, List<Sketch> sketches, Bounds bounds) {
    List<Sign> signs =
        transaction.execute(
            status -> {
              // One after the other, so that two gateways do not see the same sign.
              jdbc.sql("select 1 from pg_advisory_xact_lock(hashtextextended(:caller, 0))")
                  .param("caller", "refusals " + caller)
                  .query(Integer.class)
                  .single();
              forget();
              List<Sign> found = new ArrayList<>(refused(caller, bounds));
              sketches.forEach(sketch -> found.addAll(similar(caller, sketch, bounds)));
              return found;
            });
    return signs == null ? List.of() : signs;
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
    add(caller, null);
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

  private List<Sign> similar(UUID caller, Sketch sketch, Bounds bounds) {
    List<Long> alike =
        new ArrayList<>(
            jdbc
                .sql(
                    "select id, sketch from gateway.refusal where caller = :caller"
                        + " and sketch is not null"
                        + " and at > now() - make_interval(secs => :window)"
                        + " order by id desc limit :most")
                .param("caller", caller)
                .param("window", bounds.similarWindow.toSeconds())
                .param("most", MisusePolicy.MOST_SIMILAR)
                .query(
                    (row, number) -> new Seen(row.getLong("id"), Sketch.of(row.getBytes("sketch"))))
                .list()
                .stream()
                .filter(seen -> seen.sketch.likeness(sketch) >= Sketch.ALIKE)
                .map(Seen::id)
                .toList());
    alike.add(add(caller, sketch));
    if (alike.size() < bounds.similar) {
      return List.of();
    }
    jdbc.sql("delete from gateway.refusal where id in (:alike)").param("alike", alike).update();
    return List.of(new Sign(Alerts.Kind.SIMILAR_TEXTS, alike.size()));
  }

  private record Seen(long id, Sketch sketch) {}

  private long add(UUID caller, @Nullable Sketch sketch) {
    return jdbc.sql(
            "insert into gateway.refusal (caller, sketch) values (:caller, :sketch) returning id")
        .param("caller", caller)
        .param("sketch", sketch == null ? null : sketch.bytes(), Types.BINARY)
        .query(Long.class)
        .single();
  }
}
