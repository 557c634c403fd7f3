package dev.hearth.builtin.knowledge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.hearth.base.SentenceEncoder;
import dev.hearth.builtin.TestDatabase;
import dev.hearth.builtin.knowledge.Chunks.Chunk;
import dev.hearth.builtin.knowledge.Library.Owner;
import dev.hearth.builtin.knowledge.Library.Ready;
import dev.hearth.builtin.knowledge.Nearest.Near;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.context.TestPropertySource;
import org.springframework.transaction.support.TransactionTemplate;

/** All that knowledge does, where the database has pgvector; and what only happens there. */
@TestPropertySource(properties = "spring.datasource.url=${test.vector-database}")
class PgvectorTest extends KnowledgeTest {

  private final Random random = new Random(7);

  @Autowired private Supplier<Nearest> nearest;
  @Autowired private Library library;
  @Autowired private JdbcTemplate template;
  @Autowired private JdbcClient jdbc;
  @Autowired private TransactionTemplate transaction;

  @BeforeAll
  static void isThere() {
    TestDatabase.needsVectors();
  }

  @Test
  void comparesMeaningsInTheDatabase() {
    assertThat(nearest.get()).isInstanceOf(InDatabase.class);
  }

  @Test
  void findsTheSameAsExactSearchInMemory() {
    String large = team(2_000);
    String small = team(30);
    InMemory memory = new InMemory(template, jdbc, 64 << 20);
    for (String team : List.of(large, small)) {
      for (int i = 0; i < 10; i++) {
        float[] vector = vector();
        List<Near> expected =
            transaction.execute(status -> memory.nearest(team, vector, Filter.NONE, 20));
        List<Near> found = nearest.get().nearest(team, vector, Filter.NONE, 20);
        assertThat(found).hasSize(20);
        assertThat(chunks(found)).isEqualTo(chunks(expected));
        assertThat(found.getFirst().likeness())
            .isCloseTo(expected.getFirst().likeness(), within(1e-4f));
      }
    }
  }

  @Test
  void takesOverWhatWasStoredBeforePgvectorWasThere() {
    String team = team(700);
    float[] vector = vector();
    List<Near> expected = nearest.get().nearest(team, vector, Filter.NONE, 5);
    template.execute("alter table knowledge.chunk drop column embedding");

    Nearest prepared = InDatabase.prepare(template, jdbc, transaction);

    assertThat(prepared.nearest(team, vector, Filter.NONE, 5)).isEqualTo(expected).hasSize(5);
    assertThat(
            jdbc.sql("select count(*) from knowledge.chunk where embedding is null")
                .query(Long.class)
                .single())
        .isZero();
  }

  private static List<Long> chunks(List<Near> near) {
    return near.stream().map(Near::chunk).toList();
  }

  /** A team that knows so many chunks of any meaning. */
  private String team(int size) {
    String team = "team-" + UUID.randomUUID();
    library.store(
        new Owner(team, "somebody"),
        List.of(
            new Ready(
                "many",
                Details.NONE,
                size,
                IntStream.range(0, size)
                    .mapToObj(number -> new Chunk(null, "text " + number, 2))
                    .toList(),
                Stream.generate(this::vector).limit(size).toList())));
    return team;
  }

  private float[] vector() {
    float[] vector = new float[SentenceEncoder.DIMENSIONS];
    double square = 0;
    for (int i = 0; i < vector.length; i++) {
      vector[i] = (float) random.nextGaussian();
      square += vector[i] * vector[i];
    }
    for (int i = 0; i < vector.length; i++) {
      vector[i] /= (float) Math.sqrt(square);
    }
    return vector;
  }
}
