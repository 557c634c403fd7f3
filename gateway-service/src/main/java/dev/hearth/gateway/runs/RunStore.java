package dev.hearth.gateway.runs;

import dev.hearth.contracts.Scope;
import dev.hearth.gateway.identity.Identity;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;
import tools.jackson.databind.json.JsonMapper;

/**
 * Runs and their events in PostgreSQL. What a method returns is committed. A gateway that works on
 * a run holds a lease of it and writes under that lease only, so that one that was thought gone can
 * add nothing more. Thread-safe.
 */
@Component
class RunStore {

  private static final String COLUMNS =
      "id, team, key_id, scopes, request_hash, status, cancel_requested, created_at";

  private final JdbcClient jdbc;
  private final JsonMapper mapper;
  private final TransactionTemplate transaction;

  RunStore(JdbcClient jdbc, JsonMapper mapper, PlatformTransactionManager transactions) {
    this.jdbc = jdbc;
    this.mapper = mapper;
    transaction = new TransactionTemplate(transactions);
  }

  /**
   * Who asked for a run.
   *
   * @param keyId the id of the key, or of the subject of a token
   * @param scopes what it might do then
   */
  record Owner(UUID keyId, String team, Set<Scope> scopes) {

    /** Copies the scopes. */
    Owner {
      scopes = Set.copyOf(scopes);
    }
  }

  /** A run as its row has it. */
  record Row(
      String id,
      Owner owner,
      String requestHash,
      RunStatus status,
      boolean cancelRequested,
      Instant createdAt) {

    String team() {
      return owner.team();
    }
  }

  /** The lease is another gateway's now, or the run has ended: nothing was written. */
  static final class LostLeaseException extends RuntimeException {
    private static final long serialVersionUID = 1;
  }

  /**
   * Keeps a new run.
   *
   * @param idempotencyKey by which its caller may ask for it again; null if it has none
   * @return empty if there is a run of this team with that key
   */
  Optional<Row> create(
      String id,
      Identity identity,
      @Nullable String idempotencyKey,
      String requestHash,
      RunEvent.Created created,
      Duration retention) {
    return Objects.requireNonNull(
        transaction.execute(
            status -> {
              jdbc.sql(
                      "delete from gateway.run where id in (select id from gateway.run where"
                          + " created_at < :until and status not in ('queued', 'running') limit 20"
                          + " for update skip locked)")
                  .param("until", now().minus(retention))
                  .update();
              Optional<Row> row =
                  jdbc.sql(
                          "insert into gateway.run (id, team, key_id, scopes, idempotency_key,"
                              + " request_hash, status) values (:id, :team, :key, :scopes,"
                              + " :idempotency, :hash, 'queued')"
                              + " on conflict (team, idempotency_key) do nothing returning "
                              + COLUMNS)
                      .param("id", id)
                      .param("team", identity.team())
                      .param("key", identity.keyId())
                      .param(
                          "scopes",
                          identity.scopes().stream().map(Scope::text).toArray(String[]::new))
                      .param("idempotency", idempotencyKey)
                      .param("hash", requestHash)
                      .query(RunStore::row)
                      .optional();
              row.ifPresent(run -> insert(run.id(), 1, created));
              if (row.isPresent()) {
                jdbc.sql("update gateway.run set last_event = 1 where id = :id")
                    .param("id", id)
                    .update();
              }
              return row;
            }));
  }

  Optional<Row> find(String team, String id) {
    return jdbc.sql("select " + COLUMNS + " from gateway.run where id = :id and team = :team")
        .param("id", id)
        .param("team", team)
        .query(RunStore::row)
        .optional();
  }

  Optional<Row> findByKey(String team, String idempotencyKey) {
    return jdbc.sql(
            "select " + COLUMNS + " from gateway.run where idempotency_key = :key and team = :team")
        .param("key", idempotencyKey)
        .param("team", team)
        .query(RunStore::row)
        .optional();
  }

  /**
   * Runs of a team, the newest first.
   *
   * @param after only those made before this one
   */
  List<Row> list(String team, @Nullable RunStatus status, @Nullable String after, int limit) {
    return jdbc.sql(
            "select "
                + COLUMNS
                + " from gateway.run where team = :team and (:status::text is null or status ="
                + " :status) and (:after::text is null or (created_at, id) < (select created_at, id"
                + " from gateway.run where id = :after and team = :team)) order by created_at desc,"
                + " id desc limit :limit")
        .param("team", team)
        .param("status", status == null ? null : status.text())
        .param("after", after)
        .param("limit", limit)
        .query(RunStore::row)
        .list();
  }

  /** Runs of a team that are not at their end. */
  int open(String team) {
    return jdbc.sql(
            "select count(*) from gateway.run where team = :team"
                + " and status in ('queued', 'running', 'requires_action')")
        .param("team", team)
        .query(Integer.class)
        .single();
  }

  /** The events of a run, in order, from this number on. */
  List<RunEvent.Numbered> events(String id, int from) {
    return jdbc.sql(
            "select number, at, event from gateway.run_event where run_id = :id and number >= :from"
                + " order by number")
        .param("id", id)
        .param("from", from)
        .query(
            (row, number) ->
                new RunEvent.Numbered(
                    row.getInt("number"),
                    row.getTimestamp("at").toInstant(),
                    mapper.readValue(row.getString("event"), RunEvent.class)))
        .list();
  }

