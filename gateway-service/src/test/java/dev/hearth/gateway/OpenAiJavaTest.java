package dev.hearth.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.openai.client.OpenAIClient;
import com.openai.client.okhttp.OpenAIOkHttpClient;
import com.openai.core.JsonValue;
import com.openai.core.http.StreamResponse;
import com.openai.errors.BadRequestException;
import com.openai.errors.OpenAIException;
import com.openai.errors.OpenAIIoException;
import com.openai.models.chat.completions.ChatCompletion;
import com.openai.models.chat.completions.ChatCompletionChunk;
import com.openai.models.chat.completions.ChatCompletionCreateParams;
import com.openai.models.chat.completions.ChatCompletionStreamOptions;
import dev.hearth.contracts.inference.CompletionEvent;
import dev.hearth.contracts.inference.CompletionEvent.FinishReason;
import dev.hearth.contracts.moderation.Direction;
import dev.hearth.gateway.InferenceStandIn.Script;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The official client of OpenAI holds its conversations with the gateway. */
class OpenAiJavaTest extends GatewayFixture {

  private OpenAIClient client = OpenAIOkHttpClient.builder().apiKey("none").build();

  @BeforeEach
  void connect() {
    client.close();
    client =
        OpenAIOkHttpClient.builder().baseUrl(url("/v1")).apiKey(ADMIN_KEY).maxRetries(0).build();
  }

  @AfterEach
  void disconnect() {
    client.close();
  }

  @Test
  void holdsAConversation() {
    ChatCompletion completion = client.chat().completions().create(hi().build());

    assertThat(completion.choices().getFirst().message().content()).contains("Hello.");
    assertThat(completion.usage().orElseThrow().totalTokens()).isEqualTo(18);
    assertThat(client.models().list().data().getFirst().id()).isEqualTo("small");
  }

  @Test
  void holdsAConversationAsAStreamWithSteps() {
    INFERENCE.plays(
        stage -> {
          stage.send(new CompletionEvent.Started("small"));
          stage.send(
              new CompletionEvent.Step(
                  "calculator", "calculate", JSON.readTree("{}"), "2", "allow", 5));
          for (String word : List.of("One", " two", " three", " four", " five", " six.")) {
            stage.send(new CompletionEvent.Text(word));
          }
          stage.finish(FinishReason.STOP);
        });
    StringBuilder text = new StringBuilder();
    AtomicInteger steps = new AtomicInteger();
    AtomicInteger tokens = new AtomicInteger();

    try (StreamResponse<ChatCompletionChunk> stream =
        client
            .chat()
            .completions()
            .createStreaming(
                hi().streamOptions(ChatCompletionStreamOptions.builder().includeUsage(true).build())
                    .putAdditionalBodyProperty("plugins", JsonValue.from(List.of("calculator")))
                    .build())) {
      stream.stream()
          .forEach(
              chunk -> {
                chunk.choices().forEach(choice -> choice.delta().content().ifPresent(text::append));
                chunk.usage().ifPresent(usage -> tokens.set((int) usage.totalTokens()));
                if (chunk._additionalProperties().containsKey("plugin")) {
                  steps.incrementAndGet();
                }
              });
    }

    assertThat(text).hasToString("One two three four five six.");
    assertThat(tokens).hasValue(18);
    assertThat(steps).hasValue(1);
  }

  @Test
  void isToldOfARefusal() {
    assertThatThrownBy(
            () ->
                client
                    .chat()
                    .completions()
                    .create(
                        ChatCompletionCreateParams.builder()
                            .model("small")
                            .addUserMessage(ModerationStandIn.BLOCKED)
                            .build()))
        .isInstanceOfSatisfying(
            BadRequestException.class,
            refusal -> assertThat(refusal.code()).contains("content_policy_violation"));
  }

