package dev.hearth.builtin.knowledge;

import dev.hearth.builtin.knowledge.Chunks.Chunk;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.GeneratedKeyHolder;
import org.springframework.stereotype.Repository;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;

/**
 * The stored documents, and those that wait to be read. What a method returns has been committed.
 * Thread-safe, also among several instances.
 */
@Repository
class Library {

  /** A document that ended the process so often is not read again. */
  private static final int MOST_ATTEMPTS = 3;

  private static final int MOST_FAILURES_SHOWN = 50;

  private final JdbcClient jdbc;
  private final JdbcTemplate template;
  private final Supplier<Nearest> nearest;
  private final Clock clock;
  private final KnowledgeProperties properties;

  Library(
      JdbcClient jdbc,
      JdbcTemplate template,
      Supplier<Nearest> nearest,
      Clock clock,
      KnowledgeProperties properties) {
    this.jdbc = jdbc;
    this.template = template;
    this.nearest = nearest;
    this.clock = clock;
    this.properties = properties;
  }

  /** Whose documents, and on whose behalf. */
  record Owner(String team, String subject) {}

  /** A document as it was uploaded. */
  record Raw(String id, Details details, Format format, Bytes content) {}

  /** A document that waits, and the job it belongs to. */
  record Waiting(long arrival, UUID job, Owner owner, Raw raw, int attempts) {
    boolean isHopeless() {
      return attempts > MOST_ATTEMPTS;
    }
  }

  /** A document that was read, with the vector of each chunk. */
  record Ready(
      String id, Details details, int characters, List<Chunk> chunks, List<float[]> vectors) {}

  // ---- documents that wait ----

  /**
   * Accepts documents, which are read later.
   *
   * @param name what people know the upload by
   */
  @Transactional
  UUID accept(Owner owner, String name, List<Raw> documents) {
    UUID job = UUID.randomUUID();
    jdbc.sql(
            """
            insert into knowledge.job (id, team, subject, name, total, created_at)
            values (:id, :team, :subject, :name, :total, :now)
            """)
        .param("id", job)
        .param("team", owner.team())
        .param("subject", owner.subject())
        .param("name", name)
        .param("total", documents.size())
        .param("now", now())
        .update();
    template.batchUpdate(
        """
        insert into knowledge.intake (arrival, job, team, subject, document_id, title, source,
          source_id, url, author, created_at, format, content)
        values (nextval('knowledge.arrival'), ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
        """,
        documents,
        100,
        (statement, raw) -> {
          Details details = raw.details();
          statement.setObject(1, job);
          statement.setString(2, owner.team());
          statement.setString(3, owner.subject());
          statement.setString(4, raw.id());
          statement.setString(5, details.title());
          statement.setString(6, details.source());
          statement.setString(7, details.sourceId());
          statement.setString(8, details.url());
          statement.setString(9, details.author());
          statement.setObject(10, Filter.at(details.createdAt()));
          statement.setString(11, raw.format().name().toLowerCase(Locale.ROOT));
          statement.setBytes(12, raw.content().array());
        });
    return job;
  }

  /** How many of a team's documents wait. */
  @Transactional(readOnly = true)
  long waiting(String team) {
    return jdbc.sql("select count(*) from knowledge.intake where team = :team")
        .param("team", team)
        .query(Long.class)
        .single();
  }

  /**
   * Takes the document that has waited longest; nobody else gets it until this transaction ends.
   * Teams take turns, so that one large upload does not hold up the others.
   */
  @Transactional(propagation = Propagation.MANDATORY)
  Optional<Waiting> next() {
    return jdbc.sql(
            """
            select i.*, coalesce(a.count, 0) as attempts
            from knowledge.intake i left join knowledge.attempt a on a.arrival = i.arrival
            where i.team = (
              select team from (select distinct team from knowledge.intake) teams
              order by random() limit 1)
            order by i.arrival for no key update of i skip locked limit 1
            """)
        .query((row, number) -> waiting(row))
        .optional();
  }

