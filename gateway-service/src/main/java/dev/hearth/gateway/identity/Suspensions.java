package dev.hearth.gateway.identity;

import dev.hearth.gateway.lookup.Lookups;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * The API keys and token subjects that are refused until somebody lifts it. Thread-safe; what a
 * method returns is committed.
 */
@Component
public class Suspensions {

  private static final String COLUMNS = "id, team, reason, at";
  private static final String ALL = "all";

  private final JdbcClient jdbc;
  private final Lookups<String, Set<UUID>> remembered;

  Suspensions(JdbcClient jdbc, IdentityProperties properties) {
    this.jdbc = jdbc;
    remembered = new Lookups<>(properties.keyCacheTime(), 1, all -> Optional.of(ids()));
  }

  /**
   * A suspension.
   *
   * @param id of the API key or token subject
   * @param team its team
   * @param reason why, in words
   * @param at since when
   */
  public record Suspension(UUID id, String team, String reason, Instant at) {}

  /** Whether this caller is refused, as of some seconds ago at most. */
  public boolean contains(UUID id) {
    return remembered.find(ALL).orElseThrow().contains(id);
  }

  private Set<UUID> ids() {
    return new HashSet<>(jdbc.sql("select id from gateway.suspension").query(UUID.class).list());
  }

  /** Refuses this caller from now on; the first reason stays. */
  public Suspension suspend(UUID id, String team, String reason) {
    Suspension suspension =
        jdbc.sql(
                "insert into gateway.suspension (id, team, reason) values (:id, :team, :reason)"
                    + " on conflict (id) do update set reason = suspension.reason returning "
                    + COLUMNS)
            .param("id", id)
            .param("team", team)
            .param("reason", reason)
            .query(Suspensions::suspension)
            .single();
    remembered.forget(ALL);
    return suspension;
  }

  /**
   * Lets this caller in again.
   *
   * @return empty if it was not suspended
   */
  Optional<Suspension> lift(UUID id) {
    Optional<Suspension> lifted =
        jdbc.sql("delete from gateway.suspension where id = :id returning " + COLUMNS)
            .param("id", id)
            .query(Suspensions::suspension)
            .optional();
    remembered.forget(ALL);
    return lifted;
  }

  /** All suspensions, the newest first. */
  List<Suspension> list() {
    return jdbc.sql("select " + COLUMNS + " from gateway.suspension order by at desc, id")
        .query(Suspensions::suspension)
        .list();
  }

  /** The team of the API key or token subject with this id. */
  Optional<String> team(UUID id) {
    return jdbc.sql(
            "select team from gateway.api_key where id = :id"
                + " union all select team from gateway.token_subject where id = :id")
        .param("id", id)
        .query(String.class)
        .optional();
  }

  private static Suspension suspension(ResultSet row, int number) throws SQLException {
    return new Suspension(
        row.getObject("id", UUID.class),
        row.getString("team"),
        row.getString("reason"),
        row.getTimestamp("at").toInstant());
  }
}
