package dev.hearth.builtin.knowledge;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.hearth.base.SentenceEncoder;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.RowCallbackHandler;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Search where the database has no pgvector. A team's vectors are kept here, one byte for each
 * number, and brought up to date before each query: what was added since is read, and everything
 * only after something was taken away. The best candidates are then compared by their exact
 * vectors. A team that has too many for the memory given is read from the database each time.
 */
final class InMemory implements Nearest {

  /** Candidates that are compared exactly, for each one wanted: one byte leaves little in doubt. */
  private static final int SPARE = 4;

  private static final int LEAST_CANDIDATES = 100;
  private static final int MOST_SEGMENTS = 24;
  private static final int FETCH = 1_000;
  private static final int BYTES_PER_CHUNK = SentenceEncoder.DIMENSIONS + Long.BYTES + Float.BYTES;

  private final JdbcTemplate template;
  private final JdbcClient jdbc;
  private final long memory;
  private final Cache<String, Held> held;
  private final ConcurrentHashMap<String, ReentrantLock> loading = new ConcurrentHashMap<>();

  InMemory(JdbcTemplate template, JdbcClient jdbc, long memory) {
    this.template = template;
    this.jdbc = jdbc;
    this.memory = memory;
    held =
        Caffeine.newBuilder()
            .maximumWeight(memory)
            .weigher((String team, Held one) -> one.weight())
            .build();
  }

  /** Vectors, each number in a byte: {@code codes[i] * scales[i / 384]}. Never changed. */
  private static final class Segment {

    private final long[] ids;
    private final float[] scales;
    private final byte[] codes;

    Segment(long[] ids, float[] scales, byte[] codes) {
      this.ids = ids;
      this.scales = scales;
      this.codes = codes;
    }
  }

  /**
   * What is kept of a team.
   *
   * @param revision up to which change
   * @param rebuilt the last change that took something away
   */
  private record Held(long revision, long rebuilt, List<Segment> segments) {

    int chunks() {
      return segments.stream().mapToInt(segment -> segment.ids.length).sum();
    }

    int weight() {
      return 64 + chunks() * BYTES_PER_CHUNK;
    }
  }

  private record State(long revision, long rebuilt, long chunks) {}

  @Override
  public List<Near> nearest(String team, float[] vector, Filter filter, int count) {
    State state = state(team);
    if (state == null || state.chunks() == 0) {
      return List.of();
    }
    Best best = new Best(vector, Math.max(LEAST_CANDIDATES, SPARE * count));
    Set<Long> wanted = filter.isEmpty() ? null : ids(team, filter);
    if (state.chunks() * BYTES_PER_CHUNK > memory) {
      read(team, 0, best.from(wanted));
    } else {
      for (Segment segment : current(team, state).segments()) {
        best.offer(segment, wanted);
      }
    }
    return exact(team, vector, best.ids(), count);
  }

  private @Nullable State state(String team) {
    return jdbc.sql("select revision, rebuilt, chunks from knowledge.team where name = :team")
        .param("team", team)
        .query(
            (row, number) ->
                new State(row.getLong("revision"), row.getLong("rebuilt"), row.getLong("chunks")))
        .optional()
        .orElse(null);
  }

  private Set<Long> ids(String team, Filter filter) {
    JdbcClient.StatementSpec statement =
        jdbc.sql(
                """
                select c.id from knowledge.chunk c
                join knowledge.document d on d.team = c.team and d.id = c.document_id
                where c.team = :team
                """
                    + Filter.sql("d", "id"))
            .param("team", team);
    return new HashSet<>(filter.bind(statement).query(Long.class).list());
  }

  private Held current(String team, State state) {
    Held kept = held.getIfPresent(team);
    if (kept != null && kept.revision() >= state.revision()) {
      return kept;
    }
    ReentrantLock lock = loading.computeIfAbsent(team, name -> new ReentrantLock());
    lock.lock();
    try {
      kept = held.getIfPresent(team);
      if (kept != null && kept.revision() >= state.revision()) {
        return kept;
      }
      List<Segment> segments = new ArrayList<>();
      long after = 0;
      if (kept != null && kept.rebuilt() == state.rebuilt()) {
        segments.addAll(kept.segments());
        after = kept.revision();
      }
      Collector collector = new Collector();
      // A revision that commits while this reads is at most read twice: the next load begins here.
      read(team, after, collector);
      segments.add(collector.segment());
      Held next =
          new Held(
              state.revision(),
              state.rebuilt(),
              segments.size() > MOST_SEGMENTS ? List.of(merged(segments)) : List.copyOf(segments));
      held.put(team, next);
      return next;
    } finally {
      lock.unlock();
    }
  }

  private static Segment merged(List<Segment> segments) {
    Collector all = new Collector();
    Set<Long> seen = new HashSet<>();
    for (Segment segment : segments) {
      for (int i = 0; i < segment.ids.length; i++) {
        if (seen.add(segment.ids[i])) {
          all.add(segment, i);
        }
      }
    }
    return all.segment();
  }

