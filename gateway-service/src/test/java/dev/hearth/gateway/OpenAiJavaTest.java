package dev.hearth.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.openai.client.OpenAIClient;
import com.openai.client.okhttp.OpenAIOkHttpClient;
import com.openai.core.JsonValue;
import com.openai.core.http.StreamResponse;
import com.openai.errors.BadRequestException;
import com.openai.errors.OpenAIException;
import com.openai.models.chat.completions.ChatCompletion;
import com.openai.models.chat.completions.ChatCompletionChunk;
import com.openai.models.chat.completions.ChatCompletionCreateParams;
import com.openai.models.chat.completions.ChatCompletionStreamOptions;
import dev.hearth.contracts.inference.CompletionEvent;
import dev.hearth.contracts.inference.CompletionEvent.FinishReason;
import dev.hearth.contracts.moderation.Direction;
import dev.hearth.gateway.InferenceStandIn.Script;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
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

  private static ChatCompletionCreateParams.Builder hi() {
    return ChatCompletionCreateParams.builder().model("small").addUserMessage("Hi");
  }
}
