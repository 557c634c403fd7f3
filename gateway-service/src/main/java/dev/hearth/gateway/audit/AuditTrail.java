package dev.hearth.gateway.audit;

import dev.hearth.base.ServiceException;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DataAccessException;
import org.springframework.http.HttpStatus;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** The audit records in PostgreSQL. Thread-safe. */
@Component
public class AuditTrail {

  private final JdbcClient jdbc;

  AuditTrail(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  /**
   * Keeps a record; when this returns it is committed.
   *
   * @throws ServiceException 503 {@code audit_unavailable} if it could not be
   */
  public void append(AuditRecord entry) {
    try {
      jdbc.sql(
              "insert into gateway.audit (at, request_id, key_id, team, method, path, model,"
                  + " plugins, steps, verdicts, prompt_tokens, completion_tokens, status,"
                  + " error_code, latency_ms) values (:at, :requestId, :keyId, :team, :method,"
                  + " :path, :model, :plugins, :steps, :verdicts, :promptTokens,"
                  + " :completionTokens, :status, :errorCode, :latency)")
          .param("at", entry.at().atOffset(ZoneOffset.UTC))
          .param("requestId", entry.requestId())
          .param("keyId", entry.keyId())
          .param("team", entry.team())
          .param("method", entry.method())
          .param("path", entry.path())
          .param("model", entry.model())
          .param("plugins", entry.plugins().toArray(String[]::new))
          .param("steps", entry.steps())
          .param("verdicts", entry.verdicts().toArray(String[]::new))
          .param("promptTokens", entry.promptTokens())
          .param("completionTokens", entry.completionTokens())
          .param("status", entry.status())
          .param("errorCode", entry.errorCode())
          .param("latency", Math.toIntExact(entry.latency().toMillis()))
          .update();
    } catch (DataAccessException failure) {
      throw new ServiceException(
          HttpStatus.SERVICE_UNAVAILABLE,
          "audit_unavailable",
          "The request could not be recorded, so it is not answered; try again.",
          null,
          2,
          failure);
    }
  }

  /**
   * Records, the newest first.
   *
   * @param team only those of this team; null means all
   * @param from only those from this time on
   * @param limit how many at most
   */
  List<AuditRecord> list(@Nullable String team, Instant from, int limit) {
    return jdbc.sql(
            "select * from gateway.audit where (:team::text is null or team = :team)"
                + " and at >= :from order by id desc limit :limit")
        .param("team", team)
        .param("from", from.atOffset(ZoneOffset.UTC))
        .param("limit", limit)
        .query(AuditTrail::entry)
        .list();
  }

  /** Sums by team and model from this time on. */
  List<Usage> usage(Instant from) {
    return jdbc.sql(
            "select team, coalesce(model, '') as model, count(*) as requests,"
                + " sum(prompt_tokens) as prompt_tokens,"
                + " sum(completion_tokens) as completion_tokens from gateway.audit"
                + " where at >= :from group by team, coalesce(model, '') order by 1, 2")
        .param("from", from.atOffset(ZoneOffset.UTC))
        .query(
            (row, number) ->
                new Usage(
                    row.getString("team"),
                    row.getString("model"),
                    row.getLong("requests"),
                    row.getLong("prompt_tokens"),
                    row.getLong("completion_tokens")))
        .list();
  }

  private static AuditRecord entry(ResultSet row, int number) throws SQLException {
    return new AuditRecord(
        row.getTimestamp("at").toInstant(),
        row.getString("request_id"),
        row.getObject("key_id", UUID.class),
        row.getString("team"),
        row.getString("method"),
        row.getString("path"),
        row.getString("model"),
        List.of((String[]) row.getArray("plugins").getArray()),
        row.getInt("steps"),
        List.of((String[]) row.getArray("verdicts").getArray()),
        row.getInt("prompt_tokens"),
        row.getInt("completion_tokens"),
        row.getInt("status"),
        row.getString("error_code"),
        Duration.ofMillis(row.getInt("latency_ms")));
  }

  /** What a team asked of a model; an empty model stands for requests without one. */
  record Usage(
      String team, String model, long requests, long promptTokens, long completionTokens) {}
}