  @Test
  void isToldOfAnErrorWithinAStream() {
    AtomicInteger windows = new AtomicInteger();
    MODERATION.failing =
        request -> request.direction() == Direction.OUTPUT && windows.incrementAndGet() > 1;
    INFERENCE.plays(
        stage -> {
          stage.send(new CompletionEvent.Started("small"));
          stage.send(new CompletionEvent.Text("a".repeat(100)));
          org.awaitility.Awaitility.await().until(() -> windows.get() > 0);
          stage.send(new CompletionEvent.Text("never seen"));
          stage.finish(FinishReason.STOP);
        });

    StringBuilder text = new StringBuilder();
    assertThatThrownBy(
            () -> {
              try (StreamResponse<ChatCompletionChunk> stream =
                  client.chat().completions().createStreaming(hi().build())) {
                stream.stream()
                    .forEach(
                        chunk ->
                            chunk.choices().getFirst().delta().content().ifPresent(text::append));
              }
            })
        .isInstanceOf(OpenAIException.class);
    assertThat(text).asString().startsWith("aaa").doesNotContain("never");
  }

  @Test
  void seesTheSameStreamedAndPlain() {
    INFERENCE.plays(Script.text("Some ", "words ", "and ", "more ", "of ", "them."));

    String plain =
        client
            .chat()
            .completions()
            .create(hi().build())
            .choices()
            .getFirst()
            .message()
            .content()
            .orElseThrow();
    StringBuilder streamed = new StringBuilder();
    try (StreamResponse<ChatCompletionChunk> stream =
        client.chat().completions().createStreaming(hi().build())) {
      stream.stream()
          .forEach(
              chunk -> chunk.choices().getFirst().delta().content().ifPresent(streamed::append));
    }

    assertThat(streamed).hasToString(plain);
  }

  @Test
  void endsTheCompletionByHangingUp() throws Exception {
    INFERENCE.plays(OpenAiJavaTest::withoutEnd);

    long left;
    try (StreamResponse<ChatCompletionChunk> stream =
        client.chat().completions().createStreaming(hi().build())) {
      assertThat(stream.stream().flatMap(OpenAiJavaTest::words).findFirst()).isPresent();
      left = System.nanoTime();
    }

    assertThat(INFERENCE.hungUp.get(5, TimeUnit.SECONDS) - left)
        .isLessThan(Duration.ofSeconds(1).toNanos());
  }

  @Test
  void endsTheCompletionByItsOwnTimeout() throws Exception {
    INFERENCE.plays(OpenAiJavaTest::withoutEnd);
    OpenAIClient hasty = client.withOptions(options -> options.timeout(Duration.ofSeconds(1)));

    assertThatThrownBy(
            () -> {
              try (StreamResponse<ChatCompletionChunk> stream =
                  hasty.chat().completions().createStreaming(hi().build())) {
                stream.stream().forEach(chunk -> {});
              }
            })
        .isInstanceOf(OpenAIIoException.class);

    assertThat(INFERENCE.hungUp).succeedsWithin(Duration.ofSeconds(5));
  }

  @Test
  void doesNotWaitLongerThanItsOwnTimeout() {
    CountDownLatch end = new CountDownLatch(1);
    INFERENCE.plays(
        stage -> {
          stage.send(new CompletionEvent.Started("small"));
          uninterruptibly(end);
          stage.finish(FinishReason.STOP);
        });
    OpenAIClient hasty = client.withOptions(options -> options.timeout(Duration.ofMillis(300)));
    try {
      long asked = System.nanoTime();
      assertThatThrownBy(() -> hasty.chat().completions().create(hi().build()))
          .isInstanceOf(OpenAIIoException.class);
      assertThat(System.nanoTime() - asked).isLessThan(Duration.ofSeconds(5).toNanos());
    } finally {
      end.countDown();
    }

    INFERENCE.plays(Script.text("Hello."));
    assertThat(client.chat().completions().create(hi().build()).choices()).hasSize(1);
  }

  private static void withoutEnd(InferenceStandIn.Stage stage) throws IOException {
    stage.send(new CompletionEvent.Started("small"));
    while (true) {
      stage.send(new CompletionEvent.Text("more and more words "));
      LockSupport.parkNanos(Duration.ofMillis(20).toNanos());
    }
  }

  private static Stream<String> words(ChatCompletionChunk chunk) {
    return chunk.choices().stream().flatMap(choice -> choice.delta().content().stream());
  }

  private static void uninterruptibly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private static ChatCompletionCreateParams.Builder hi() {
    return ChatCompletionCreateParams.builder().model("small").addUserMessage("Hi");
  }
}
