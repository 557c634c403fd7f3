package dev.hearth.builtin.knowledge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.hearth.builtin.BuiltinPluginsTest;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class ThousandDocumentsTest extends BuiltinPluginsTest {

  @Test
  void ingestsAThousandDocumentsWithProgress() {
    String team = "team-" + UUID.randomUUID();
    StringBuilder lines = new StringBuilder();
    for (int i = 0; i < 1000; i++) {
      lines
          .append("{\"id\":\"doc-")
          .append(i)
          .append("\",\"text\":\"Project number ")
          .append(i)
          .append(" builds bridge ")
          .append(i * 7 + 3)
          .append(" over the river.\"}\n");
    }
    Answer accepted =
        upload(team, "projects.jsonl", lines.toString().getBytes(StandardCharsets.UTF_8), Map.of());
    assertThat(accepted.status()).isEqualTo(202);
    String job = accepted.at("/job/id");

    await()
        .atMost(Duration.ofMinutes(1))
        .until(() -> ask(team, "/knowledge/jobs/" + job).json().path("done").asInt() > 0);
    Answer running = ask(team, "/knowledge/jobs/" + job);
    assertThat(running.at("/progress")).matches("\\d+ of 1000");
    await()
        .atMost(Duration.ofMinutes(4))
        .until(() -> ask(team, "/knowledge/jobs/" + job).at("/state").equals("done"));
    assertThat(ask(team, "/knowledge/query?query=bridge+2950").at("/results/0/document_id"))
        .isEqualTo("doc-421");
  }
}