  private void read(String team, long after, Sink sink) {
    template.query(
        connection -> {
          var statement =
              connection.prepareStatement(
                  "select id, vector from knowledge.chunk where team = ? and revision > ?");
          statement.setFetchSize(FETCH);
          statement.setString(1, team);
          statement.setLong(2, after);
          return statement;
        },
        (RowCallbackHandler)
            row -> sink.take(row.getLong("id"), Vector.of(row.getBytes("vector"))));
  }

  private List<Near> exact(String team, float[] vector, List<Long> ids, int count) {
    List<Near> nearest = new ArrayList<>();
    jdbc.sql("select id, vector from knowledge.chunk where team = :team and id = any(:ids)")
        .param("team", team)
        .param("ids", ids.toArray(Long[]::new))
        .query(
            (RowCallbackHandler)
                row ->
                    nearest.add(
                        new Near(
                            row.getLong("id"),
                            SentenceEncoder.likeness(vector, Vector.of(row.getBytes("vector"))))));
    nearest.sort(
        Comparator.comparingDouble((Near near) -> -near.likeness()).thenComparingLong(Near::chunk));
    return nearest.subList(0, Math.min(count, nearest.size()));
  }

  @Override
  public void stored(String team, List<Long> chunks, List<float[]> vectors) {
    // Read with the next query, when their revision is committed.
  }

  @Override
  public String description() {
    return "exact search in memory";
  }

  /** Takes vectors as they are read. */
  @FunctionalInterface
  private interface Sink {
    void take(long id, float[] vector);
  }

  /** Makes a segment. */
  private static final class Collector implements Sink {

    private final List<Long> ids = new ArrayList<>();
    private final List<Float> scales = new ArrayList<>();
    private final List<byte[]> codes = new ArrayList<>();

    @Override
    public void take(long id, float[] vector) {
      float largest = 1e-9f;
      for (float number : vector) {
        largest = Math.max(largest, Math.abs(number));
      }
      float scale = largest / Byte.MAX_VALUE;
      byte[] code = new byte[vector.length];
      for (int i = 0; i < code.length; i++) {
        code[i] = (byte) Math.round(vector[i] / scale);
      }
      ids.add(id);
      scales.add(scale);
      codes.add(code);
    }

    void add(Segment segment, int index) {
      byte[] code = new byte[SentenceEncoder.DIMENSIONS];
      System.arraycopy(segment.codes, index * code.length, code, 0, code.length);
      ids.add(segment.ids[index]);
      scales.add(segment.scales[index]);
      codes.add(code);
    }

    Segment segment() {
      long[] allIds = new long[ids.size()];
      float[] allScales = new float[ids.size()];
      byte[] allCodes = new byte[ids.size() * SentenceEncoder.DIMENSIONS];
      for (int i = 0; i < allIds.length; i++) {
        allIds[i] = ids.get(i);
        allScales[i] = scales.get(i);
        System.arraycopy(
            codes.get(i), 0, allCodes, i * SentenceEncoder.DIMENSIONS, SentenceEncoder.DIMENSIONS);
      }
      return new Segment(allIds, allScales, allCodes);
    }
  }

  /** The best so far. */
  private static final class Best {

    private final float[] vector;
    private final byte[] code = new byte[SentenceEncoder.DIMENSIONS];
    private final float scale;
    private final int count;
    private final PriorityQueue<Near> worstFirst =
        new PriorityQueue<>(Comparator.comparingDouble(Near::likeness));

    Best(float[] vector, int count) {
      this.vector = vector;
      this.count = count;
      float largest = 1e-9f;
      for (float number : vector) {
        largest = Math.max(largest, Math.abs(number));
      }
      scale = largest / Byte.MAX_VALUE;
      for (int i = 0; i < code.length; i++) {
        code[i] = (byte) Math.round(vector[i] / scale);
      }
    }

    void offer(Segment segment, @Nullable Set<Long> wanted) {
      byte[] codes = segment.codes;
      for (int i = 0; i < segment.ids.length; i++) {
        int sum = 0;
        int start = i * SentenceEncoder.DIMENSIONS;
        for (int j = 0; j < SentenceEncoder.DIMENSIONS; j++) {
          sum += code[j] * codes[start + j];
        }
        offer(segment.ids[i], sum * scale * segment.scales[i], wanted);
      }
    }

    private void offer(long id, float likeness, @Nullable Set<Long> wanted) {
      if (worstFirst.size() == count && likeness <= worstFirst.element().likeness()) {
        return;
      }
      if (wanted != null && !wanted.contains(id)) {
        return;
      }
      worstFirst.add(new Near(id, likeness));
      if (worstFirst.size() > count) {
        worstFirst.remove();
      }
    }

    Sink from(@Nullable Set<Long> wanted) {
      return (id, other) -> offer(id, SentenceEncoder.likeness(vector, other), wanted);
    }

    List<Long> ids() {
      return worstFirst.stream().map(Near::chunk).distinct().toList();
    }
  }
}
