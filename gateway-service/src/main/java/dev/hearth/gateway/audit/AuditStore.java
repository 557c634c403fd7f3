package dev.hearth.gateway.audit;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.LocalDate;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * Writes one chain: opens it, and commits batches of records with their usage and the chain's new
 * head in a single statement, since at this rate each round trip counts. The writer's thread uses
 * it. After a failure nobody knows how far the chain got, so the next batch opens another.
 */
final class AuditStore {

  private static final String OPENING_LOCK =
      "select pg_advisory_xact_lock(hashtext('hearth.audit.chain'))";

  /** PostgreSQL: a lock was not to be had in time. */
  private static final String LOCK_NOT_AVAILABLE = "55P03";

  private static final String WRITE =
      """
      with records as (
        insert into gateway.audit_record (chain, seq, recorded_at, kind, at, request_id, key_id,
          team, method, path, model, plugins, steps, verdicts, prompt_tokens, completion_tokens,
          status, error_code, total_us, input_us, tools_us, first_event_us, output_us, change,
          content, mac)
        select ?, ? + v.place, to_timestamp(0) + ? * interval '1 microsecond', v.kind,
          to_timestamp(0) + v.at * interval '1 microsecond', v.request_id, v.key_id, v.team,
          v.method, v.path, v.model, v.plugins::text[], v.steps, v.verdicts::text[],
          v.prompt_tokens, v.completion_tokens, v.status, v.error_code, v.total_us, v.input_us,
          v.tools_us, v.first_event_us, v.output_us, v.change, v.content, v.mac
        from unnest(?::bigint[], ?::text[], ?::bigint[], ?::text[], ?::uuid[], ?::text[],
          ?::text[], ?::text[], ?::text[], ?::text[], ?::int[], ?::text[], ?::int[], ?::int[],
          ?::int[], ?::text[], ?::bigint[], ?::bigint[], ?::bigint[], ?::bigint[], ?::bigint[],
          ?::text[], ?::bytea[], ?::bytea[])
          as v(place, kind, at, request_id, key_id, team, method, path, model, plugins, steps,
            verdicts, prompt_tokens, completion_tokens, status, error_code, total_us, input_us,
            tools_us, first_event_us, output_us, change, content, mac)
      ), used as (
        insert into gateway.usage_day as u (day, team, key_id, model, chain, requests,
          prompt_tokens, completion_tokens)
        select v.day::date, v.team, v.key_id, v.model, ?, v.requests, v.prompt_tokens,
          v.completion_tokens
        from unnest(?::text[], ?::text[], ?::uuid[], ?::text[], ?::bigint[], ?::bigint[],
          ?::bigint[]) as v(day, team, key_id, model, requests, prompt_tokens, completion_tokens)
        on conflict (day, team, key_id, model, chain) do update
          set requests = u.requests + excluded.requests,
            prompt_tokens = u.prompt_tokens + excluded.prompt_tokens,
            completion_tokens = u.completion_tokens + excluded.completion_tokens
      )
      update gateway.audit_head set seq = ?, mac = ?, seal = ? where chain = ? and seq = ?
      """;

  private final DataSource database;
  private final AuditSeal seal;
  private final AuditSeal.Sealer sealer;
  private @Nullable Head head;
  private @Nullable YearMonth month;

  AuditStore(DataSource database, AuditSeal seal) {
    this.database = database;
    this.seal = seal;
    sealer = seal.sealer();
  }

  /**
   * Commits these records.
   *
   * @throws SQLException if they may not be committed; they may yet be
   */
  void write(List<AuditRecord> batch) throws SQLException {
    write(batch, Instant.now());
  }

  /** Commits these records as written at this time, or that of the ones before if it is later. */
  void write(List<AuditRecord> batch, Instant at) throws SQLException {
    try (Connection connection = database.getConnection()) {
      Instant now = at.truncatedTo(ChronoUnit.MICROS);
      if (head == null) {
        head = open(connection, now);
      }
      Head from = head;
      Instant time = now.isAfter(from.time()) ? now : from.time();
      provideMonth(connection, time);
      head = null;
      try {
        head = write(connection, from, time, batch);
      } catch (SQLException failure) {
        if (isAboutData(failure) || LOCK_NOT_AVAILABLE.equals(failure.getSQLState())) {
          // The server refused the statement: the chain is where it was.
          head = from;
        }
        throw failure;
      }
    }
  }

