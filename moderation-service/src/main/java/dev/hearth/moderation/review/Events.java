package dev.hearth.moderation.review;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.hearth.contracts.moderation.Category;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The events of all teams, as they are stored. Thread-safe. */
@Component
class Events {

  /** What a reviewer says of a verdict that was right. */
  static final String CONFIRMED = "confirmed";

  private static final JsonMapper JSON = JsonMapper.shared();

  /** Of the texts that are in memory at once for one who lists them, by {@link Event#size}. */
  private static final long MOST_CHARACTERS = 4_000_000;

  private final JdbcTemplate template;
  private final JdbcClient jdbc;

  Events(JdbcTemplate template) {
    this.template = template;
    this.jdbc = JdbcClient.create(template);
  }

  /**
   * What is looked for; null where anything is.
   *
   * @param before a place in the list, to go on from: {@link Stored#place()} of the last one seen
   * @param most how many at most; fewer, where they are large
   */
  record Search(
      @Nullable String team,
      @Nullable String direction,
      @Nullable String action,
      @Nullable String category,
      @Nullable Boolean reviewed,
      @Nullable Boolean shadowDiffers,
      @Nullable Instant since,
      @Nullable Instant until,
      @Nullable Place before,
      int most) {}

  /** Where an event stands in the list, the newest first. */
  record Place(Instant at, UUID id) {

    static Place of(String text) {
      int cut = text.indexOf('_');
      try {
        return new Place(
            Instant.EPOCH.plusNanos(1_000 * Long.parseLong(text.substring(0, cut))),
            UUID.fromString(text.substring(cut + 1)));
      } catch (IllegalArgumentException | IndexOutOfBoundsException | DateTimeException none) {
        throw new IllegalArgumentException("not a place in the list", none);
      }
    }

    @Override
    public String toString() {
      long micros =
          Math.addExact(Math.multiplyExact(at.getEpochSecond(), 1_000_000), at.getNano() / 1_000);
      return micros + "_" + id;
    }
  }

  /** A stored event with what a reviewer said of it. */
  record Stored(
      UUID id,
      Instant at,
      String team,
      String requestId,
      String direction,
      String action,
      @Nullable String shadowAction,
      int policyVersion,
      JsonNode findings,
      String sha256,
      int length,
      @Nullable String content,
      @Nullable String review,
      @Nullable JsonNode labels,
      @Nullable String note,
      @Nullable String reviewedBy,
      @Nullable Instant reviewedAt) {

    Place place() {
      return new Place(at, id);
    }

    boolean confirmed() {
      return CONFIRMED.equals(review);
    }

    int size() {
      return Event.size(findings.size(), content == null ? 0 : length);
    }
  }

  /**
   * A part of what was asked for.
   *
   * @param next where the next part begins; null if this is the last
   */
  record Page(List<Stored> events, @Nullable Place next) {}

  /** Stores new events, all or none. */
  @Transactional
  public void store(List<Event> events) {
    template.batchUpdate(
        """
        insert into moderation.events (id, at, team, request_id, direction, action, shadow_action,
            policy_version, findings, sha256, length, content)
        values (?, ?, ?, ?, ?, ?, ?, ?, cast(? as jsonb), ?, ?, ?)
        on conflict (id) do nothing
        """,
        events,
        events.size(),
        (row, event) -> {
          row.setObject(1, event.id());
          row.setTimestamp(2, Timestamp.from(event.at()));
          row.setString(3, event.team());
          row.setString(4, event.requestId());
          row.setString(5, event.direction().text());
          row.setString(6, event.action().text());
          row.setString(7, event.shadowAction() == null ? null : event.shadowAction().text());
          row.setInt(8, event.policyVersion());
          row.setString(9, JSON.writeValueAsString(event.findings()));
          row.setString(10, event.sha256());
          row.setInt(11, event.length());
          // PostgreSQL's text has no place for it, and no reader needs it.
          row.setString(12, event.content() == null ? null : event.content().replace("\0", ""));
        });
  }