  private static Waiting waiting(ResultSet row) throws SQLException {
    return new Waiting(
        row.getLong("arrival"),
        row.getObject("job", UUID.class),
        new Owner(row.getString("team"), row.getString("subject")),
        new Raw(
            row.getString("document_id"),
            details(row),
            Format.valueOf(row.getString("format").toUpperCase(Locale.ROOT)),
            new Bytes(row.getBytes("content"))),
        row.getInt("attempts") + 1);
  }

  private static Details details(ResultSet row) throws SQLException {
    OffsetDateTime created = row.getObject("created_at", OffsetDateTime.class);
    return new Details(
        row.getString("title"),
        row.getString("source"),
        row.getString("source_id"),
        row.getString("url"),
        row.getString("author"),
        created == null ? null : created.toInstant());
  }

  /** Counts an attempt at once, so that it is known even if this process ends. */
  @Transactional(propagation = Propagation.REQUIRES_NEW)
  void attempted(long arrival) {
    jdbc.sql(
            """
            insert into knowledge.attempt (arrival, count) values (:arrival, 1)
            on conflict (arrival) do update set count = attempt.count + 1
            """)
        .param("arrival", arrival)
        .update();
  }

  /** Stores a document that waited. */
  @Transactional(propagation = Propagation.MANDATORY)
  void finish(Waiting waiting, Ready ready) {
    put(waiting.owner(), waiting.arrival(), ready);
    jdbc.sql("update knowledge.job set done = done + 1, chunks = chunks + :chunks where id = :job")
        .param("chunks", ready.chunks().size())
        .param("job", waiting.job())
        .update();
    forget(waiting);
  }

  /** Notes that a document could not be read. */
  @Transactional(propagation = Propagation.MANDATORY)
  void fail(Waiting waiting, String reason) {
    jdbc.sql(
            """
            insert into knowledge.job_failure (job, document_id, reason)
            values (:job, :document, :reason)
            """)
        .param("job", waiting.job())
        .param("document", waiting.raw().id())
        .param("reason", reason)
        .update();
    jdbc.sql("update knowledge.job set failed = failed + 1 where id = :job")
        .param("job", waiting.job())
        .update();
    forget(waiting);
  }

  private void forget(Waiting waiting) {
    jdbc.sql("delete from knowledge.intake where arrival = :arrival")
        .param("arrival", waiting.arrival())
        .update();
    jdbc.sql("delete from knowledge.attempt where arrival = :arrival")
        .param("arrival", waiting.arrival())
        .update();
    close(List.of(waiting.job()));
  }

  private void close(List<UUID> jobs) {
    jdbc.sql(
            """
            update knowledge.job set finished_at = :now
            where id = any(:jobs) and finished_at is null and done + failed + withdrawn >= total
            """)
        .param("now", now())
        .param("jobs", jobs.toArray(UUID[]::new))
        .update();
  }

  // ---- documents ----

  /** Stores documents that were read already, all or none. */
  @Transactional
  void store(Owner owner, List<Ready> documents) {
    for (Ready ready : documents) {
      long arrival = jdbc.sql("select nextval('knowledge.arrival')").query(Long.class).single();
      put(owner, arrival, ready);
    }
  }