  /** Class 22 of the SQL states is data exceptions, 23 integrity constraint violations. */
  static boolean isAboutData(SQLException refused) {
    String state = refused.getSQLState();
    return state != null && (state.startsWith("22") || state.startsWith("23"));
  }

  private Head open(Connection connection, Instant now) throws SQLException {
    connection.setAutoCommit(false);
    try (Statement statement = connection.createStatement()) {
      statement.execute(OPENING_LOCK);
      long number;
      Sealed previous;
      try (ResultSet last =
          statement.executeQuery(
              "select number, mac from gateway.audit_chain order by number desc limit 1")) {
        number = last.next() ? last.getLong("number") + 1 : 1;
        previous = new Sealed(number == 1 ? new byte[0] : last.getBytes("mac"));
      }
      Sealed mac = sealer.opening(number, now, seal.keyId(), previous);
      try (PreparedStatement chain =
          connection.prepareStatement(
              "insert into gateway.audit_chain (number, opened_at, key_id, mac)"
                  + " values (?, ?, ?, ?)")) {
        chain.setLong(1, number);
        chain.setObject(2, now.atOffset(ZoneOffset.UTC));
        chain.setString(3, seal.keyId());
        chain.setBytes(4, mac.bytes());
        chain.executeUpdate();
      }
      try (PreparedStatement start =
          connection.prepareStatement(
              "insert into gateway.audit_head (chain, seq, mac, seal) values (?, 0, ?, ?)")) {
        start.setLong(1, number);
        start.setBytes(2, mac.bytes());
        start.setBytes(3, sealer.mark("head", number, 0, mac).bytes());
        start.executeUpdate();
      }
      connection.commit();
      return new Head(number, 0, mac, now);
    } catch (SQLException failure) {
      connection.rollback();
      throw failure;
    } finally {
      connection.setAutoCommit(true);
    }
  }

  /** The last resort where {@link AuditMonths} could not make the table ahead of time. */
  private void provideMonth(Connection connection, Instant time) throws SQLException {
    YearMonth wanted = YearMonth.from(time.atOffset(ZoneOffset.UTC));
    if (wanted.equals(month)) {
      return;
    }
    try (PreparedStatement provide = connection.prepareStatement(AuditMonths.PROVIDE)) {
      provide.setObject(1, time.atOffset(ZoneOffset.UTC));
      provide.execute();
    }
    month = wanted;
  }

  private Head write(Connection connection, Head from, Instant time, List<AuditRecord> batch)
      throws SQLException {
    Columns columns = new Columns(batch.size());
    Map<UsageKey, long[]> usage = new LinkedHashMap<>();
    Sealed mac = from.mac();
    for (int i = 0; i < batch.size(); i++) {
      AuditRecord entry = batch.get(i);
      String kept = entry.content();
      Sealed content = kept == null ? null : seal.encrypt(kept);
      mac = sealer.record(mac, from.chain(), from.seq() + i + 1, time, entry, content);
      columns.set(i, entry, content, mac);
      if (entry.kind() == AuditRecord.Kind.REQUEST) {
        long[] sums = usage.computeIfAbsent(UsageKey.of(entry), key -> new long[3]);
        sums[0]++;
        sums[1] += entry.promptTokens();
        sums[2] += entry.completionTokens();
      }
    }
    long seq = from.seq() + batch.size();
    try (PreparedStatement statement = connection.prepareStatement(WRITE)) {
      int at = 1;
      statement.setLong(at++, from.chain());
      statement.setLong(at++, from.seq());
      statement.setDouble(at++, (double) AuditSeal.micros(time));
      at = columns.bind(connection, statement, at);
      statement.setLong(at++, from.chain());
      at = bind(connection, statement, at, usage);
      statement.setLong(at++, seq);
      statement.setBytes(at++, mac.bytes());
      statement.setBytes(at++, sealer.mark("head", from.chain(), seq, mac).bytes());
      statement.setLong(at++, from.chain());
      statement.setLong(at, from.seq());
      if (statement.executeUpdate() != 1) {
        throw new SQLException("the head of chain " + from.chain() + " is not where it was left");
      }
    }
    return new Head(from.chain(), seq, mac, time);
  }

