package dev.hearth.standalone;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * A released version at work on a database: the statements that it sends, in its words, with values
 * of its kind. They are kept under upgrade/ in the tests' resources, beside a database that it
 * left.
 */
final class FormerVersion {

  /**
   * What one round of work left behind.
   *
   * @param team a team it made
   * @param key the text of an API key of that team which it issued
   * @param plugin the name of a plugin which it registered for that team
   * @param longest what the slowest statement took
   */
  record Round(String team, String key, String plugin, Duration longest) {}

  private final List<String> statements = new ArrayList<>();
  private final JdbcClient jdbc;
  private final Map<String, String> content;

  /**
   * @param release such as 0.1.0
   * @param database where {@link #leave} put what that release left
   */
  FormerVersion(String release, DataSource database) {
    jdbc = JdbcClient.create(database);
    for (String schema : List.of("gateway", "registry")) {
      String text = resource(release + "/" + schema + ".sql");
      for (String statement : text.replaceAll("(?m)^--.*$", "").split(";\\s*\\n")) {
        if (!statement.isBlank()) {
          statements.add(statement.strip());
        }
      }
    }
    content =
        Map.of(
            "summary", json("select summary from registry.plugin_version order by created_at"),
            "findings", json("select findings from registry.plugin_version order by created_at"),
            "draft", json("select draft from registry.tool order by name"));
  }

  /** Makes an empty database one that the release left behind. */
  static void leave(String release, DataSource empty) throws SQLException {
    try (Connection connection = empty.getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute(resource(release + "/database.sql"));
    }
  }

  private String json(String query) {
    return jdbc.sql(query + " limit 1").query(String.class).single();
  }

  /**
   * Sends every statement once.
   *
   * @throws AssertionError if one fails, or finds nothing to do or to read
   */
  Round work() {
    String unique = UUID.randomUUID().toString();
    String key = "hearth-former-version-" + unique;
    Map<String, @Nullable Object> values = values(unique, key);
    Duration longest = Duration.ZERO;
    for (String statement : statements) {
      long begun = System.nanoTime();
      int rows;
      try {
        JdbcClient.StatementSpec prepared = jdbc.sql(statement).params(values);
        rows =
            statement.startsWith("select") || statement.contains("returning")
                ? prepared.query().listOfRows().size()
                : prepared.update();
      } catch (DataAccessException failure) {
        throw new AssertionError("the former version fails at: " + statement, failure);
      }
      if (rows == 0) {
        throw new AssertionError("the former version finds no row with: " + statement);
      }
      Duration took = Duration.ofNanos(System.nanoTime() - begun);
      longest = took.compareTo(longest) > 0 ? took : longest;
    }
    return new Round("team-" + unique, key, "former-" + unique, longest);
  }

  private Map<String, @Nullable Object> values(String unique, String key) {
    OffsetDateTime now = OffsetDateTime.now(ZoneOffset.UTC);
    Map<String, @Nullable Object> values = new HashMap<>(content);
    // gateway
    values.put("team", "team-" + unique);
    values.put("id", UUID.randomUUID());
    values.put("otherId", UUID.randomUUID());
    values.put("name", "former-" + unique);
    values.put("prefix", "hearth_00000000");
    values.put("hash", sha256(key));
    values.put("otherHash", sha256("another " + key));
    values.put("scopes", new String[] {"chat"});
    values.put("origin", "issued");
    values.put("expires", now.plusDays(2));
    values.put("end", now.plusDays(1));
    values.put("at", now);
    values.put("from", now.minusYears(50));
    values.put("limit", 10);
    values.put("requestId", "req_" + unique);
    values.put("method", "POST");
    values.put("path", "/v1/chat/completions");
    values.put("model", null);
    values.put("plugins", new String[] {"calculator"});
    values.put("steps", 1);
    values.put("verdicts", new String[] {"input:allow"});
    values.put("promptTokens", 20);
    values.put("completionTokens", 10);
    values.put("status", 200);
    values.put("errorCode", null);
    values.put("latency", 1500);
    // registry
    values.put("plugin", UUID.randomUUID());
    values.put("version", 1);
    values.put("live", true);
    values.put("now", now);
    values.put("subject", "former version");
    values.put("contentHash", unique);
    values.put("manifest", null);
    values.put("manifestUrl", null);
    values.put("document", "sealed or not".getBytes(UTF_8));
    values.put("documentUrl", null);
    values.put("logo", null);
    values.put("position", 0);
    values.put("enabled", true);
    values.put("action", "registered");
    values.put("detail", null);
    values.put("approval", "apr_" + unique);
    values.put("conversation", unique);
    values.put("arguments", "{\"expression\": \"1 + 1\"}");
    values.put("state", "approved");
    values.put("key", unique);
    values.put("allow", "[]");
    values.put("revision", 1L);
    values.put("body", "{}");
    values.put("etag", "\"1\"");
    values.put("location", "/plugins/former");
    return values;
  }

  static byte[] sha256(String text) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(text.getBytes(UTF_8));
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException("every Java platform has SHA-256", impossible);
    }
  }

  private static String resource(String path) {
    try (InputStream file = FormerVersion.class.getResourceAsStream("/upgrade/" + path)) {
      return new String(Objects.requireNonNull(file, path).readAllBytes(), UTF_8);
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }
}
