package dev.hearth.gateway.misuse;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** The alerts in PostgreSQL. Thread-safe; what a method returns is committed. */
@Component
class Alerts {

  private static final String COLUMNS =
      "id, at, kind, subject, team, request_id, categories, occurrences, suspended, closed_at";

  private final JdbcClient jdbc;

  Alerts(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  /** Why an alert was raised. */
  enum Kind {
    REPEATED_REFUSALS("repeated_refusals"),
    SIMILAR_TEXTS("similar_texts");

    private final String text;

    Kind(String text) {
      this.text = text;
    }

    String text() {
      return text;
    }
  }

  /** An alert as it is kept. */
  record Alert(
      long id,
      Instant at,
      String kind,
      UUID subject,
      String team,
      String requestId,
      List<String> categories,
      int occurrences,
      boolean suspended,
      @Nullable Instant closedAt) {}

  void raise(
      Kind kind,
      UUID subject,
      String team,
      String requestId,
      Set<String> categories,
      int occurrences,
      boolean suspended) {
    jdbc.sql(
            "insert into gateway.alert (kind, subject, team, request_id, categories, occurrences,"
                + " suspended) values (:kind, :subject, :team, :request, :categories,"
                + " :occurrences, :suspended)")
        .param("kind", kind.text())
        .param("subject", subject)
        .param("team", team)
        .param("request", requestId)
        .param("categories", categories.stream().sorted().toArray(String[]::new))
        .param("occurrences", occurrences)
        .param("suspended", suspended)
        .update();
  }

  /**
   * Alerts, the newest first.
   *
   * @param team only those of this team; null means all
   * @param open only those that nobody closed
   */
  List<Alert> list(@Nullable String team, boolean open, int limit) {
    return jdbc.sql(
            "select "
                + COLUMNS
                + " from gateway.alert where (:team::text is null or team = :team)"
                + " and (not :open or closed_at is null) order by id desc limit :limit")
        .param("team", team)
        .param("open", open)
        .param("limit", limit)
        .query(Alerts::alert)
        .list();
  }

  /** Notes that somebody has seen to this alert. */
  Optional<Alert> close(long id) {
    return jdbc.sql(
            "update gateway.alert set closed_at = coalesce(closed_at, now()) where id = :id"
                + " returning "
                + COLUMNS)
        .param("id", id)
        .query(Alerts::alert)
        .optional();
  }

  private static Alert alert(ResultSet row, int number) throws SQLException {
    java.sql.Timestamp closed = row.getTimestamp("closed_at");
    return new Alert(
        row.getLong("id"),
        row.getTimestamp("at").toInstant(),
        row.getString("kind"),
        row.getObject("subject", UUID.class),
        row.getString("team"),
        row.getString("request_id"),
        List.of((String[]) row.getArray("categories").getArray()),
        row.getInt("occurrences"),
        row.getBoolean("suspended"),
        closed == null ? null : closed.toInstant());
  }
}
