package dev.hearth.builtin.knowledge;

import dev.hearth.base.SentenceEncoder;
import java.util.ArrayList;
import java.util.List;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.RowCallbackHandler;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Search by pgvector, over the team's own chunks and without an approximate index: such an index
 * looks at all teams' nearest before it filters, and so loses what a small team has.
 */
final class InDatabase implements Nearest {

  private static final int BATCH = 500;

  private final JdbcTemplate template;
  private final JdbcClient jdbc;

  private InDatabase(JdbcTemplate template, JdbcClient jdbc) {
    this.template = template;
    this.jdbc = jdbc;
  }

  /**
   * Prepares the table, with the vectors that were stored while there was no pgvector. Must not be
   * called by who has written chunks in an open transaction: it would wait for itself.
   *
   * @param alone begins a transaction of its own each time
   */
  static InDatabase prepare(JdbcTemplate template, JdbcClient jdbc, TransactionTemplate alone) {
    alone.executeWithoutResult(
        status -> {
          lockOthersOut(template);
          template.execute(
              "alter table knowledge.chunk add column if not exists embedding vector("
                  + SentenceEncoder.DIMENSIONS
                  + ")");
        });
    InDatabase database = new InDatabase(template, jdbc);
    // Batch after batch, so that no transaction grows.
    Integer filled = BATCH;
    while (filled != null && filled == BATCH) {
      filled = alone.execute(status -> database.fill());
    }
    return database;
  }

  /** Until the transaction ends, no other instance prepares the same. */
  static void lockOthersOut(JdbcTemplate template) {
    template.execute("select pg_advisory_xact_lock(hashtext('knowledge.chunk.embedding'))");
  }

  private int fill() {
    List<Long> ids = new ArrayList<>();
    List<float[]> vectors = new ArrayList<>();
    template.query(
        "select id, vector from knowledge.chunk where embedding is null limit " + BATCH,
        (RowCallbackHandler)
            row -> {
              ids.add(row.getLong("id"));
              vectors.add(Vector.of(row.getBytes("vector")));
            });
    write(ids, vectors);
    return ids.size();
  }

  private void write(List<Long> chunks, List<float[]> vectors) {
    List<Object[]> values = new ArrayList<>();
    for (int i = 0; i < chunks.size(); i++) {
      values.add(new Object[] {Vector.text(vectors.get(i)), chunks.get(i)});
    }
    template.batchUpdate(
        "update knowledge.chunk set embedding = cast(? as vector) where id = ?", values);
  }

  @Override
  public List<Near> nearest(String team, float[] vector, Filter filter, int count) {
    JdbcClient.StatementSpec statement =
        jdbc.sql(
                """
                select c.id, 1 - (c.embedding <=> cast(:vector as vector)) as likeness
                from knowledge.chunk c
                join knowledge.document d on d.team = c.team and d.id = c.document_id
                where c.team = :team
                """
                    + Filter.sql("d", "id")
                    + " order by c.embedding <=> cast(:vector as vector), c.id limit :count")
            .param("vector", Vector.text(vector))
            .param("team", team)
            .param("count", count);
    return filter
        .bind(statement)
        .query((row, number) -> new Near(row.getLong("id"), row.getFloat("likeness")))
        .list();
  }

  @Override
  public void stored(String team, List<Long> chunks, List<float[]> vectors) {
    write(chunks, vectors);
  }

  @Override
  public String description() {
    return "pgvector";
  }
}
