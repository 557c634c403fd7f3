package dev.hearth.builtin.knowledge;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import dev.hearth.base.SentenceEncoder;
import dev.hearth.builtin.knowledge.Nearest.Near;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.jdbc.core.RowCallbackHandler;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Finds chunks by meaning and by words, and joins both by the mean of two shares: of the best
 * likeness there is, and of the weight of the question's words (a convex combination, which keeps
 * what ranks forget: by how much one is better; Bruch, Gai and Ingber 2023). Thread-safe.
 */
@Component
class Search {

  private static final int CANDIDATES = 60;

  /** Below this, and without a common word, a chunk has nothing to do with the question. */
  private static final float LEAST_LIKENESS = 0.2f;

  /** Words count by their rarity among the team's chunks (BM25's idf); function words are gone. */
  private static final String BY_WORDS =
      """
      with wanted as (
        select distinct lexeme from unnest(to_tsvector(cast(:language as regconfig), :query))
      ), hit as materialized (
        select w.lexeme, c.id, c.document_id
        from wanted w
        join knowledge.chunk c on c.team = :team and c.words @@ cast(
          '''' || replace(replace(w.lexeme, '\\', '\\\\'), '''', '''''') || '''' as tsquery)
      ), rarity as (
        select lexeme,
          ln(1 + (greatest(cast(:chunks as float8), count(*)) - count(*) + 0.5) / (count(*) + 0.5))
            as idf
        from hit group by lexeme
      )
      select h.id, sum(r.idf) / (select sum(idf) from rarity) as score
      from hit h
      join rarity r on r.lexeme = h.lexeme
      join knowledge.document d on d.team = :team and d.id = h.document_id
      where true
      """
          + Filter.sql("d", "id")
          + " group by h.id order by score desc, h.id limit "
          + CANDIDATES;

  private final JdbcClient jdbc;
  private final Supplier<Nearest> nearest;
  private final ObjectProvider<Meaning> meaning;
  private final TransactionTemplate transaction;
  private final KnowledgeProperties properties;

  Search(
      JdbcClient jdbc,
      Supplier<Nearest> nearest,
      ObjectProvider<Meaning> meaning,
      TransactionTemplate transaction,
      KnowledgeProperties properties) {
    this.jdbc = jdbc;
    this.nearest = nearest;
    this.meaning = meaning;
    this.transaction = transaction;
    this.properties = properties;
  }

  /**
   * A part of a document that fits, and where it is from.
   *
   * @param source what to cite: the title or id, the part, and the address
   * @param chunk which part of the document, counted from 1
   * @param score how well it fits: 1 where it is the first by meaning and has every word
   * @param similarity of the meanings: the cosine, −1 to 1
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  record Hit(
      String text,
      String source,
      @JsonProperty("document_id") String documentId,
      @Nullable String title,
      @Nullable String heading,
      @Nullable String url,
      @Nullable String author,
      @JsonProperty("created_at") @Nullable Instant createdAt,
      int chunk,
      BigDecimal score,
      BigDecimal similarity) {}

  /** The best hits among a team's documents, the best first. */
  List<Hit> search(String team, String query, Filter filter, int count) {
    float[] vector = meaning.getObject().of(query);
    List<Hit> hits = transaction.execute(status -> search(team, query, vector, filter, count));
    return hits == null ? List.of() : hits;
  }

  private List<Hit> search(String team, String query, float[] vector, Filter filter, int count) {
    List<Near> near = nearest.get().nearest(team, vector, filter, CANDIDATES);
    Map<Long, Double> worded = byWords(team, query, filter);
    Map<Long, Float> likeness = new HashMap<>();
    near.forEach(one -> likeness.put(one.chunk(), one.likeness()));
    likeness.putAll(
        likeness(
            team,
            vector,
            worded.keySet().stream().filter(id -> !likeness.containsKey(id)).toList()));
    float most = near.isEmpty() ? 0 : near.getFirst().likeness();
    Map<Long, Double> scores = new HashMap<>();
    likeness.forEach(
        (chunk, alike) -> {
          if (alike >= LEAST_LIKENESS || worded.containsKey(chunk)) {
            double share = Math.max(0, alike) / Math.max(LEAST_LIKENESS, most);
            scores.put(chunk, (share + worded.getOrDefault(chunk, 0.0)) / 2);
          }
        });
    List<Long> best =
        scores.entrySet().stream()
            .sorted(
                Comparator.comparingDouble((Map.Entry<Long, Double> entry) -> -entry.getValue())
                    .thenComparingLong(Map.Entry::getKey))
            .limit(count)
            .map(Map.Entry::getKey)
            .toList();
    return hits(team, vector, best, scores);
  }

