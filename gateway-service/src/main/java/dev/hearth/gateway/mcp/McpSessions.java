package dev.hearth.gateway.mcp;

import dev.hearth.gateway.identity.Identity;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import org.springframework.transaction.annotation.Transactional;

/**
 * The sessions of MCP clients, in PostgreSQL, so that any gateway knows them. Each belongs to the
 * API key that began it; of its id only a hash is kept. Thread-safe.
 */
@Repository
class McpSessions {

  /** A use is written down no more often than this. */
  private static final Duration NOTED_EVERY = Duration.ofMinutes(1);

  private final JdbcClient jdbc;
  private final McpProperties properties;
  private final SecureRandom random = new SecureRandom();

  McpSessions(JdbcClient jdbc, McpProperties properties) {
    this.jdbc = jdbc;
    this.properties = properties;
  }

  /**
   * A session.
   *
   * @param hash what it is known by here
   * @param protocol the version of the protocol that was agreed on
   * @param elicitation whether the client can ask its user for an approval
   */
  record Session(String hash, String protocol, boolean elicitation) {

    /** What approvals of calls within this session are bound to. */
    String conversation() {
      return "mcp:" + hash.substring(0, 40);
    }
  }

  /** Begins a session and returns its id. */
  @Transactional
  String begin(Identity identity, String protocol, boolean elicitation) {
    byte[] drawn = new byte[24];
    random.nextBytes(drawn);
    String id = Base64.getUrlEncoder().withoutPadding().encodeToString(drawn);
    String key = identity.keyId().toString();
    jdbc.sql(
            """
            delete from gateway.mcp_session where used_at < :over or id_hash in (
              select id_hash from gateway.mcp_session where key_id = :key
              order by created_at desc offset :most)
            """)
        .param("over", at(Instant.now().minus(properties.sessionLifetime())))
        .param("key", key)
        .param("most", properties.sessionsPerKey() - 1)
        .update();
    jdbc.sql(
            """
            insert into gateway.mcp_session
              (id_hash, key_id, protocol, elicitation, created_at, used_at)
            values (:hash, :key, :protocol, :elicitation, :now, :now)
            """)
        .param("hash", hash(id))
        .param("key", key)
        .param("protocol", protocol)
        .param("elicitation", elicitation)
        .param("now", at(Instant.now()))
        .update();
    return id;
  }

  /** The session with this id, if it is this key's and not over. */
  @Transactional
  Optional<Session> find(Identity identity, String id) {
    Instant now = Instant.now();
    String hash = hash(id);
    Optional<Session> session =
        jdbc.sql(
                """
                select protocol, elicitation from gateway.mcp_session
                where id_hash = :hash and key_id = :key and used_at >= :over
                """)
            .param("hash", hash)
            .param("key", identity.keyId().toString())
            .param("over", at(now.minus(properties.sessionLifetime())))
            .query(
                (row, number) ->
                    new Session(hash, row.getString("protocol"), row.getBoolean("elicitation")))
            .optional();
    if (session.isPresent()) {
      jdbc.sql(
              """
              update gateway.mcp_session set used_at = :now where id_hash = :hash and used_at < :old
              """)
          .param("now", at(now))
          .param("hash", hash)
          .param("old", at(now.minus(NOTED_EVERY)))
          .update();
    }
    return session;
  }

  /** Ends a session; false if this key has no such session. */
  @Transactional
  boolean end(Identity identity, String id) {
    return jdbc.sql("delete from gateway.mcp_session where id_hash = :hash and key_id = :key")
            .param("hash", hash(id))
            .param("key", identity.keyId().toString())
            .update()
        > 0;
  }

  private static OffsetDateTime at(Instant instant) {
    return instant.atOffset(ZoneOffset.UTC);
  }

  private static String hash(String id) {
    try {
      return HexFormat.of()
          .formatHex(
              MessageDigest.getInstance("SHA-256").digest(id.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException("every Java platform has SHA-256", impossible);
    }
  }
}