  /** Puts a document into the place of a former one of its id, unless a later one is there. */
  private void put(Owner owner, long arrival, Ready ready) {
    // Before anything is written here: the first time, it changes the table.
    Nearest search = nearest.get();
    long revision = nextRevision(owner.team());
    Optional<Long> there =
        jdbc.sql("select arrival from knowledge.document where team = :team and id = :id")
            .param("team", owner.team())
            .param("id", ready.id())
            .query(Long.class)
            .optional();
    if (there.isPresent() && there.get() > arrival) {
      return;
    }
    if (there.isPresent()) {
      remove(owner.team(), revision, List.of(ready.id()));
    }
    Details details = ready.details();
    jdbc.sql(
            """
            insert into knowledge.document (team, id, arrival, title, source, source_id, url, author,
              created_at, added_at, added_by, characters, chunks)
            values (:team, :id, :arrival, :title, :source, :sourceId, :url, :author, :created, :now,
              :subject, :characters, :chunks)
            """)
        .param("team", owner.team())
        .param("id", ready.id())
        .param("arrival", arrival)
        .param("title", details.title())
        .param("source", details.source())
        .param("sourceId", details.sourceId())
        .param("url", details.url())
        .param("author", details.author())
        .param("created", Filter.at(details.createdAt()))
        .param("now", now())
        .param("subject", owner.subject())
        .param("characters", ready.characters())
        .param("chunks", ready.chunks().size())
        .update();
    List<Long> ids = insertChunks(owner.team(), revision, ready);
    search.stored(owner.team(), ids, ready.vectors());
    jdbc.sql("update knowledge.team set chunks = chunks + :count where name = :team")
        .param("count", ids.size())
        .param("team", owner.team())
        .update();
  }

  private List<Long> insertChunks(String team, long revision, Ready ready) {
    String title = ready.details().title();
    List<Long> ids = new ArrayList<>();
    for (int number = 0; number < ready.chunks().size(); number++) {
      Chunk chunk = ready.chunks().get(number);
      GeneratedKeyHolder keys = new GeneratedKeyHolder();
      String words =
          (title == null ? "" : title + "\n")
              + (chunk.heading() == null ? "" : chunk.heading() + "\n")
              + chunk.text();
      jdbc.sql(
              """
              insert into knowledge.chunk (team, document_id, number, heading, text, tokens,
                revision, vector, words)
              values (:team, :document, :number, :heading, :text, :tokens, :revision, :vector,
                to_tsvector(cast(:language as regconfig), :words))
              """)
          .param("team", team)
          .param("document", ready.id())
          .param("number", number + 1)
          .param("heading", chunk.heading())
          .param("text", chunk.text())
          .param("tokens", chunk.tokens())
          .param("revision", revision)
          .param("vector", Vector.bytes(ready.vectors().get(number)))
          .param("language", properties.language())
          .param("words", words)
          .update(keys, "id");
      ids.add(Objects.requireNonNull(keys.getKeyAs(Long.class)));
    }
    return ids;
  }

  /** Locks the team's row until the transaction ends, so that its changes commit in order. */
  private long nextRevision(String team) {
    return jdbc.sql(
            """
            insert into knowledge.team (name, revision) values (:team, 1)
            on conflict (name) do update set revision = team.revision + 1 returning revision
            """)
        .param("team", team)
        .query(Long.class)
        .single();
  }

  private int remove(String team, long revision, List<String> documents) {
    String[] ids = documents.toArray(String[]::new);
    long chunks =
        jdbc.sql(
                """
                select coalesce(sum(chunks), 0) from knowledge.document
                where team = :team and id = any(:ids)
                """)
            .param("team", team)
            .param("ids", ids)
            .query(Long.class)
            .single();
    int removed =
        jdbc.sql("delete from knowledge.document where team = :team and id = any(:ids)")
            .param("team", team)
            .param("ids", ids)
            .update();
    jdbc.sql(
            """
            update knowledge.team set rebuilt = :revision, chunks = chunks - :chunks
            where name = :team
            """)
        .param("revision", revision)
        .param("chunks", chunks)
        .param("team", team)
        .update();
    return removed;
  }

