package dev.hearth.builtin.knowledge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.hearth.builtin.BuiltinPluginsApplication;
import dev.hearth.builtin.BuiltinPluginsTest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.core.env.Environment;
import org.springframework.jdbc.core.simple.JdbcClient;

/** An instance that does nothing but read is killed in the middle; another one goes on. */
class KnowledgeKillTest extends BuiltinPluginsTest {

  private static final int DOCUMENTS = 400;

  @Autowired private Environment environment;
  @Autowired private Ingestion ingestion;
  @Autowired private JdbcClient jdbc;

  @Test
  void goesOnWhereAKilledProcessWas() throws Exception {
    String team = "team-" + UUID.randomUUID();
    // Only the other process reads, until it is killed.
    ingestion.stop();
    Process reader = start();
    try {
      StringBuilder lines = new StringBuilder();
      for (int i = 0; i < DOCUMENTS; i++) {
        lines.append("{\"id\":\"d").append(i).append("\",\"text\":\"Locker ").append(i);
        lines.append(" belongs to person number ").append(i * 3).append(".\"}\n");
      }
      String job =
          upload(team, "lockers.jsonl", lines.toString().getBytes(StandardCharsets.UTF_8), Map.of())
              .at("/job/id");
      await().atMost(Duration.ofMinutes(3)).until(() -> done(team, job) > 3);
      reader.destroyForcibly().waitFor(20, TimeUnit.SECONDS);
      assertThat(reader.isAlive()).isFalse();
      int before = done(team, job);
      assertThat(before).isLessThan(DOCUMENTS);

      ingestion.start();
      await()
          .atMost(Duration.ofMinutes(3))
          .until(() -> ask(team, "/knowledge/jobs/" + job).at("/state").equals("done"));

      assertThat(done(team, job)).isEqualTo(DOCUMENTS);
      assertThat(
              jdbc.sql("select count(*) from knowledge.chunk where team = :team")
                  .param("team", team)
                  .query(Integer.class)
                  .single())
          .isEqualTo(DOCUMENTS);
      assertThat(ask(team, "/knowledge/query?query=locker+399").at("/results/0/document_id"))
          .isEqualTo("d399");
    } finally {
      reader.destroyForcibly();
      if (!ingestion.isRunning()) {
        ingestion.start();
      }
    }
  }

  private int done(String team, String job) {
    return ask(team, "/knowledge/jobs/" + job).json().path("done").asInt();
  }

  private Process start() throws IOException {
    return new ProcessBuilder(
            List.of(
                System.getProperty("java.home") + "/bin/java",
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                "-Xmx400m",
                "-cp",
                System.getProperty("java.class.path"),
                BuiltinPluginsApplication.class.getName(),
                "--server.port=0",
                "--hearth.service-secret=0123456789abcdef0123456789abcdef",
                "--spring.datasource.url=" + environment.getProperty("spring.datasource.url"),
                "--spring.datasource.username=postgres"))
        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
        .redirectError(ProcessBuilder.Redirect.DISCARD)
        .start();
  }
}
