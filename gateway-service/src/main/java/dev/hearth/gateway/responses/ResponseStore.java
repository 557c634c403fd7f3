package dev.hearth.gateway.responses;

import dev.hearth.contracts.inference.Message;
import dev.hearth.gateway.error.Failures;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The responses that are kept, in PostgreSQL; each is its team's alone. Thread-safe. */
@Component
class ResponseStore {

  private static final TypeReference<List<Message>> MESSAGES = new TypeReference<>() {};

  private final JdbcClient jdbc;
  private final JsonMapper mapper;

  ResponseStore(JdbcClient jdbc, JsonMapper mapper) {
    this.jdbc = jdbc;
    this.mapper = mapper;
  }

  /**
   * Keeps a response; when this returns it is committed. Also forgets some that have expired.
   *
   * @throws dev.hearth.base.ServiceException 503 if it could not be kept
   */
  void put(Kept response) {
    try {
      jdbc.sql(
              "delete from gateway.response where id in"
                  + " (select id from gateway.response where expires_at < now() limit 100"
                  + " for update skip locked)")
          .update();
      jdbc.sql(
              "insert into gateway.response (id, team, created_at, expires_at, body, input,"
                  + " messages) values (:id, :team, :created, :expires, :body::jsonb,"
                  + " :input::jsonb, :messages::jsonb)")
          .param("id", response.id())
          .param("team", response.team())
          .param("created", response.created().atOffset(ZoneOffset.UTC))
          .param("expires", response.expires().atOffset(ZoneOffset.UTC))
          .param("body", mapper.writeValueAsString(response.body()))
          .param("input", mapper.writeValueAsString(response.input()))
          .param("messages", mapper.writeValueAsString(response.messages()))
          .update();
    } catch (DataAccessException failure) {
      throw Failures.database(failure);
    }
  }

  /** A response of this team that has not expired. */
  Optional<Kept> find(String team, String id) {
    return jdbc.sql(
            "select * from gateway.response where id = :id and team = :team and expires_at > now()")
        .param("id", id)
        .param("team", team)
        .query(
            (row, number) ->
                new Kept(
                    row.getString("id"),
                    row.getString("team"),
                    row.getTimestamp("created_at").toInstant(),
                    row.getTimestamp("expires_at").toInstant(),
                    mapper.readTree(row.getString("body")),
                    mapper.readTree(row.getString("input")),
                    mapper.readValue(row.getString("messages"), MESSAGES)))
        .optional();
  }

  /** Forgets a response of this team; false if there is none. */
  boolean delete(String team, String id) {
    return jdbc.sql(
                "delete from gateway.response where id = :id and team = :team"
                    + " and expires_at > now()")
            .param("id", id)
            .param("team", team)
            .update()
        == 1;
  }

  /**
   * A response that is kept.
   *
   * @param body as the caller read it
   * @param input the input items of its request
   * @param messages the conversation as the model read it, with this answer, without instructions
   */
  record Kept(
      String id,
      String team,
      Instant created,
      Instant expires,
      JsonNode body,
      JsonNode input,
      List<Message> messages) {

    Kept {
      messages = List.copyOf(messages);
    }
  }
}