  /** How alike these chunks are, which have the words and are not among the nearest. */
  private Map<Long, Float> likeness(String team, float[] vector, List<Long> chunks) {
    Map<Long, Float> likeness = new HashMap<>();
    if (!chunks.isEmpty()) {
      jdbc.sql("select id, vector from knowledge.chunk where team = :team and id = any(:ids)")
          .param("team", team)
          .param("ids", chunks.toArray(Long[]::new))
          .query(
              (RowCallbackHandler)
                  row ->
                      likeness.put(
                          row.getLong("id"),
                          SentenceEncoder.likeness(vector, Vector.of(row.getBytes("vector")))));
    }
    return likeness;
  }

  /** The share of the weight of the question's words, by chunk; words that no chunk has are out. */
  private Map<Long, Double> byWords(String team, String query, Filter filter) {
    long chunks =
        jdbc.sql("select chunks from knowledge.team where name = :team")
            .param("team", team)
            .query(Long.class)
            .optional()
            .orElse(0L);
    Map<Long, Double> shares = new HashMap<>();
    if (chunks == 0) {
      return shares;
    }
    filter
        .bind(
            jdbc.sql(BY_WORDS)
                .param("language", properties.language())
                .param("query", query)
                .param("team", team)
                .param("chunks", chunks))
        .query((RowCallbackHandler) row -> shares.put(row.getLong("id"), row.getDouble("score")));
    return shares;
  }

  private List<Hit> hits(String team, float[] vector, List<Long> chunks, Map<Long, Double> scores) {
    Map<Long, Hit> found = new HashMap<>();
    jdbc.sql(
            """
            select c.id, c.document_id, c.number, c.heading, c.text, c.vector, d.title, d.source_id,
              d.url, d.author, d.created_at, d.chunks
            from knowledge.chunk c
            join knowledge.document d on d.team = c.team and d.id = c.document_id
            where c.team = :team and c.id = any(:ids)
            """)
        .param("team", team)
        .param("ids", chunks.toArray(Long[]::new))
        .query(
            (row, number) -> {
              long id = row.getLong("id");
              String title = row.getString("title");
              String name =
                  title != null
                      ? title
                      : row.getString("source_id") != null
                          ? row.getString("source_id")
                          : row.getString("document_id");
              String url = row.getString("url");
              OffsetDateTime created = row.getObject("created_at", OffsetDateTime.class);
              String part =
                  row.getInt("chunks") > 1
                      ? ", part " + row.getInt("number") + " of " + row.getInt("chunks")
                      : "";
              found.put(
                  id,
                  new Hit(
                      row.getString("text"),
                      name + part + (url == null ? "" : " <" + url + ">"),
                      row.getString("document_id"),
                      title,
                      row.getString("heading"),
                      url,
                      row.getString("author"),
                      created == null ? null : created.toInstant(),
                      row.getInt("number"),
                      rounded(scores.getOrDefault(id, 0.0)),
                      rounded(
                          SentenceEncoder.likeness(vector, Vector.of(row.getBytes("vector"))))));
              return id;
            })
        .list();
    List<Hit> hits = new ArrayList<>();
    for (Long chunk : chunks) {
      Hit hit = found.get(chunk);
      if (hit != null) {
        hits.add(hit);
      }
    }
    return hits;
  }

  private static BigDecimal rounded(double value) {
    return BigDecimal.valueOf(value).setScale(3, RoundingMode.HALF_UP);
  }
}
