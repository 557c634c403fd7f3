package dev.hearth.gateway.identity;

import dev.hearth.contracts.Scope;
import dev.hearth.gateway.lookup.Lookups;
import dev.hearth.gateway.policy.Limits;
import dev.hearth.gateway.policy.Priority;
import java.sql.Array;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
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
import tools.jackson.databind.json.JsonMapper;

/**
 * The API keys. A key's text exists only in the answer that issues it; PostgreSQL has its SHA-256,
 * by which it is looked up. Thread-safe. Every method but {@link #verify} blocks on the database;
 * what it returns is committed.
 */
@Component
public class ApiKeys {

  private static final String COLUMNS =
      "id, team, name, prefix, hash, scopes, origin, created_at, expires_at, revoked_at,"
          + " last_used_at, models, plugins, limits::text as limits, priority, version";

  private final JdbcClient jdbc;
  private final TransactionTemplate transaction;
  private final JsonMapper mapper;
  private final Lookups<KeySecret.Hash, Stored> verified;

  ApiKeys(
      JdbcClient jdbc,
      TransactionTemplate transaction,
      JsonMapper mapper,
      IdentityProperties properties) {
    this.jdbc = jdbc;
    this.transaction = transaction;
    this.mapper = mapper;
    verified = new Lookups<>(properties.keyCacheTime(), 10_000, this::find);
  }

  /**
   * The key with this text. A verified key is remembered for some seconds; a revocation takes
   * effect at once in this process and after those seconds in others.
   *
   * @return empty if there is no such key, or it has expired or was revoked
   */
  public Optional<ApiKey> verify(String text) {
    if (!KeySecret.plausible(text)) {
      return Optional.empty();
    }
    KeySecret.Hash hash = new KeySecret(text).hash();
    // Keys that do not exist are not remembered: whoever guesses must not push out those that do.
    return verified
        .find(hash)
        .filter(stored -> stored.hash().equals(hash))
        .map(Stored::key)
        .filter(key -> key.goodAt(Instant.now()));
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
    return issue(team, name, scopes, expiresAt, KeyTerms.NONE);
  }

  /** Makes a key with terms of its own; see the other method of this name. */
  public ApiKey.Issued issue(
      String team, String name, Set<Scope> scopes, @Nullable Instant expiresAt, KeyTerms terms) {
    return insert(KeySecret.generate(), team, name, scopes, "issued", expiresAt, terms);
  }

  /**
   * Changes what a key is called and may do, from now on.
   *
   * @param version the version that is replaced; null means whichever there is
   * @return empty if there is no key of this id and version that was not revoked
   */
  Optional<ApiKey> change(
      UUID id,
      String name,
      Set<Scope> scopes,
      @Nullable Instant expiresAt,
      KeyTerms terms,
      @Nullable Long version) {
    Optional<Stored> changed =
        terms(
                jdbc.sql(
                    "update gateway.api_key set name = :name, scopes = :scopes,"
                        + " expires_at = :expires, models = :models, plugins = :plugins,"
                        + " limits = :limits::jsonb, priority = :priority, version = version + 1"
                        + " where id = :id and revoked_at is null"
                        + " and (:version::bigint is null or version = :version) returning "
                        + COLUMNS),
                terms)
            .param("id", id)
            .param("name", name)
            .param("scopes", texts(scopes))
            .param("expires", expiresAt == null ? null : expiresAt.atOffset(ZoneOffset.UTC))
            .param("version", version)
            .query(this::stored)
            .optional();
    changed.ifPresent(stored -> verified.forget(stored.hash()));
    return changed.map(Stored::key);
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
        .query(this::stored)
        .list()
        .stream()
        .map(Stored::key)
        .toList();
  }

