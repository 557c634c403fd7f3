package dev.hearth.gateway.identity;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.hearth.contracts.Scope;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * The API keys. A key's text exists only in the answer that issues it; PostgreSQL has its SHA-256,
 * by which it is looked up. Thread-safe. Every method but {@link #verify} blocks on the database;
 * what it returns is committed.
 */
@Component
public class ApiKeys {

  private static final String COLUMNS =
      "id, team, name, prefix, hash, scopes, origin, created_at, expires_at, revoked_at";

  private final JdbcClient jdbc;
  private final TransactionTemplate transaction;
  private final Cache<KeySecret.Hash, Stored> verified;

  ApiKeys(JdbcClient jdbc, TransactionTemplate transaction, IdentityProperties properties) {
    this.jdbc = jdbc;
    this.transaction = transaction;
    verified =
        Caffeine.newBuilder()
            .maximumSize(10_000)
            .expireAfterWrite(properties.keyCacheTime())
            .build();
  }

  /**
   * Whose key this is. A verified key is remembered for some seconds; a revocation takes effect at
   * once in this process and after those seconds in others.
   *
   * @return empty if there is no such key, or it has expired or was revoked
   */
  public Optional<Identity> verify(String text) {
    if (!KeySecret.plausible(text)) {
      return Optional.empty();
    }
    KeySecret.Hash hash = new KeySecret(text).hash();
    // Keys that do not exist are not remembered: whoever guesses must not push out those that do.
    Stored stored = verified.get(hash, this::find);
    if (stored == null || !stored.hash().equals(hash) || !stored.key().goodAt(Instant.now())) {
      return Optional.empty();
    }
    ApiKey key = stored.key();
    return Optional.of(new Identity(key.id(), key.team(), key.scopes()));
  }

  /**
   * Makes a key.
   *
   * @param team an existing team
   * @param name what people call it
   * @param scopes what it may do, at least one
   * @param expiresAt when it stops being good; null means never
   */
  public ApiKey.Issued issue(
      String team, String name, Set<Scope> scopes, @Nullable Instant expiresAt) {
    return insert(KeySecret.generate(), team, name, scopes, "issued", expiresAt);
  }

  /** All keys, or those of one team, the newest first. */
  public List<ApiKey> list(@Nullable String team) {
    return jdbc
        .sql(
            "select "
                + COLUMNS
                + " from gateway.api_key where :team::text is null or team = :team"
                + " order by created_at desc, id")
        .param("team", team)
        .query(ApiKeys::stored)
        .list()
        .stream()
        .map(Stored::key)
        .toList();
  }

  /** The key with this id. */
  public Optional<ApiKey> find(UUID id) {
    return jdbc.sql("select " + COLUMNS + " from gateway.api_key where id = :id")
        .param("id", id)
        .query(ApiKeys::stored)
        .optional()
        .map(Stored::key);
  }

  /**
   * Revokes a key, from now on and for good.
   *
   * @return empty if there is none with this id
   */
  public Optional<ApiKey> revoke(UUID id) {
    Optional<Stored> revoked =
        jdbc.sql(
                "update gateway.api_key set revoked_at = coalesce(revoked_at, now()) where id = :id"
                    + " returning "
                    + COLUMNS)
            .param("id", id)
            .query(ApiKeys::stored)
            .optional();
    revoked.ifPresent(stored -> verified.invalidate(stored.hash()));
    return revoked.map(Stored::key);
  }

  /**
   * Makes a key like another one, which stays good for a while so that its holders can change over.
   *
   * @param overlap how long the old key stays good at most
   * @return empty if there is no good key with this id
   */
  public Optional<ApiKey.Issued> rotate(UUID id, Duration overlap) {
    Instant end = Instant.now().plus(overlap);
    Optional<Rotated> rotated =
        Objects.requireNonNull(
            transaction.execute(status -> expire(id, end).map(old -> new Rotated(old, like(old)))));
    rotated.ifPresent(done -> verified.invalidate(done.old().hash()));
    return rotated.map(Rotated::issued);
  }

  /**
   * Makes this text, and no earlier configured one, a key with all scopes of the default team.
   *
   * @param text of 24 to 200 printable characters
   */
  void configure(String text) {
    KeySecret.Hash hash = new KeySecret(text).hash();
    transaction.executeWithoutResult(
        status -> {
          jdbc.sql(
                  "update gateway.api_key set revoked_at = now()"
                      + " where origin = 'configured' and revoked_at is null and hash <> :hash")
              .param("hash", hash.bytes())
              .update();
          jdbc.sql(
                  "insert into gateway.api_key (id, team, name, prefix, hash, scopes, origin)"
                      + " values (:id, :team, :name, 'configured', :hash, :scopes, 'configured')"
                      + " on conflict (hash) do update set origin = 'configured',"
                      + " scopes = excluded.scopes, expires_at = null, revoked_at = null")
              .param("id", UUID.randomUUID())
              .param("team", Teams.DEFAULT)
              .param("name", FirstAdministrator.NAME)
              .param("hash", hash.bytes())
              .param("scopes", texts(EnumSet.allOf(Scope.class)))
              .update();
        });
    verified.invalidateAll();
  }

  /**
   * Makes an administrator's key unless there is a good one.
   *
   * @return the new key's text
   */
  Optional<String> generateFirst() {
    return Objects.requireNonNull(
        transaction.execute(
            status -> {
              // Two gateways may start at the same time on an empty database.
              jdbc.sql("lock table gateway.api_key in share row exclusive mode").update();
              if (administratorExists()) {
                return Optional.<String>empty();
              }
              return Optional.of(
                  insert(
                          KeySecret.generate(),
                          Teams.DEFAULT,
                          FirstAdministrator.NAME,
                          EnumSet.allOf(Scope.class),
                          "generated",
                          null)
                      .text());
            }));
  }

  private boolean administratorExists() {
    return jdbc.sql(
            "select exists (select from gateway.api_key where 'admin' = any (scopes)"
                + " and revoked_at is null and (expires_at is null or expires_at > now()))")
        .query(Boolean.class)
        .single();
  }

  private Optional<Stored> expire(UUID id, Instant end) {
    return jdbc.sql(
            "update gateway.api_key set expires_at = least(coalesce(expires_at, :end), :end)"
                + " where id = :id and revoked_at is null"
                + " and (expires_at is null or expires_at > now()) returning "
                + COLUMNS)
        .param("id", id)
        .param("end", end.atOffset(ZoneOffset.UTC))
        .query(ApiKeys::stored)
        .optional();
  }

  private ApiKey.Issued like(Stored old) {
    return issue(old.key().team(), old.key().name(), old.key().scopes(), null);
  }

  private ApiKey.Issued insert(
      KeySecret secret,
      String team,
      String name,
      Set<Scope> scopes,
      String origin,
      @Nullable Instant expiresAt) {
    Stored stored =
        jdbc.sql(
                "insert into gateway.api_key"
                    + " (id, team, name, prefix, hash, scopes, origin, expires_at) values"
                    + " (:id, :team, :name, :prefix, :hash, :scopes, :origin, :expires)"
                    + " returning "
                    + COLUMNS)
            .param("id", UUID.randomUUID())
            .param("team", team)
            .param("name", name)
            .param("prefix", secret.prefix())
            .param("hash", secret.hash().bytes())
            .param("scopes", texts(scopes))
            .param("origin", origin)
            .param("expires", expiresAt == null ? null : expiresAt.atOffset(ZoneOffset.UTC))
            .query(ApiKeys::stored)
            .single();
    return new ApiKey.Issued(stored.key(), secret.text());
  }

  private @Nullable Stored find(KeySecret.Hash hash) {
    return jdbc.sql("select " + COLUMNS + " from gateway.api_key where hash = :hash")
        .param("hash", hash.bytes())
        .query(ApiKeys::stored)
        .optional()
        .orElse(null);
  }

  private static String[] texts(Set<Scope> scopes) {
    return EnumSet.copyOf(scopes).stream().map(Scope::text).toArray(String[]::new);
  }

  private static Stored stored(ResultSet row, int number) throws SQLException {
    Set<Scope> scopes = EnumSet.noneOf(Scope.class);
    for (String scope : (String[]) row.getArray("scopes").getArray()) {
      scopes.add(Scope.of(scope));
    }
    return new Stored(
        new KeySecret.Hash(row.getBytes("hash")),
        new ApiKey(
            row.getObject("id", UUID.class),
            row.getString("team"),
            row.getString("name"),
            row.getString("prefix"),
            scopes,
            row.getString("origin"),
            row.getTimestamp("created_at").toInstant(),
            instant(row, "expires_at"),
            instant(row, "revoked_at")));
  }

  private static @Nullable Instant instant(ResultSet row, String column) throws SQLException {
    java.sql.Timestamp time = row.getTimestamp(column);
    return time == null ? null : time.toInstant();
  }

  private record Stored(KeySecret.Hash hash, ApiKey key) {}

  private record Rotated(Stored old, ApiKey.Issued issued) {}
}
