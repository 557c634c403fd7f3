package dev.hearth.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.contracts.inference.CompletionEvent;
import dev.hearth.contracts.inference.CompletionEvent.FinishReason;
import dev.hearth.contracts.moderation.Action;
import dev.hearth.contracts.moderation.Category;
import dev.hearth.contracts.moderation.Direction;
import dev.hearth.contracts.moderation.ScreenRequest;
import dev.hearth.contracts.moderation.Verdict;
import dev.hearth.gateway.InferenceStandIn.Script;
import java.io.BufferedReader;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class ChatStreamTest extends GatewayFixture {

  private static final String STREAMED =
      "{\"model\":\"small\",\"stream\":true,\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}]";

  @Test
  void streamsAsOpenAiDoes() throws Exception {
    INFERENCE.plays(Script.text("Hello", " there."));

    HttpResponse<String> answer = chat(STREAMED + ",\"stream_options\":{\"include_usage\":true}}");

    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(header(answer, "content-type")).startsWith("text/event-stream");
    assertThat(header(answer, "x-ratelimit-limit-requests")).isEqualTo("3000");
    List<String> events = events(answer.body());
    assertThat(events.getLast()).isEqualTo("data: [DONE]");
    List<JsonNode> chunks = chunks(answer.body());
    String id = chunks.getFirst().get("id").stringValue();
    assertThat(id).matches("chatcmpl-[0-9a-f]{32}");
    long created = chunks.getFirst().get("created").longValue();
    String head =
        "{\"id\":\"%s\",\"object\":\"chat.completion.chunk\",\"created\":%d,\"model\":\"small\","
            .formatted(id, created);
    assertThat(chunks.getFirst().toString())
        .isEqualTo(
            head
                + "\"choices\":[{\"index\":0,\"delta\":{\"role\":\"assistant\",\"content\":\"\","
                + "\"refusal\":null},\"logprobs\":null,\"finish_reason\":null}],\"usage\":null}");
    assertThat(content(chunks)).isEqualTo("Hello there.");
    assertThat(chunks.get(chunks.size() - 2).toString())
        .isEqualTo(
            head
                + "\"choices\":[{\"index\":0,\"delta\":{},\"logprobs\":null,"
                + "\"finish_reason\":\"stop\"}],\"usage\":null}");
    assertThat(chunks.getLast().toString())
        .isEqualTo(
            head
                + "\"choices\":[],\"usage\":{\"prompt_tokens\":11,\"completion_tokens\":7,"
                + "\"total_tokens\":18,\"prompt_tokens_details\":{\"cached_tokens\":3}}}");
    assertThat(chunks).allMatch(chunk -> chunk.get("id").stringValue().equals(id));
    assertThat(chunks).allMatch(chunk -> chunk.get("created").longValue() == created);
  }

  @Test
  void asksForAVerdictOnlyWhenOneCanReleaseMore() throws Exception {
    CountDownLatch first = new CountDownLatch(1);
    CountDownLatch second = new CountDownLatch(1);
    MODERATION.pace = 10;
    MODERATION.before =
        () -> {
          if (MODERATION.asked.getLast().direction() == Direction.OUTPUT) {
            (first.getCount() > 0 ? first : second).countDown();
          }
        };
    AtomicInteger tooEarly = new AtomicInteger();
    INFERENCE.plays(
        stage -> {
          stage.send(new CompletionEvent.Started("small"));
          stage.send(new CompletionEvent.Text("one "));
          await(first);
          stage.send(new CompletionEvent.Text("two "));
          tooEarly.set(within(second, Duration.ofMillis(300)) ? 1 : 0);
          stage.send(new CompletionEvent.Text("three. "));
          await(second);
          stage.finish(FinishReason.STOP);
        });

    HttpResponse<String> answer = chat(STREAMED + "}");

    assertThat(tooEarly).hasValue(0);
    assertThat(content(chunks(answer.body()))).isEqualTo("one two three. ");
  }

  @Test
  void aForbiddenPhraseIsNeverReleasedWhereverTheStreamIsCut() throws Exception {
    String text = "I will say the " + ModerationStandIn.BLOCKED + " now, and go on.";
    for (int cut = 1; cut < text.length(); cut++) {
      INFERENCE.plays(Script.text(text.substring(0, cut), text.substring(cut)));

      HttpResponse<String> answer = chat(STREAMED + "}");

      List<JsonNode> chunks = chunks(answer.body());
      assertThat(content(chunks)).as("cut at %d", cut).isEqualTo("I will say the ");
      assertThat(finishReason(chunks)).isEqualTo("content_filter");
    }
  }

  @Test
  void aForbiddenPhraseIsNotReleasedWhenItComesLetterByLetterAndSlowly() throws Exception {
    String text = "x".repeat(1200) + " the " + ModerationStandIn.BLOCKED + " now";
    INFERENCE.plays(Script.text(text.split("")));

    HttpResponse<String> answer = chat(STREAMED + "}");

    List<JsonNode> chunks = chunks(answer.body());
    assertThat(content(chunks)).isEqualTo("x".repeat(1200) + " the ");
    assertThat(finishReason(chunks)).isEqualTo("content_filter");
    assertThat(MODERATION.mostInFlight).hasValue(1);
  }

  @Test
  void aShortStreamIsJudgedAsAWholeBeforeItsEndIsReleased() throws Exception {
    MODERATION.also =
        item ->
            item.released() == 0 && item.text().endsWith("the end")
                ? List.of(blocked(0, item.text().length()))
                : List.of();
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
          stage.send(new CompletionEvent.Text("a".repeat(100)));
          await(asked);
          stage.send(new CompletionEvent.Text(" and the end"));
          stage.finish(FinishReason.STOP);
        });

    List<JsonNode> chunks = chunks(chat(STREAMED + "}").body());

    assertThat(content(chunks)).matches("a{50,100}");
    assertThat(finishReason(chunks)).isEqualTo("content_filter");
  }

  @Test
  void whatIsRedactedIsTheSameStreamedAndPlainWhereverTheStreamIsCut() throws Exception {
    String text = "Write to " + ModerationStandIn.REDACTED + " or do not, \uD83D\uDE00 dear.";
    for (int cut = 1; cut < text.length(); cut++) {
      INFERENCE.plays(Script.text(text.substring(0, cut), text.substring(cut)));
      String plain = at(json(chat(plain())), "/choices/0/message/content").stringValue();
      String streamed = content(chunks(chat(STREAMED + "}").body()));

      assertThat(plain).isEqualTo("Write to [email] or do not, \uD83D\uDE00 dear.");
      assertThat(streamed).as("cut at %d", cut).isEqualTo(plain);
    }
  }

  @Test
  void moderationThatStopsWithinAStreamEndsItWithAnErrorAndNothingUnscreened() throws Exception {
    AtomicInteger windows = new AtomicInteger();
    MODERATION.failing =
        request -> request.direction() == Direction.OUTPUT && windows.incrementAndGet() > 1;
    CountDownLatch released = new CountDownLatch(1);
    String begin = "a".repeat(100);
    INFERENCE.plays(
        stage -> {
          stage.send(new CompletionEvent.Started("small"));
          stage.send(new CompletionEvent.Text(begin));
          await(released);
          stage.send(new CompletionEvent.Text("never seen"));
          stage.finish(FinishReason.STOP);
        });

    StringBuilder seen = new StringBuilder();
    try (BufferedReader lines = open(STREAMED + "}")) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        seen.append(line).append('\n');
        if (line.contains("aaa")) {
          released.countDown();
        }
      }
    }

    List<String> events = events(seen.toString());
    assertThat(events.getLast()).isEqualTo("data: [DONE]");
    JsonNode error = JSON.readTree(events.get(events.size() - 2).substring("data: ".length()));
    assertThat(at(error, "/error/code").stringValue()).isEqualTo("moderation_unavailable");
    assertThat(seen.toString()).doesNotContain("never seen").contains("aaa");
  }

  @Test
  void moderationThatIsDownIsA503BeforeTheFirstByte() throws Exception {
    MODERATION.failing = request -> request.direction() == Direction.OUTPUT;

    HttpResponse<String> answer = chat(STREAMED + "}");

    assertThat(answer.statusCode()).isEqualTo(503);
    assertThat(header(answer, "retry-after")).isEqualTo("1");
    assertThat(at(json(answer), "/error/code").stringValue()).isEqualTo("moderation_unavailable");
  }

  @Test
  void moderationThatTalksNonsenseIsNoVerdict() throws Exception {
    MODERATION.talkingNonsense = request -> true;

    assertThat(chat(STREAMED + "}").statusCode()).isEqualTo(503);
    assertThat(INFERENCE.asked).isEmpty();
  }

  @Test
  void aCallerWhoHangsUpEndsTheCompletionWithinASecond() throws Exception {
    INFERENCE.plays(
        stage -> {
          stage.send(new CompletionEvent.Started("small"));
          while (true) {
            stage.send(new CompletionEvent.Text("more and more words "));
            pause(20);
          }
        });
    BufferedReader lines = open(STREAMED + "}");
    while (!lines.readLine().contains("more")) {
      // Until the stream runs.
    }

    long left = System.nanoTime();
    lines.close();

    long noticed = INFERENCE.hungUp.get(5, TimeUnit.SECONDS);
    assertThat(Duration.ofNanos(noticed - left)).isLessThan(Duration.ofSeconds(1));
  }

  @Test
  void aCallerWhoHangsUpIsNoticedByTheModelsSignsOfLife() throws Exception {
    INFERENCE.plays(
        stage -> {
          stage.send(new CompletionEvent.Started("small"));
          stage.send(new CompletionEvent.Text("A first sentence that is long enough. "));
          while (true) {
            stage.line("");
            pause(20);
          }
        });
    BufferedReader lines = open(STREAMED + "}");
    while (!lines.readLine().contains("first")) {
      // Until the stream runs.
    }

    long left = System.nanoTime();
    lines.close();

    long noticed = INFERENCE.hungUp.get(5, TimeUnit.SECONDS);
    assertThat(Duration.ofNanos(noticed - left)).isLessThan(Duration.ofSeconds(1));
  }

  @Test
  void textThatArrivesWhileAVerdictIsUnderWayIsJudgedWithOneCall() throws Exception {
    CountDownLatch asked = new CountDownLatch(1);
    CountDownLatch sent = new CountDownLatch(1);
    MODERATION.before =
        () -> {
          if (!INFERENCE.asked.isEmpty()) {
            asked.countDown();
            await(sent);
          }
        };
    INFERENCE.plays(
        stage -> {
          stage.send(new CompletionEvent.Started("small"));
          stage.send(new CompletionEvent.Text("First. "));
          await(asked);
          for (int i = 0; i < 50; i++) {
            stage.send(new CompletionEvent.Text("word "));
          }
          stage.finish(FinishReason.STOP);
          sent.countDown();
        });

    HttpResponse<String> answer = chat(STREAMED + "}");

    assertThat(content(chunks(answer.body()))).isEqualTo("First. " + "word ".repeat(50));
    List<ScreenRequest> output =
        MODERATION.asked.stream().filter(ask -> ask.direction() == Direction.OUTPUT).toList();
    assertThat(output.size()).isBetween(2, 3);
    assertThat(MODERATION.mostInFlight).hasValue(1);
  }

  @Test
  void aCompletionThatBreaksOffEndsTheStreamWithAnError() throws Exception {
    INFERENCE.plays(
        stage -> {
          stage.send(new CompletionEvent.Started("small"));
          stage.send(new CompletionEvent.Text("b".repeat(200)));
          // Read by the gateway, so that the first part is out before the stream breaks.
          while (MODERATION.asked.size() < 2) {
            pause(5);
          }
        });

    HttpResponse<String> answer = chat(STREAMED + "}");

    List<String> events = events(answer.body());
    assertThat(events.getLast()).isEqualTo("data: [DONE]");
    assertThat(events.get(events.size() - 2)).contains("\"service_unavailable\"");
  }

  @Test
  void stepsAreEventsOfTheirOwnAndScreened() throws Exception {
    INFERENCE.plays(
        stage -> {
          stage.send(new CompletionEvent.Started("small"));
          stage.send(
              new CompletionEvent.Step(
                  "calculator",
                  "calculate",
                  JSON.readTree(
                      "{\"expression\":\"1+1\",\"note\":\"" + ModerationStandIn.REDACTED + "\"}"),
                  "2",
                  "allow",
                  5));
          stage.send(new CompletionEvent.Text("It is 2."));
          stage.finish(FinishReason.STOP);
        });

    HttpResponse<String> answer = chat(STREAMED + ",\"plugins\":[\"calculator\"]}");

    String step =
        events(answer.body()).stream()
            .filter(event -> event.startsWith("event: hearth.step\n"))
            .findFirst()
            .orElseThrow();
    JsonNode data = JSON.readTree(step.substring(step.indexOf("data: ") + 6));
    assertThat(data.get("plugin").stringValue()).isEqualTo("calculator");
    assertThat(data.get("arguments").toString())
        .isEqualTo("{\"expression\":\"1+1\",\"note\":\"[email]\"}");
    assertThat(data.get("ms").intValue()).isEqualTo(5);
    assertThat(data.get("choices").isEmpty()).isTrue();
    assertThat(INFERENCE.asked.getFirst().pluginTools()).hasSize(1);
  }

  @Test
  void aStepWithForbiddenTextIsNotShown() throws Exception {
    INFERENCE.plays(
        stage -> {
          stage.send(new CompletionEvent.Started("small"));
          stage.send(
              new CompletionEvent.Step(
                  "calculator",
                  "calculate",
                  JSON.readTree("{\"a\":\"forbidden\",\"b\":\"phrase\"}"),
                  "2",
                  "allow",
                  5));
          stage.send(new CompletionEvent.Text("It is 2."));
          stage.finish(FinishReason.STOP);
        });

    // Only the values together, "forbidden b phrase", are harmless; as an array they are not.
    assertThat(chat(STREAMED + ",\"plugins\":\"auto\"}").body()).contains("hearth.step");

    INFERENCE.plays(
        stage -> {
          stage.send(new CompletionEvent.Started("small"));
          stage.send(
              new CompletionEvent.Step(
                  "calculator",
                  "calculate",
                  JSON.readTree("{\"a\":[\"forbidden\",\"phrase\"]}"),
                  "2",
                  "allow",
                  5));
          stage.send(new CompletionEvent.Text("It is 2."));
          stage.finish(FinishReason.STOP);
        });
    HttpResponse<String> answer = chat(STREAMED + ",\"plugins\":\"auto\"}");

    assertThat(answer.body()).doesNotContain("hearth.step").contains("content_filter");
  }

  private static Verdict.Finding blocked(int start, int end) {
    return new Verdict.Finding(Category.HATE, Action.BLOCK, 1, "encoder", "x", start, end, null);
  }

  private static String plain() {
    return STREAMED.replace("\"stream\":true,", "") + "}";
  }

  private BufferedReader open(String body) throws Exception {
    HttpResponse<InputStream> response =
        HTTP.send(
            to("/v1/chat/completions").POST(HttpRequest.BodyPublishers.ofString(body)).build(),
            HttpResponse.BodyHandlers.ofInputStream());
    assertThat(response.statusCode()).isEqualTo(200);
    return new BufferedReader(new InputStreamReader(response.body(), StandardCharsets.UTF_8));
  }

  static List<String> events(String body) {
    return List.of(body.strip().split("\n\n"));
  }

  static List<JsonNode> chunks(String body) {
    List<JsonNode> chunks = new ArrayList<>();
    for (String event : events(body)) {
      if (event.startsWith("data: {")) {
        chunks.add(JSON.readTree(event.substring("data: ".length())));
      }
    }
    return chunks;
  }

  static String content(List<JsonNode> chunks) {
    StringBuilder content = new StringBuilder();
    for (JsonNode chunk : chunks) {
      content.append(chunk.at("/choices/0/delta/content").stringValue(""));
    }
    return content.toString();
  }

  private static String finishReason(List<JsonNode> chunks) {
    return chunks.getLast().at("/choices/0/finish_reason").stringValue("");
  }

  private static boolean within(CountDownLatch latch, Duration time) {
    try {
      return latch.await(time.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void await(CountDownLatch latch) {
    try {
      if (!latch.await(10, TimeUnit.SECONDS)) {
        throw new IllegalStateException("nothing happened");
      }
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(interrupted);
    }
  }

  /** The pace of a model. */
  private static void pause(long millis) {
    java.util.concurrent.locks.LockSupport.parkNanos(Duration.ofMillis(millis).toNanos());
  }
}
