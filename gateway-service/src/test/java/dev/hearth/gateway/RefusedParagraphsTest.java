package dev.hearth.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.hearth.contracts.inference.CompletionEvent;
import dev.hearth.contracts.moderation.Action;
import dev.hearth.contracts.moderation.Category;
import dev.hearth.contracts.moderation.Direction;
import dev.hearth.contracts.moderation.ScreenRequest;
import dev.hearth.contracts.moderation.Verdict;
import dev.hearth.gateway.InferenceStandIn.Script;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** Answers with more than one harmful paragraph, the worse one later. */
class RefusedParagraphsTest extends GatewayFixture {

  private static final String BEGIN = "Here is what you asked for.\n\n";
  private static final String BAD = "A harmful paragraph, which is bad enough.";
  private static final String BETWEEN =
      "\n\n" + "Some harmless words stand in between here. ".repeat(20) + "\n\n";
  private static final String WORSE = "A paragraph that is worse, and told first.";
  private static final String HI = "\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}]}";

  /** The strongest find comes first, wherever it stands. */
  @BeforeEach
  void findParagraphs() {
    MODERATION.also =
        item -> {
          List<Verdict.Finding> findings = new ArrayList<>();
          find(item, WORSE, 0.99, findings);
          find(item, BAD, 0.9, findings);
          return findings;
        };
    MODERATION.settling =
        item ->
            item.complete()
                ? item.text().length()
                : Math.max(
                    item.released(),
                    Math.max(item.text().lastIndexOf(". "), item.text().lastIndexOf("\n\n")) + 2);
  }

  @ParameterizedTest
  @ValueSource(strings = {"{", "{\"stream\":true,"})
  void nothingOfTheFirstIsDelivered(String request) throws Exception {
    INFERENCE.plays(Script.text((BEGIN + BAD + BETWEEN + WORSE).split("(?<= )")));

    String body = chat(request + HI).body();

    assertThat(delivered(body)).isEqualTo(BEGIN);
    assertThat(body).contains("\"finish_reason\":\"content_filter\"");
  }

  @ParameterizedTest
  @ValueSource(strings = {"{", "{\"stream\":true,"})
  void nothingOfTheFirstIsDeliveredThatArrivesWithTheSecond(String request) throws Exception {
    INFERENCE.plays(Script.text(BEGIN + BAD + BETWEEN + WORSE));

    String body = chat(request + HI).body();

    assertThat(delivered(body)).isEqualTo(BEGIN);
    assertThat(body).contains("\"finish_reason\":\"content_filter\"");
  }

  @Test
  void whatStandsBeforeARefusedPartIsNotDeliveredBeforeItWasJudgedToItsEnd() throws Exception {
    // As a step that has not ended: only as a complete text it is found.
    String begun = "A sentence that only its end gives away";
    MODERATION.also =
        item -> {
          List<Verdict.Finding> findings = new ArrayList<>();
          if (item.complete()) {
            find(item, begun, 0.9, findings);
          }
          return findings;
        };
    MODERATION.settling = item -> item.complete() ? item.text().length() : item.released();
    CountDownLatch asked = new CountDownLatch(1);
    MODERATION.before =
        () -> {
          if (MODERATION.asked.getLast().direction() == Direction.OUTPUT) {
            asked.countDown();
          }
        };
    INFERENCE.plays(
        stage -> {
          stage.send(new CompletionEvent.Started("small"));
          stage.send(new CompletionEvent.Text(begun + ", " + ModerationStandIn.BLOCKED));
          await().until(() -> asked.getCount() == 0);
          stage.finish(CompletionEvent.FinishReason.STOP);
        });

    String body = chat("{\"stream\":true," + HI).body();

    assertThat(delivered(body)).isEmpty();
    assertThat(body).contains("\"finish_reason\":\"content_filter\"");
    assertThat(MODERATION.asked.getLast().items())
        .containsExactly(new ScreenRequest.Item(begun + ", ", 0, true));
  }

  private static void find(
      ScreenRequest.Item item, String paragraph, double score, List<Verdict.Finding> findings) {
    int at = item.text().indexOf(paragraph);
    if (at >= 0) {
      findings.add(
          new Verdict.Finding(
              Category.HATE,
              Action.BLOCK,
              score,
              "encoder",
              "x",
              at,
              at + paragraph.length(),
              null));
    }
  }

  private static String delivered(String body) {
    if (body.startsWith("{")) {
      return JSON.readTree(body).at("/choices/0/message/content").stringValue();
    }
    List<JsonNode> chunks =
        Arrays.stream(body.split("\n"))
            .filter(line -> line.startsWith("data: {"))
            .map(line -> JSON.readTree(line.substring("data: ".length())))
            .toList();
    return ChatStreamTest.content(chunks);
  }
}
