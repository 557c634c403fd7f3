package dev.hearth.registry.registration;

import dev.hearth.base.ServiceException;
import dev.hearth.registry.manifest.Trees;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * Answers a repeated request with the same Idempotency-Key as it was answered the first time, for a
 * day. A request that failed leaves nothing behind. Thread-safe, also across instances.
 */
@Component
class Idempotency {

  private static final Duration KEPT = Duration.ofDays(1);

  /** Who has not answered by then was stopped in between. */
  private static final Duration GIVEN_UP = Duration.ofMinutes(2);

  private final JdbcClient jdbc;
  private final Clock clock;

  Idempotency(JdbcClient jdbc, Clock clock) {
    this.jdbc = jdbc;
    this.clock = clock;
  }

  private record Stored(
      String hash, int status, @Nullable String body, @Nullable String etag, @Nullable String at) {}

  /**
   * Runs the request, or repeats its answer.
   *
   * @param key the header's value; null to just run it
   * @param requestHash tells one request from another
   * @throws ServiceException 422 {@code idempotency_key_reused} for another request under the same
   *     key, 409 {@code request_in_progress} while the first one still runs
   */
  ResponseEntity<?> run(
      String team, @Nullable String key, String requestHash, Supplier<ResponseEntity<?>> request) {
    if (key == null) {
      return request.get();
    }
    if (key.isBlank() || key.length() > 255) {
      throw ServiceException.badRequest(
          "Idempotency-Key", "Idempotency-Key must have 1 to 255 characters");
    }
    if (!begin(team, key, requestHash)) {
      return repeated(team, key, requestHash);
    }
    boolean answered = false;
    try {
      ResponseEntity<?> answer = request.get();
      finish(team, key, answer);
      answered = true;
      return answer;
    } finally {
      if (!answered) {
        jdbc.sql("delete from registry.idempotent_request where team = :team and key = :key")
            .param("team", team)
            .param("key", key)
            .update();
      }
    }
  }

  private boolean begin(String team, String key, String hash) {
    OffsetDateTime now = now();
    jdbc.sql(
            """
            delete from registry.idempotent_request where created_at < :old
              or (status is null and created_at < :abandoned)
            """)
        .param("old", now.minus(KEPT))
        .param("abandoned", now.minus(GIVEN_UP))
        .update();
    return jdbc.sql(
                """
                insert into registry.idempotent_request (team, key, request_hash, created_at)
                values (:team, :key, :hash, :now) on conflict do nothing
                """)
            .param("team", team)
            .param("key", key)
            .param("hash", hash)
            .param("now", now)
            .update()
        > 0;
  }

  private void finish(String team, String key, ResponseEntity<?> answer) {
    URI location = answer.getHeaders().getLocation();
    jdbc.sql(
            """
            update registry.idempotent_request
            set status = :status, body = :body, etag = :etag, location = :location
            where team = :team and key = :key
            """)
        .param("status", answer.getStatusCode().value())
        .param("body", Trees.JSON.writeValueAsString(answer.getBody()))
        .param("etag", answer.getHeaders().getETag())
        .param("location", location == null ? null : location.toString())
        .param("team", team)
        .param("key", key)
        .update();
  }

  private ResponseEntity<?> repeated(String team, String key, String hash) {
    Stored stored =
        jdbc.sql(
                """
                select request_hash, coalesce(status, 0) as status, body, etag, location
                from registry.idempotent_request where team = :team and key = :key
                """)
            .param("team", team)
            .param("key", key)
            .query(
                (row, number) ->
                    new Stored(
                        row.getString("request_hash"),
                        row.getInt("status"),
                        row.getString("body"),
                        row.getString("etag"),
                        row.getString("location")))
            .optional()
            .orElse(new Stored(hash, 0, null, null, null));
    if (!stored.hash().equals(hash)) {
      throw new ServiceException(
          HttpStatus.UNPROCESSABLE_CONTENT,
          "idempotency_key_reused",
          "this Idempotency-Key was used for another request",
          "Idempotency-Key");
    }
    if (stored.status() == 0) {
      throw new ServiceException(
          HttpStatus.CONFLICT,
          "request_in_progress",
          "the first request with this Idempotency-Key has not been answered yet",
          "Idempotency-Key");
    }
    ResponseEntity.BodyBuilder answer =
        ResponseEntity.status(stored.status())
            .contentType(MediaType.APPLICATION_JSON)
            .header("Idempotency-Replayed", "true");
    if (stored.etag() != null) {
      answer.eTag(stored.etag());
    }
    if (stored.at() != null) {
      answer.location(URI.create(stored.at()));
    }
    return answer.body(stored.body());
  }

  private OffsetDateTime now() {
    return OffsetDateTime.now(clock.withZone(ZoneOffset.UTC));
  }
}