  /**
   * Deletes documents, those that wait to be read, too.
   *
   * @param ids which; null for all that the filter means
   * @return how many
   */
  @Transactional
  int delete(String team, @Nullable List<String> ids, Filter filter) {
    String[] wanted = ids == null ? null : ids.toArray(String[]::new);
    String byId = " and (cast(:ids as text[]) is null or %s = any(:ids))";
    // First: a document that is being read right now is there afterwards, and goes below.
    List<UUID> jobs =
        filter
            .bind(
                jdbc.sql(
                        "delete from knowledge.intake i where i.team = :team"
                            + byId.formatted("i.document_id")
                            + Filter.sql("i", "document_id")
                            + " returning job")
                    .param("team", team)
                    .param("ids", wanted))
            .query(UUID.class)
            .list();
    for (UUID job : jobs) {
      jdbc.sql("update knowledge.job set withdrawn = withdrawn + 1 where id = :job")
          .param("job", job)
          .update();
    }
    close(jobs);
    long revision = nextRevision(team);
    List<String> found =
        filter
            .bind(
                jdbc.sql(
                        "select d.id from knowledge.document d where d.team = :team"
                            + byId.formatted("d.id")
                            + Filter.sql("d", "id"))
                    .param("team", team)
                    .param("ids", wanted))
            .query(String.class)
            .list();
    return jobs.size() + remove(team, revision, found);
  }

  // ---- what can be asked ----

  /** A document without its text. */
  record Entry(String id, Details details, Instant added, int characters, int chunks) {}

  /** A team's documents by id, after one of them. */
  @Transactional(readOnly = true)
  List<Entry> documents(String team, @Nullable String after, int limit) {
    return jdbc.sql(
            """
            select * from knowledge.document
            where team = :team and (cast(:after as text) is null or id > :after)
            order by id limit :limit
            """)
        .param("team", team)
        .param("after", after)
        .param("limit", limit)
        .query(
            (row, number) ->
                new Entry(
                    row.getString("id"),
                    details(row),
                    row.getObject("added_at", OffsetDateTime.class).toInstant(),
                    row.getInt("characters"),
                    row.getInt("chunks")))
        .list();
  }

  /**
   * How far an upload is.
   *
   * @param withdrawn how many were deleted before they were read
   * @param finished null while it runs
   * @param failures the first of them
   */
  record Job(
      UUID id,
      String name,
      int total,
      int done,
      int failed,
      int withdrawn,
      long chunks,
      Instant created,
      @Nullable Instant finished,
      List<Failure> failures) {}

  /** Why a document could not be read. */
  record Failure(String document, String reason) {}

  /** A team's job. */
  @Transactional(readOnly = true)
  Optional<Job> job(String team, UUID id) {
    List<Failure> failures =
        jdbc.sql(
                """
                select f.document_id, f.reason from knowledge.job_failure f
                join knowledge.job j on j.id = f.job
                where f.job = :id and j.team = :team order by f.document_id limit :most
                """)
            .param("id", id)
            .param("team", team)
            .param("most", MOST_FAILURES_SHOWN)
            .query(
                (row, number) -> new Failure(row.getString("document_id"), row.getString("reason")))
            .list();
    return jdbc.sql("select * from knowledge.job where id = :id and team = :team")
        .param("id", id)
        .param("team", team)
        .query((row, number) -> job(row, failures))
        .optional();
  }

  /** A team's jobs, the latest first. */
  @Transactional(readOnly = true)
  List<Job> jobs(String team, int limit) {
    return jdbc.sql(
            "select * from knowledge.job where team = :team order by created_at desc limit :limit")
        .param("team", team)
        .param("limit", limit)
        .query((row, number) -> job(row, List.of()))
        .list();
  }

  private static Job job(ResultSet row, List<Failure> failures) throws SQLException {
    OffsetDateTime finished = row.getObject("finished_at", OffsetDateTime.class);
    return new Job(
        row.getObject("id", UUID.class),
        row.getString("name"),
        row.getInt("total"),
        row.getInt("done"),
        row.getInt("failed"),
        row.getInt("withdrawn"),
        row.getLong("chunks"),
        row.getObject("created_at", OffsetDateTime.class).toInstant(),
        finished == null ? null : finished.toInstant(),
        failures);
  }

  private OffsetDateTime now() {
    return OffsetDateTime.now(clock.withZone(ZoneOffset.UTC));
  }
}