  /**
   * Takes the lease of a run that waits to be worked on, or whose gateway has gone, or whose action
   * has expired: of the team that has the fewest under way, the one that waits longest.
   */
  Optional<Row> claim(UUID owner, Duration lease) {
    return jdbc.sql(
            "update gateway.run set owner = :owner, lease_until = now() + :lease::interval,"
                + " status = 'running', action_expires_at = null where id = (select r.id from"
                + " gateway.run r where r.status = 'queued' or (r.status = 'running' and"
                + " r.lease_until < now()) or (r.status = 'requires_action' and"
                + " r.action_expires_at < now()) order by (select count(*) from gateway.run o"
                + " where o.team = r.team and o.status = 'running' and o.lease_until >= now()),"
                + " r.queued_at, r.id limit 1 for update skip locked) returning "
                + COLUMNS)
        .param("owner", owner)
        .param("lease", lease.toMillis() + " milliseconds")
        .query(RunStore::row)
        .optional();
  }

  /**
   * Keeps the lease.
   *
   * @return whether the run is to be cancelled
   * @throws LostLeaseException if it is lost
   */
  boolean renew(String id, UUID owner, Duration lease) {
    return jdbc.sql(
            "update gateway.run set lease_until = now() + :lease::interval where id = :id and"
                + " owner = :owner and status = 'running' returning cancel_requested")
        .param("lease", lease.toMillis() + " milliseconds")
        .param("id", id)
        .param("owner", owner)
        .query(Boolean.class)
        .optional()
        .orElseThrow(LostLeaseException::new);
  }

  /** Gives the lease back in the middle of the work, so that another gateway goes on at once. */
  void release(String id, UUID owner) {
    jdbc.sql(
            "update gateway.run set lease_until = now() - interval '1 second' where id = :id and"
                + " owner = :owner and status = 'running'")
        .param("id", id)
        .param("owner", owner)
        .update();
  }

  /**
   * Adds an event under the lease.
   *
   * @param status the run's status after it
   * @param actionExpires when what it waits for can no longer be decided; null if nothing does
   * @throws LostLeaseException if the lease is lost
   */
  RunEvent.Numbered append(
      String id, UUID owner, RunEvent event, RunStatus status, @Nullable Instant actionExpires) {
    return Objects.requireNonNull(
        transaction.execute(
            tx -> {
              int number =
                  jdbc.sql(
                          "update gateway.run set last_event = last_event + 1, status = :status,"
                              + " action_expires_at = :expires where id = :id and owner = :owner"
                              + " and status = 'running' and lease_until >= now() returning"
                              + " last_event")
                      .param("status", status.text())
                      .param(
                          "expires",
                          actionExpires == null ? null : actionExpires.atOffset(ZoneOffset.UTC),
                          java.sql.Types.TIMESTAMP_WITH_TIMEZONE)
                      .param("id", id)
                      .param("owner", owner)
                      .query(Integer.class)
                      .optional()
                      .orElseThrow(LostLeaseException::new);
              return insert(id, number, event);
            }));
  }

  /**
   * Adds the caller's decision and lets the run go on.
   *
   * @return false if the run does not wait for this action, or it has expired
   */
  boolean decide(String id, RunEvent.Action action, boolean approve) {
    return Objects.requireNonNull(
        transaction.execute(
            tx -> {
              Optional<Integer> number =
                  jdbc.sql(
                          "update gateway.run set last_event = last_event + 1, status = 'queued',"
                              + " queued_at = now(), owner = null, action_expires_at = null where"
                              + " id = :id and status = 'requires_action' and action_expires_at >"
                              + " now() and (select event -> 'action' ->> 'id' from"
                              + " gateway.run_event where run_id = :id and number = last_event) ="
                              + " :action returning last_event")
                      .param("id", id)
                      .param("action", action.id())
                      .query(Integer.class)
                      .optional();
              number.ifPresent(
                  next ->
                      insert(
                          id,
                          next,
                          new RunEvent.ActionDecided(action.id(), approve ? "approve" : "refuse")));
              return number.isPresent();
            }));
  }

  /** Cancels a run: at once if nobody works on it, else as soon as its gateway sees it. */
  void cancel(String id) {
    transaction.executeWithoutResult(
        tx -> {
          Optional<Integer> number =
              jdbc.sql(
                      "update gateway.run set last_event = last_event + 1, status = 'cancelled',"
                          + " cancel_requested = true, owner = null where id = :id and status in"
                          + " ('queued', 'requires_action') returning last_event")
                  .param("id", id)
                  .query(Integer.class)
                  .optional();
          if (number.isPresent()) {
            insert(id, number.get(), new RunEvent.Cancelled());
          } else {
            jdbc.sql(
                    "update gateway.run set cancel_requested = true where id = :id and status ="
                        + " 'running'")
                .param("id", id)
                .update();
          }
        });
  }

  private RunEvent.Numbered insert(String id, int number, RunEvent event) {
    Instant at = Instant.now().truncatedTo(ChronoUnit.MICROS);
    jdbc.sql(
            "insert into gateway.run_event (run_id, number, at, event) values (:id, :number, :at,"
                + " :event::jsonb)")
        .param("id", id)
        .param("number", number)
        .param("at", at.atOffset(ZoneOffset.UTC))
        .param("event", mapper.writerFor(RunEvent.class).writeValueAsString(event))
        .update();
    return new RunEvent.Numbered(number, at, event);
  }

  private static OffsetDateTime now() {
    return OffsetDateTime.now(ZoneOffset.UTC);
  }

  private static Row row(ResultSet row, int number) throws SQLException {
    Set<Scope> scopes =
        Stream.of((String[]) row.getArray("scopes").getArray())
            .map(Scope::of)
            .collect(Collectors.toSet());
    return new Row(
        row.getString("id"),
        new Owner(row.getObject("key_id", UUID.class), row.getString("team"), scopes),
        row.getString("request_hash"),
        RunStatus.of(row.getString("status")),
        row.getBoolean("cancel_requested"),
        row.getTimestamp("created_at").toInstant());
  }
}