  private static int bind(
      Connection connection, PreparedStatement statement, int first, Map<UsageKey, long[]> usage)
      throws SQLException {
    int size = usage.size();
    String[] days = new String[size];
    String[] teams = new String[size];
    UUID[] keys = new UUID[size];
    String[] models = new String[size];
    Long[][] sums = new Long[3][size];
    int i = 0;
    for (Map.Entry<UsageKey, long[]> sum : usage.entrySet()) {
      days[i] = sum.getKey().day().toString();
      teams[i] = sum.getKey().team();
      keys[i] = sum.getKey().keyId();
      models[i] = sum.getKey().model();
      for (int part = 0; part < sums.length; part++) {
        sums[part][i] = sum.getValue()[part];
      }
      i++;
    }
    int at = first;
    statement.setArray(at++, connection.createArrayOf("text", days));
    statement.setArray(at++, connection.createArrayOf("text", teams));
    statement.setArray(at++, connection.createArrayOf("uuid", keys));
    statement.setArray(at++, connection.createArrayOf("text", models));
    for (Long[] sum : sums) {
      statement.setArray(at++, connection.createArrayOf("int8", sum));
    }
    return at;
  }

  private record Head(long chain, long seq, Sealed mac, Instant time) {}

  private record UsageKey(LocalDate day, String team, UUID keyId, String model) {

    static UsageKey of(AuditRecord entry) {
      String model = entry.model();
      return new UsageKey(
          LocalDate.ofInstant(entry.at(), ZoneOffset.UTC),
          entry.team(),
          entry.keyId(),
          model == null || !entry.modelAnswered() ? "" : model);
    }
  }

  /** A batch by columns, as {@code unnest} wants it. */
  private static final class Columns {

    private static final List<String> TYPES =
        List.of(
            "int8", "text", "int8", "text", "uuid", "text", "text", "text", "text", "text", "int4",
            "text", "int4", "int4", "int4", "text", "int8", "int8", "int8", "int8", "int8", "text",
            "bytea", "bytea");

    private final @Nullable Object[][] values;

    Columns(int size) {
      values = new Object[TYPES.size()][];
      for (int column = 0; column < values.length; column++) {
        values[column] =
            switch (TYPES.get(column)) {
              case "int8" -> new Long[size];
              case "int4" -> new Integer[size];
              case "uuid" -> new UUID[size];
              case "bytea" -> new byte[size][];
              case "text" -> new String[size];
              case String other -> throw new IllegalStateException(other);
            };
      }
    }

    void set(int row, AuditRecord entry, @Nullable Sealed content, Sealed mac) {
      @Nullable Object[] fields = {
        row + 1L,
        entry.kind().text(),
        AuditSeal.micros(entry.at()),
        entry.requestId(),
        entry.keyId(),
        entry.team(),
        entry.method(),
        entry.path(),
        entry.model(),
        literal(entry.plugins()),
        entry.steps(),
        literal(entry.verdicts()),
        entry.promptTokens(),
        entry.completionTokens(),
        entry.status(),
        entry.errorCode(),
        entry.latency().total().toNanos() / 1000,
        entry.latency().input().toNanos() / 1000,
        entry.latency().tools().toNanos() / 1000,
        entry.latency().firstEvent().toNanos() / 1000,
        entry.latency().output().toNanos() / 1000,
        entry.change(),
        content == null ? null : content.bytes(),
        mac.bytes()
      };
      for (int column = 0; column < fields.length; column++) {
        values[column][row] = fields[column];
      }
    }

    int bind(Connection connection, PreparedStatement statement, int first) throws SQLException {
      int at = first;
      for (int column = 0; column < values.length; column++) {
        statement.setArray(at++, connection.createArrayOf(TYPES.get(column), values[column]));
      }
      return at;
    }

    /** A text array as PostgreSQL writes it; arrays of arrays do not unnest. */
    private static String literal(List<String> texts) {
      if (texts.isEmpty()) {
        return "{}";
      }
      StringBuilder literal = new StringBuilder("{");
      for (String text : texts) {
        literal.append(literal.length() == 1 ? "\"" : ",\"");
        literal.append(text.replace("\\", "\\\\").replace("\"", "\\\""));
        literal.append('"');
      }
      return literal.append('}').toString();
    }
  }
}
