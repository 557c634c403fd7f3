package dev.hearth.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.openai.client.OpenAIClient;
import com.openai.client.okhttp.OpenAIOkHttpClient;
import com.openai.core.http.StreamResponse;
import com.openai.models.chat.completions.ChatCompletionChunk;
import com.openai.models.chat.completions.ChatCompletionCreateParams;
import dev.hearth.contracts.inference.CompletionEvent;
import dev.hearth.contracts.inference.CompletionEvent.FinishReason;
import dev.hearth.gateway.InferenceStandIn.Script;
import dev.hearth.gateway.InferenceStandIn.Stage;
import java.io.IOException;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.test.context.TestPropertySource;
import tools.jackson.databind.JsonNode;

/** Streams of which nothing can be released for long. */
@TestPropertySource(properties = "hearth.gateway.chat.silence=1s")
class QuietStreamTest extends GatewayFixture {

  private static final String CHAT =
      "{\"stream\":true,\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}]}";
  private static final String RESPONSE = "{\"stream\":true,\"input\":\"Hi\"}";
  private static final Script SLOW =
      stage -> {
        begin(stage, Duration.ofMillis(1500));
        stage.send(new CompletionEvent.Text("Hello there."));
        stage.finish(FinishReason.STOP);
      };

  /** A model that shows signs of life for so long, and says nothing. */
  private static void begin(Stage stage, Duration time) throws IOException {
    stage.send(new CompletionEvent.Started("small"));
    for (long end = System.nanoTime() + time.toNanos(); System.nanoTime() < end; ) {
      stage.line("");
      pause();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"/v1/chat/completions " + CHAT, "/v1/responses " + RESPONSE})
  void aCallerWhoHangsUpBeforeTheFirstTextEndsTheCompletion(String request) throws Exception {
    INFERENCE.plays(stage -> begin(stage, Duration.ofSeconds(15)));

    assertHangUpIsNoticed(request);
  }

  @Test
  void aCallerWhoHangsUpWhileAllIsHeldBackEndsTheCompletion() throws Exception {
    MODERATION.settling = item -> item.complete() ? item.text().length() : item.released();
    INFERENCE.plays(
        stage -> {
          stage.send(new CompletionEvent.Started("small"));
          while (true) {
            stage.send(new CompletionEvent.Text("more and more words "));
            pause();
          }
        });

    assertHangUpIsNoticed("/v1/chat/completions " + CHAT);
  }

  private void assertHangUpIsNoticed(String request) throws Exception {
    String path = request.substring(0, request.indexOf(' '));
    String body = request.substring(request.indexOf(' ') + 1);
    long left;
    try (Socket socket = Raw.connect(port)) {
      Raw.write(
          socket,
          "POST "
              + path
              + " HTTP/1.1\r\nHost: a\r\nContent-Length: "
              + body.length()
              + "\r\nAuthorization: Bearer "
              + ADMIN_KEY
              + "\r\n\r\n"
              + body);
      await().until(() -> !INFERENCE.asked.isEmpty());
      left = System.nanoTime();
    }

    long noticed = INFERENCE.hungUp.get(10, TimeUnit.SECONDS);
    assertThat(Duration.ofNanos(noticed - left)).isLessThan(Duration.ofSeconds(3));
  }

  @Test
  void beginsWithACommentWhereTheFirstTextIsLongInComing() throws Exception {
    INFERENCE.plays(SLOW);

    HttpResponse<String> answer = post("/v1/chat/completions", CHAT);

    List<String> events = ChatStreamTest.events(answer.body());
    assertThat(events.getFirst()).isEqualTo(":");
    assertThat(events.getLast()).isEqualTo("data: [DONE]");
    List<JsonNode> chunks = ChatStreamTest.chunks(answer.body());
    assertThat(chunks.getFirst().at("/choices/0/delta/role").asString()).isEqualTo("assistant");
    assertThat(ChatStreamTest.content(chunks)).isEqualTo("Hello there.");
  }

  @Test
  void theOfficialClientSkipsTheComment() {
    INFERENCE.plays(SLOW);
    StringBuilder text = new StringBuilder();
    OpenAIClient client =
        OpenAIOkHttpClient.builder().baseUrl(url("/v1")).apiKey(ADMIN_KEY).maxRetries(0).build();

    try (StreamResponse<ChatCompletionChunk> stream =
        client
            .chat()
            .completions()
            .createStreaming(
                ChatCompletionCreateParams.builder().model("small").addUserMessage("Hi").build())) {
      stream.stream()
          .forEach(chunk -> chunk.choices().getFirst().delta().content().ifPresent(text::append));
    } finally {
      client.close();
    }

    assertThat(text).hasToString("Hello there.");
  }

  @ParameterizedTest
  @ValueSource(strings = {"/v1/chat/completions " + CHAT, "/v1/responses " + RESPONSE})
  void whatFailsBeforeTheCommentHasItsStatus(String request) throws Exception {
    INFERENCE.plays(
        stage -> {
          stage.send(new CompletionEvent.Started("small"));
          stage.line("");
          stage.send(new CompletionEvent.Failed(503, "engine_crashed", "It stopped.", null, 2));
        });

    HttpResponse<String> answer = ask(request);

    assertThat(answer.statusCode()).isEqualTo(503);
    assertThat(header(answer, "retry-after")).isEqualTo("2");
    assertThat(at(json(answer), "/error/code").stringValue()).isEqualTo("engine_crashed");
  }

  @ParameterizedTest
  @ValueSource(strings = {"/v1/chat/completions " + CHAT, "/v1/responses " + RESPONSE})
  void whatFailsAfterItIsAnEvent(String request) throws Exception {
    INFERENCE.plays(
        stage -> {
          begin(stage, Duration.ofMillis(1500));
          stage.send(new CompletionEvent.Failed(503, "engine_crashed", "It stopped.", null, 2));
        });

    HttpResponse<String> answer = ask(request);

    assertThat(answer.statusCode()).isEqualTo(200);
    List<String> events =
        ChatStreamTest.events(answer.body()).stream().filter(event -> !event.equals(":")).toList();
    assertThat(events.getLast()).isEqualTo("data: [DONE]");
    String error = events.get(events.size() - 2);
    assertThat(JSON.readTree(error.substring(error.indexOf('{'))).at("/error/code").asString())
        .isEqualTo("engine_crashed");
    if (request.startsWith("/v1/responses")) {
      assertThat(events.getFirst()).startsWith("event: response.created\n");
    }
  }

  private HttpResponse<String> ask(String request) throws Exception {
    int space = request.indexOf(' ');
    return post(request.substring(0, space), request.substring(space + 1));
  }

  private static void pause() {
    LockSupport.parkNanos(Duration.ofMillis(50).toNanos());
  }
}
