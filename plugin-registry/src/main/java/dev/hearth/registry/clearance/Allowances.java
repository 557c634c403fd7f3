package dev.hearth.registry.clearance;

import dev.hearth.base.ServiceException;
import dev.hearth.registry.egress.Clearance;
import dev.hearth.registry.manifest.Trees;
import java.time.Clock;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import org.springframework.transaction.annotation.Transactional;

/** The internal origins and ranges that administrators allow single teams. Thread-safe. */
@Repository
class Allowances {

  private final JdbcClient jdbc;
  private final Clock clock;

  Allowances(JdbcClient jdbc, Clock clock) {
    this.jdbc = jdbc;
    this.clock = clock;
  }

  /**
   * What a team is allowed.
   *
   * @param allow origins and ranges, as {@link Clearance#of} reads them
   * @param revision counts the changes; 0 before the first
   */
  record Allowance(List<String> allow, long revision) {
    Allowance {
      allow = List.copyOf(allow);
    }

    String etag() {
      return "\"" + revision + "\"";
    }
  }

  /** What a team's plugins may call because an administrator said so. */
  Clearance of(String team) {
    return Clearance.of(find(team).allow());
  }

  /** What was allowed, as it was written. */
  @Transactional(readOnly = true)
  public Allowance find(String team) {
    return jdbc.sql("select allow, revision from registry.team_egress where team = :team")
        .param("team", team)
        .query(
            (row, number) ->
                new Allowance(
                    Arrays.asList(Trees.JSON.readValue(row.getString("allow"), String[].class)),
                    row.getLong("revision")))
        .optional()
        .orElse(new Allowance(List.of(), 0));
  }

  /**
   * Replaces what a team is allowed.
   *
   * @throws ServiceException 412 {@code version_conflict} if it was changed meanwhile
   */
  @Transactional
  public Allowance set(String team, List<String> allow, String subject, @Nullable String ifMatch) {
    jdbc.sql("select pg_advisory_xact_lock(hashtextextended(:key, 1))")
        .param("key", team)
        .query((row, number) -> 0)
        .single();
    Allowance before = find(team);
    if (ifMatch != null && !ifMatch.strip().equals("*") && !ifMatch.strip().equals(before.etag())) {
      throw new ServiceException(
          HttpStatus.PRECONDITION_FAILED,
          "version_conflict",
          "the list was changed meanwhile; read it again",
          "If-Match");
    }
    jdbc.sql(
            """
            insert into registry.team_egress (team, allow, revision, changed_at, changed_by)
            values (:team, cast(:allow as json), :revision, :now, :subject)
            on conflict (team) do update set allow = excluded.allow, revision = excluded.revision,
              changed_at = excluded.changed_at, changed_by = excluded.changed_by
            """)
        .param("team", team)
        .param("allow", Trees.JSON.writeValueAsString(allow))
        .param("revision", before.revision() + 1)
        .param("now", OffsetDateTime.now(clock.withZone(ZoneOffset.UTC)))
        .param("subject", subject)
        .update();
    jdbc.sql(
            """
            insert into registry.egress_event (team, actor, before, after, at)
            values (:team, :subject, cast(:before as json), cast(:after as json), :now)
            """)
        .param("team", team)
        .param("subject", subject)
        .param("before", Trees.JSON.writeValueAsString(before.allow()))
        .param("after", Trees.JSON.writeValueAsString(allow))
        .param("now", OffsetDateTime.now(clock.withZone(ZoneOffset.UTC)))
        .update();
    return find(team);
  }
}