  /** What was asked for, the newest first; a part of it that memory has a place for. */
  Page find(Search search) {
    StringBuilder sql = new StringBuilder("select * from moderation.events where true");
    Map<String, Object> values = new TreeMap<>();
    where(sql, values, "team = :team", "team", search.team());
    where(sql, values, "direction = :direction", "direction", search.direction());
    where(sql, values, "action = :action", "action", search.action());
    where(sql, values, "at >= :since", "since", utc(search.since()));
    where(sql, values, "at < :until", "until", utc(search.until()));
    where(
        sql,
        values,
        "findings @> cast(:category as jsonb)",
        "category",
        search.category() == null
            ? null
            : JSON.writeValueAsString(List.of(Map.of("category", search.category()))));
    if (search.reviewed() != null) {
      sql.append(search.reviewed() ? " and review is not null" : " and review is null");
    }
    if (search.shadowDiffers() != null) {
      sql.append(
          search.shadowDiffers()
              ? " and shadow_action is distinct from action and shadow_action is not null"
              : " and (shadow_action is null or shadow_action = action)");
    }
    if (search.before() != null) {
      sql.append(" and (at, id) < (:beforeAt, :beforeId)");
      values.put("beforeAt", search.before().at().atOffset(ZoneOffset.UTC));
      values.put("beforeId", search.before().id());
    }
    sql.append(" order by at desc, id desc limit :most");
    values.put("most", search.most());
    values.put("mostCharacters", MOST_CHARACTERS);
    values.put("flat", Event.size(0, 0));
    values.put("forAFinding", Event.size(1, 0) - Event.size(0, 0));
    // Of those listed as many as fit, up to the one that reaches over the bound.
    String fitting =
        """
        with listed as (%s), counted as (
          select *, sum(:flat + :forAFinding * jsonb_array_length(findings)
                  + case when content is null then 0 else length end)
              over (order by at desc, id desc rows between unbounded preceding and 1 preceding)
              as before
          from listed)
        select * from counted where coalesce(before, 0) < :mostCharacters
        order by at desc, id desc
        """
            .formatted(sql);
    List<Stored> found = jdbc.sql(fitting).params(values).query(Events::stored).list();
    boolean whole =
        found.size() < search.most()
            && found.stream().mapToLong(Stored::size).sum() < MOST_CHARACTERS;
    return new Page(found, whole ? null : found.getLast().place());
  }

  /** The event with this id; empty if there is none. */
  Optional<Stored> find(UUID id) {
    return jdbc.sql("select * from moderation.events where id = :id")
        .param("id", id)
        .query(Events::stored)
        .optional();
  }

  private static void where(
      StringBuilder sql,
      Map<String, Object> values,
      String condition,
      String name,
      @Nullable Object value) {
    if (value != null) {
      sql.append(" and ").append(condition);
      values.put(name, value);
    }
  }

  private static @Nullable OffsetDateTime utc(@Nullable Instant instant) {
    return instant == null ? null : instant.atOffset(ZoneOffset.UTC);
  }

  /**
   * Notes what a reviewer says.
   *
   * @param labels the categories that do apply; null where the verdict's own are confirmed
   * @return the event; empty if there is none with this id
   */
  Optional<Stored> review(
      UUID id, String review, @Nullable List<Category> labels, @Nullable String note, String by) {
    int changed =
        jdbc.sql(
                """
                update moderation.events set review = :review, labels = cast(:labels as jsonb),
                    note = :note, reviewed_by = :by, reviewed_at = now()
                where id = :id
                """)
            .param("review", review)
            .param("labels", labels == null ? null : JSON.writeValueAsString(labels))
            .param("note", note)
            .param("by", by)
            .param("id", id)
            .update();
    return changed == 0 ? Optional.empty() : find(id);
  }

  /**
   * How often a policy on trial would have done something else.
   *
   * @param action what was done
   * @param shadowAction what would have been done
   * @param texts how many texts
   */
  record Difference(
      String direction,
      String action,
      @JsonProperty("shadow_action") String shadowAction,
      long texts) {}

  /** The differences of a team since a moment, the most frequent first. */
  List<Difference> differences(String team, Instant since) {
    return jdbc.sql(
            """
            select direction, action, shadow_action, count(*) as texts from moderation.events
            where team = :team and at >= :since and shadow_action <> action
            group by direction, action, shadow_action order by texts desc
            """)
        .param("team", team)
        .param("since", since.atOffset(ZoneOffset.UTC))
        .query(
            (row, number) ->
                new Difference(
                    row.getString("direction"),
                    row.getString("action"),
                    row.getString("shadow_action"),
                    row.getLong("texts")))
        .list();
  }

  /** Forgets what is older. */
  int forgetBefore(Instant instant) {
    return jdbc.sql("delete from moderation.events where at < :before")
        .param("before", instant.atOffset(ZoneOffset.UTC))
        .update();
  }

  private static Stored stored(ResultSet row, int number) throws SQLException {
    String labels = row.getString("labels");
    Timestamp reviewedAt = row.getTimestamp("reviewed_at");
    return new Stored(
        row.getObject("id", UUID.class),
        row.getTimestamp("at").toInstant(),
        row.getString("team"),
        row.getString("request_id"),
        row.getString("direction"),
        row.getString("action"),
        row.getString("shadow_action"),
        row.getInt("policy_version"),
        JSON.readTree(row.getString("findings")),
        row.getString("sha256"),
        row.getInt("length"),
        row.getString("content"),
        row.getString("review"),
        labels == null ? null : JSON.readTree(labels),
        row.getString("note"),
        row.getString("reviewed_by"),
        reviewedAt == null ? null : reviewedAt.toInstant());
  }
}