  /** The key with this id. */
  public Optional<ApiKey> find(UUID id) {
    return jdbc.sql("select " + COLUMNS + " from gateway.api_key where id = :id")
        .param("id", id)
        .query(this::stored)
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
                "update gateway.api_key set revoked_at = coalesce(revoked_at, now()),"
                    + " version = version + 1 where id = :id"
                    + " returning "
                    + COLUMNS)
            .param("id", id)
            .query(this::stored)
            .optional();
    revoked.ifPresent(stored -> verified.forget(stored.hash()));
    return revoked.map(Stored::key);
  }

  /**
   * Makes a key like another one, which stays good for a while so that its holders can change over.
   * The new one ends when the old one would have ended.
   *
   * @param overlap how long the old key stays good at most
   * @return empty if there is no good key with this id
   */
  public Optional<ApiKey.Issued> rotate(UUID id, Duration overlap) {
    Instant end = Instant.now().plus(overlap);
    Optional<Rotated> rotated =
        Objects.requireNonNull(
            transaction.execute(
                status -> {
                  Instant until = lastsUntil(id);
                  return expire(id, end).map(old -> new Rotated(old, like(old, until)));
                }));
    rotated.ifPresent(done -> verified.forget(done.old().hash()));
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
    verified.forgetAll();
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
                          null,
                          KeyTerms.NONE)
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

  /** Locks the key, too. */
  private @Nullable Instant lastsUntil(UUID id) {
    return jdbc.sql("select " + COLUMNS + " from gateway.api_key where id = :id for update")
        .param("id", id)
        .query(this::stored)
        .optional()
        .map(stored -> stored.key().expiresAt())
        .orElse(null);
  }

  private Optional<Stored> expire(UUID id, Instant end) {
    return jdbc.sql(
            "update gateway.api_key set expires_at = least(coalesce(expires_at, :end), :end),"
                + " version = version + 1"
                + " where id = :id and revoked_at is null"
                + " and (expires_at is null or expires_at > now()) returning "
                + COLUMNS)
        .param("id", id)
        .param("end", end.atOffset(ZoneOffset.UTC))
        .query(this::stored)
        .optional();
  }

  private ApiKey.Issued like(Stored old, @Nullable Instant until) {
    return issue(old.key().team(), old.key().name(), old.key().scopes(), until, old.key().terms());
  }

  private ApiKey.Issued insert(
      KeySecret secret,
      String team,
      String name,
      Set<Scope> scopes,
      String origin,
      @Nullable Instant expiresAt,
      KeyTerms terms) {
    Stored stored =
        terms(
                jdbc.sql(
                    "insert into gateway.api_key (id, team, name, prefix, hash, scopes, origin,"
                        + " expires_at, models, plugins, limits, priority) values (:id, :team,"
                        + " :name, :prefix, :hash, :scopes, :origin, :expires, :models, :plugins,"
                        + " :limits::jsonb, :priority) returning "
                        + COLUMNS),
                terms)
            .param("id", UUID.randomUUID())
            .param("team", team)
            .param("name", name)
            .param("prefix", secret.prefix())
            .param("hash", secret.hash().bytes())
            .param("scopes", texts(scopes))
            .param("origin", origin)
            .param("expires", expiresAt == null ? null : expiresAt.atOffset(ZoneOffset.UTC))
            .query(this::stored)
            .single();
    return new ApiKey.Issued(stored.key(), secret.text());
  }

  private Optional<Stored> find(KeySecret.Hash hash) {
    return jdbc.sql("select " + COLUMNS + " from gateway.api_key where hash = :hash")
        .param("hash", hash.bytes())
        .query(this::stored)
        .optional();
  }

  private static String[] texts(Set<Scope> scopes) {
    return EnumSet.copyOf(scopes).stream().map(Scope::text).toArray(String[]::new);
  }

  private JdbcClient.StatementSpec terms(JdbcClient.StatementSpec statement, KeyTerms terms) {
    Priority priority = terms.priority();
    return statement
        .param("models", array(terms.grants().models()), Types.ARRAY)
        .param("plugins", array(terms.grants().plugins()), Types.ARRAY)
        .param("limits", mapper.writeValueAsString(terms.limits()))
        .param("priority", priority == null ? null : priority.text());
  }

  private static String @Nullable [] array(@Nullable Set<String> names) {
    return names == null ? null : names.stream().sorted().toArray(String[]::new);
  }

  private static @Nullable Set<String> names(ResultSet row, String column) throws SQLException {
    Array names = row.getArray(column);
    return names == null ? null : Set.of((String[]) names.getArray());
  }

  private Stored stored(ResultSet row, int number) throws SQLException {
    Set<Scope> scopes = EnumSet.noneOf(Scope.class);
    for (String scope : (String[]) row.getArray("scopes").getArray()) {
      // A newer gateway beside this one may know more. What this one does not know grants nothing.
      Scope.find(scope).ifPresent(scopes::add);
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
            instant(row, "revoked_at"),
            instant(row, "last_used_at"),
            new KeyTerms(
                new Grants(names(row, "models"), names(row, "plugins")),
                mapper.readValue(row.getString("limits"), Limits.class),
                row.getString("priority") == null ? null : Priority.of(row.getString("priority"))),
            row.getLong("version")));
  }

  private static @Nullable Instant instant(ResultSet row, String column) throws SQLException {
    java.sql.Timestamp time = row.getTimestamp(column);
    return time == null ? null : time.toInstant();
  }

  private record Stored(KeySecret.Hash hash, ApiKey key) {}

  private record Rotated(Stored old, ApiKey.Issued issued) {}
}
