package dev.hearth.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Runs with the real default model and the real built-in plugins. */
class RunsOnTheDefaultModelTest {

  private static HearthUnderTest hearth;

  @BeforeAll
  static void start() {
    hearth = HearthUnderTest.shared();
  }

  @Test
  void calculatesTaskByTask() {
    JsonNode run =
        ended(
            """
            {"goal":"Answer these questions.","tasks":["What is 27 × 453? Use the calculator.",
             "What is 279 plus 737?"],"plugins":["calculator"],"temperature":0,"seed":7}\
            """);

    assertThat(run.get("status").asString()).as(run.toString()).isEqualTo("completed");
    assertThat(run.get("tasks_done").asInt()).isEqualTo(2);
    assertThat(run.at("/steps/0/plugin").asString()).isEqualTo("calculator");
    assertThat(run.at("/steps/0/result").asString()).contains("12231");
    assertThat(run.get("output").asString().replace(",", "")).contains("1016");
    assertThat(run.at("/used/completion_tokens").asInt()).isPositive();
  }

  @Test
  void looksAtTheClock() {
    JsonNode run =
        ended(
            "{\"goal\":\"What time is it in Tokyo now?\",\"plugins\":[\"clock\"],"
                + "\"temperature\":0,\"seed\":7}");

    assertThat(run.get("status").asString()).as(run.toString()).isEqualTo("completed");
    assertThat(run.at("/steps/0/plugin").asString()).isEqualTo("clock");
  }

  @Test
  void endsWithItsReasonWhenItsTokensAreSpent() {
    JsonNode run =
        ended(
            "{\"goal\":\"Tell me a very long story of a river.\",\"budget\":{\"tokens\":20},"
                + "\"temperature\":0,\"seed\":7}");

    assertThat(run.get("status").asString()).isEqualTo("incomplete");
    assertThat(run.get("reason").asString()).isEqualTo("max_tokens");
  }

  private static JsonNode ended(String body) {
    HearthUnderTest.Answer created = hearth.post("/v1/runs", body);
    assertThat(created.status()).as(created.text()).isEqualTo(202);
    String path = "/v1/runs/" + created.json().get("id").asString();
    await()
        .atMost(Duration.ofMinutes(2))
        .pollInterval(Duration.ofMillis(250))
        .until(
            () ->
                List.of("completed", "incomplete", "failed")
                    .contains(hearth.get(path).json().get("status").asString()));
    return hearth.get(path).json();
  }
}
