package dev.hearth.inference.embedding;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.awaitility.Awaitility.await;

import ai.onnxruntime.OrtEnvironment;
import dev.hearth.inference.engine.Embedder.Texts;
import dev.hearth.inference.engine.Embedder.Vectors;
import dev.hearth.inference.engine.EngineException;
import java.io.IOException;
import java.io.InputStream;
import java.lang.management.LockInfo;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The vectors against those of the reference programs, made by bench/embeddings/reference. */
class MiniLmTest {

  private static final MiniLm MODEL = new MiniLm();

  @Test
  void makesTheVectorsOfTheReferenceToAThousandth() throws Exception {
    JsonNode rows = reference();
    List<String> texts = new ArrayList<>();
    rows.forEach(row -> texts.add(row.get("text").asString()));

    Vectors vectors = embed(texts);

    assertThat(rows.size()).isGreaterThan(10);
    int tokens = 0;
    for (int i = 0; i < rows.size(); i++) {
      JsonNode expected = rows.get(i).get("vector");
      float[] actual = vectors.vectors().get(i);
      assertThat(actual).hasSize(expected.size());
      for (int d = 0; d < actual.length; d++) {
        assertThat((double) actual[d])
            .as("dimension %d of '%s'", d, texts.get(i))
            .isCloseTo(expected.get(d).asDouble(), within(1e-3));
      }
      tokens += rows.get(i).get("tokens").asInt();
    }
    assertThat(vectors.tokens()).isEqualTo(tokens);
  }

  @Test
  void waitsForASessionThatIsBeingMade() throws InterruptedException {
    OrtEnvironment environment = OrtEnvironment.getEnvironment();
    Thread loading = new Thread(() -> new MiniLm().vector("first"));
    synchronized (environment) {
      loading.start();
      await().atMost(Duration.ofMinutes(1)).until(() -> isWaitingFor(environment, loading));
    }
    loading.join();
  }

  private static boolean isWaitingFor(Object monitor, Thread thread) {
    LockInfo lock =
        ManagementFactory.getThreadMXBean().getThreadInfo(thread.threadId()).getLockInfo();
    return lock != null && lock.getIdentityHashCode() == System.identityHashCode(monitor);
  }

  @Test
  void embedsABatchAsItEmbedsEachTextAlone() throws EngineException {
    List<String> texts = List.of("one", "a somewhat longer text than the first one", "three");

    Vectors together = embed(texts);

    for (int i = 0; i < texts.size(); i++) {
      assertThat(together.vectors().get(i))
          .containsExactly(embed(List.of(texts.get(i))).vectors().getFirst());
    }
  }

  @Test
  void embedsTheSameFromManyThreadsAtOnce() throws EngineException {
    float[] alone = embed(List.of("parallel")).vectors().getFirst();

    List<float[]> together =
        IntStream.range(0, 64).parallel().mapToObj(i -> MODEL.vector("parallel")).toList();

    assertThat(together).allSatisfy(vector -> assertThat(vector).containsExactly(alone));
  }

  @Test
  void refusesATextThatIsTooLongWithBothNumbers() {
    String words = "word ".repeat(511);

    assertThatThrownBy(() -> embed(List.of("short", words)))
        .isInstanceOfSatisfying(
            EngineException.class,
            refused -> {
              assertThat(refused.status()).isEqualTo(400);
              assertThat(refused.code()).isEqualTo("context_length_exceeded");
              assertThat(refused.param()).isEqualTo("input");
              assertThat(refused.message()).contains("512").contains("input 1 has 513");
            });
    assertThatThrownBy(() -> embed(List.of("x".repeat(1_000_000))))
        .isInstanceOfSatisfying(
            EngineException.class, refused -> assertThat(refused.status()).isEqualTo(400));
  }

  @Test
  void embedsATextThatJustFits() throws EngineException {
    assertThat(embed(List.of("word ".repeat(510))).tokens()).isEqualTo(512);
  }

  @Test
  void refusesOtherDimensionsByName() throws EngineException {
    assertThat(MODEL.embed(texts(List.of("x"), 384)).vectors().getFirst()).hasSize(384);
    assertThatThrownBy(() -> MODEL.embed(texts(List.of("x"), 256)))
        .isInstanceOfSatisfying(
            EngineException.class, refused -> assertThat(refused.param()).isEqualTo("dimensions"));
  }

  private static Vectors embed(List<String> inputs) throws EngineException {
    return MODEL.embed(texts(inputs, null));
  }

  private static Texts texts(
      List<String> inputs, @org.jspecify.annotations.Nullable Integer dimensions) {
    return new Texts(MiniLm.ID, inputs, dimensions, Instant.now().plusSeconds(60));
  }

  private static JsonNode reference() throws IOException {
    try (InputStream in =
        Objects.requireNonNull(MiniLmTest.class.getResourceAsStream("/embedding/reference.json"))) {
      return JsonMapper.shared().readTree(in);
    }
  }
}
