package dev.hearth.gateway.audit;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Reads the records and their sums. Thread-safe. */
@Component
final class AuditReader {

  private final JdbcClient jdbc;

  AuditReader(AuditReading reading) {
    jdbc = JdbcClient.create(reading.database());
  }

  /**
   * Records, the newest first.
   *
   * @param after only those that come after this one in that order; null means from the newest
   * @param limit how many at most
   */
  List<StoredRecord> page(AuditFilter filter, @Nullable Position after, int limit) {
    List<String> conditions = new ArrayList<>();
    Map<String, Object> values = new HashMap<>();
    condition(conditions, values, "team = :team", "team", filter.team());
    condition(conditions, values, "key_id = :key", "key", filter.key());
    condition(conditions, values, "model = :model", "model", filter.model());
    condition(conditions, values, "status = :status", "status", filter.status());
    condition(conditions, values, "request_id = :request", "request", filter.requestId());
    condition(conditions, values, "kind = :kind", "kind", filter.kind());
    condition(
        conditions,
        values,
        "exists (select from unnest(verdicts) as v where starts_with(v, :verdict))",
        "verdict",
        filter.verdict());
    condition(conditions, values, "recorded_at >= :from", "from", time(filter.from()));
    condition(conditions, values, "recorded_at < :to", "to", time(filter.to()));
    if (after != null) {
      conditions.add("(recorded_at, chain, seq) < (:afterTime, :afterChain, :afterSeq)");
      values.put("afterTime", after.recordedAt().atOffset(ZoneOffset.UTC));
      values.put("afterChain", after.chain());
      values.put("afterSeq", after.seq());
    }
    values.put("limit", limit);
    return jdbc.sql(
            "select * from gateway.audit_record"
                + (conditions.isEmpty() ? "" : " where " + String.join(" and ", conditions))
                + " order by recorded_at desc, chain desc, seq desc limit :limit")
        .params(values)
        .query(StoredRecord::of)
        .list();
  }

  /** The record at this place. */
  Optional<StoredRecord> find(long chain, long seq) {
    return jdbc.sql("select * from gateway.audit_record where chain = :chain and seq = :seq")
        .param("chain", chain)
        .param("seq", seq)
        .query(StoredRecord::of)
        .optional();
  }

  /**
   * Sums of whole days (UTC), in the order of what tells them apart.
   *
   * @param by what is told apart
   * @param team only this team's; null means all
   * @param to one past the last day
   * @param after only those that come after the one that has these values, one for each part and
   *     each valid for it; empty means from the first
   * @param limit how many at most
   */
  List<Usage> usage(
      Set<By> by,
      @Nullable String team,
      LocalDate from,
      LocalDate to,
      List<String> after,
      int limit) {
    Set<By> parts = by.isEmpty() ? EnumSet.noneOf(By.class) : EnumSet.copyOf(by);
    String columns = String.join("", parts.stream().map(part -> part.column() + ", ").toList());
    String groups = String.join(", ", parts.stream().map(By::column).toList());
    String onwards = "";
    Map<String, Object> values = new HashMap<>();
    if (!after.isEmpty()) {
      onwards =
          " and (%s) > (%s)"
              .formatted(groups, String.join(", ", parts.stream().map(By::place).toList()));
      Iterator<String> value = after.iterator();
      parts.forEach(part -> values.put(part.name(), value.next()));
    }
    return jdbc.sql(
            "select "
                + columns
                + "coalesce(sum(requests), 0) as requests,"
                + " coalesce(sum(prompt_tokens), 0) as prompt_tokens,"
                + " coalesce(sum(completion_tokens), 0) as completion_tokens"
                + " from gateway.usage_day where day >= :from and day < :to"
                + " and (:team::text is null or team = :team)"
                + onwards
                + (parts.isEmpty() ? "" : " group by " + groups + " order by " + groups)
                + " limit :limit")
        .param("from", from)
        .param("to", to)
        .param("team", team)
        .param("limit", limit)
        .params(values)
        .query(
            (row, number) -> {
              Map<By, String> of = new HashMap<>();
              for (By part : parts) {
                of.put(part, row.getString(part.column()));
              }
              return new Usage(
                  of,
                  row.getLong("requests"),
                  row.getLong("prompt_tokens"),
                  row.getLong("completion_tokens"));
            })
        .list();
  }

  private static @Nullable Object time(@Nullable Instant time) {
    return time == null ? null : time.atOffset(ZoneOffset.UTC);
  }

  private static void condition(
      List<String> conditions,
      Map<String, Object> values,
      String condition,
      String name,
      @Nullable Object value) {
    if (value != null) {
      conditions.add(condition);
      values.put(name, value);
    }
  }

  /** A place in the order of the records. */
  record Position(Instant recordedAt, long chain, long seq) {}

  /** What sums are told apart by, in the order of their columns. */
  enum By {
    DAY,
    TEAM,
    KEY,
    MODEL;

    private static final int LAST_YEAR = 9999;

    String column() {
      return this == KEY ? "key_id" : name().toLowerCase(Locale.ROOT);
    }

    /**
     * Checks a value of this part.
     *
     * @throws IllegalArgumentException if it can be none
     * @throws java.time.DateTimeException if it can be none
     */
    void require(String value) {
      switch (this) {
        case DAY -> {
          if (LocalDate.parse(value).getYear() > LAST_YEAR) {
            throw new IllegalArgumentException("a day past all others");
          }
        }
        case KEY -> UUID.fromString(value);
        case TEAM, MODEL -> {}
      }
    }

    /** A place in the statement for a value, which is written as text. */
    private String place() {
      return switch (this) {
        case DAY -> "cast(:DAY as date)";
        case TEAM -> ":TEAM";
        case KEY -> "cast(:KEY as uuid)";
        case MODEL -> ":MODEL";
      };
    }
  }

  /** A sum and what it is of; an empty model stands for requests without one. */
  record Usage(Map<By, String> of, long requests, long promptTokens, long completionTokens) {}
}
