package dev.hearth.inference.completion;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.hearth.base.ServiceException;
import dev.hearth.contracts.Hop;
import dev.hearth.contracts.inference.CompletionEvent;
import dev.hearth.contracts.inference.CompletionEvent.FinishReason;
import dev.hearth.contracts.inference.CompletionRequest.Tool;
import dev.hearth.contracts.inference.CompletionRequest.ToolChoice;
import dev.hearth.contracts.inference.Message;
import dev.hearth.contracts.inference.Message.Role;
import dev.hearth.inference.Answer;
import dev.hearth.inference.Ask;
import dev.hearth.inference.ServiceUnderTest;
import java.io.BufferedReader;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.json.JsonMapper;

/** The service over HTTP, with one slot, so that a slot that is not freed blocks the next. */
class InferenceServiceTest {

  private static ServiceUnderTest service;

  @BeforeAll
  static void start() {
    service =
        ServiceUnderTest.withModel(
            "hearth.inference.embedded.slots=1", "hearth.inference.embedded.context-length=1024");
  }

  @AfterAll
  static void stop() {
    service.close();
  }

  @Test
  void listsItsModel() {
    assertThat(service.api().models(service.hop(Duration.ofSeconds(5))).models())
        .singleElement()
        .satisfies(
            model -> {
              assertThat(model.id()).isEqualTo("smollm2-135m-instruct");
              assertThat(model.engine()).isEqualTo("embedded");
              assertThat(model.contextLength()).isEqualTo(1024);
              assertThat(model.created()).isPositive();
              assertThat(model.nativeTools()).isFalse();
            });
  }

  @Test
  void tellsAnAnswerFromItsStartToItsUsage() {
    Answer answer = service.ask(Ask.of("What is the capital of France?").request());

    assertThat(answer.events().getFirst())
        .isEqualTo(new CompletionEvent.Started("smollm2-135m-instruct"));
    assertThat(answer.text()).contains("Paris");
    assertThat(answer.finished().reason()).isEqualTo(FinishReason.STOP);
    assertThat(answer.finished().usage().promptTokens()).isEqualTo(36);
  }

  @Test
  void refusesACallWithoutAToken() {
    Hop nobody = new Hop("none", "req", Instant.now().plusSeconds(5));

    assertThatThrownBy(() -> service.api().models(nobody))
        .isInstanceOfSatisfying(
            ServiceException.class, refused -> assertThat(refused.status().value()).isEqualTo(401));
  }

  @Test
  void anUnknownModelIsNotFound() {
    Answer answer = service.ask(Ask.of("Hi").model("gpt-17").request());

    assertThat(answer.events()).hasSize(1);
    assertThat(answer.failed().status()).isEqualTo(404);
    assertThat(answer.failed().code()).isEqualTo("model_not_found");
    assertThat(answer.failed().param()).isEqualTo("model");
  }

  @Test
  void aPromptThatDoesNotFitFailsBeforeAnythingElse() {
    Answer answer = service.ask(Ask.of("word ".repeat(2_000)).request());

    assertThat(answer.events()).hasSize(1);
    assertThat(answer.failed().status()).isEqualTo(400);
    assertThat(answer.failed().code()).isEqualTo("context_length_exceeded");
    assertThat(answer.failed().message()).contains("1024");
  }

  @Test
  void noMessagesAreRefused() {
    assertThat(service.ask(Ask.of(new Message[0]).request()).failed().param())
        .isEqualTo("messages");
  }

  @Test
  void aToolThatIsNotThereCannotBeRequired() {
    ToolChoice named = new ToolChoice(ToolChoice.Mode.NAMED, "fly");

    assertThat(service.ask(Ask.of("Hi").tools(named).request()).failed().param())
        .isEqualTo("tool_choice");
  }

  @Test
  void aCallerThatHangsUpFreesTheSlotForTheNext() throws Exception {
    InputStream stream = service.open(Ask.of("Tell me a very long story.").request());
    BufferedReader reader =
        new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8));
    for (int i = 0; i < 4; i++) {
      assertThat(reader.readLine()).isNotNull();
    }

    stream.close();

    Instant closed = Instant.now();
    assertThat(service.ask(Ask.of("Hi!").atMost(1).request()).text()).isNotEmpty();
    // The story alone would take several times as long.
    assertThat(Duration.between(closed, Instant.now())).isLessThan(Duration.ofSeconds(4));
  }

  @Test
  void theDeadlineEndsAnAnswer() throws Exception {
    // Not while the model is still loading: that has an error of its own.
    service.ask(Ask.of("Hi").request());
    // By a client that would wait longer than it tells the service.
    HttpRequest request =
        HttpRequest.newBuilder(service.url().resolve("/completions"))
            .header("Authorization", "Bearer " + service.hop(Duration.ofSeconds(60)).token())
            .header("Content-Type", "application/json")
            .header(Hop.DEADLINE_HEADER, "800")
            .POST(
                HttpRequest.BodyPublishers.ofString(
                    JsonMapper.shared()
                        .writeValueAsString(
                            Ask.of("Tell me a very long story of a mountain.").request())))
            .build();
    List<CompletionEvent> events = new ArrayList<>();
    try (HttpClient client = HttpClient.newHttpClient();
        InputStream stream =
            client.send(request, HttpResponse.BodyHandlers.ofInputStream()).body()) {
      ServiceUnderTest.read(stream, events::add);
    }

    CompletionEvent.Failed failed = new Answer(events).failed();
    assertThat(failed.code()).isEqualTo("deadline_exceeded");
    assertThat(failed.status()).isEqualTo(503);
    assertThat(service.ask(Ask.of("Hi!").atMost(1).request()).finished()).isNotNull();
  }

  @Test
  void aToolOfTheCallerIsCalledByName() {
    Answer answer =
        service.ask(
            Ask.of("What's the weather in Rome?")
                .tools(new ToolChoice(ToolChoice.Mode.NAMED, "get_weather"), weather(), mail())
                .request());

    assertThat(answer.all(CompletionEvent.ToolCallPart.class))
        .singleElement()
        .satisfies(
            call -> {
              assertThat(call.index()).isZero();
              assertThat(call.id()).startsWith("call_");
              assertThat(call.name()).isEqualTo("get_weather");
              assertThat(JsonMapper.shared().readTree(call.arguments()).path("city").asString())
                  .contains("Rome");
            });
    assertThat(answer.finished().reason()).isEqualTo(FinishReason.TOOL_CALLS);
  }

  @Test
  void aRequiredToolIsTheOneThatFits() {
    Answer answer =
        service.ask(
            Ask.of("Write to Bob that dinner is ready.")
                .tools(new ToolChoice(ToolChoice.Mode.REQUIRED, null), weather(), mail())
                .request());

    assertThat(answer.all(CompletionEvent.ToolCallPart.class))
        .singleElement()
        .satisfies(call -> assertThat(call.name()).isEqualTo("send_message"));
  }

  @Test
  void anAutomaticChoiceCallsAToolOnlyWhereOneFits() {
    Answer fits =
        service.ask(
            Ask.of("What's the weather like in Paris?")
                .tools(ToolChoice.AUTO, weather(), mail())
                .request());
    Answer doesNot =
        service.ask(
            Ask.of("Who wrote Hamlet?")
                .tools(ToolChoice.AUTO, weather(), mail())
                .atMost(20)
                .request());

    assertThat(fits.finished().reason()).isEqualTo(FinishReason.TOOL_CALLS);
    assertThat(doesNot.all(CompletionEvent.ToolCallPart.class)).isEmpty();
    assertThat(doesNot.text()).isNotBlank();
  }

  @Test
  void noToolIsCalledWhereNoneMayBe() {
    Answer answer =
        service.ask(
            Ask.of("What's the weather like in Paris?")
                .tools(new ToolChoice(ToolChoice.Mode.NONE, null), weather())
                .atMost(20)
                .request());

    assertThat(answer.all(CompletionEvent.ToolCallPart.class)).isEmpty();
    assertThat(answer.text()).isNotBlank();
  }

  @Test
  void theResultOfTheCallersToolBecomesTheAnswer() {
    Message call =
        new Message(
            Role.ASSISTANT,
            "",
            null,
            List.of(new Message.ToolCall("1", "get_weather", "{\"city\": \"Paris\"}")),
            null);
    Message result = new Message(Role.TOOL, "17 degrees and cloudy", null, List.of(), "1");

    Answer answer =
        service.ask(
            Ask.of(Message.of(Role.USER, "What's the weather like in Paris?"), call, result)
                .tools(ToolChoice.AUTO, weather())
                .request());

    assertThat(answer.finished().reason()).isEqualTo(FinishReason.STOP);
    assertThat(answer.text()).contains("17 degrees and cloudy");
  }

  @Test
  void withoutAModelTheServiceSaysWhatToDo(@TempDir Path home) throws Exception {
    Files.writeString(Files.createDirectories(home.resolve("models")).resolve("a.gguf"), "no");
    try (ServiceUnderTest without =
        ServiceUnderTest.start("hearth.inference.home=" + home, "hearth.inference.model=")) {
      await()
          .atMost(Duration.ofSeconds(10))
          .untilAsserted(
              () -> {
                var list = without.api().models(without.hop(Duration.ofSeconds(5)));
                assertThat(list.models()).isEmpty();
                assertThat(list.hint()).contains("cannot be used", "HEARTH_MODEL", home.toString());
              });
      CompletionEvent.Failed failed = without.ask(Ask.of("Hi").request()).failed();
      assertThat(failed.status()).isEqualTo(503);
      assertThat(failed.code()).isEqualTo("model_unavailable");
      assertThat(failed.message()).contains("HEARTH_MODEL", "HEARTH_OLLAMA_URL");
      assertThat(failed.retryAfterSeconds()).isPositive();
    }
  }

  private static Tool weather() {
    return new Tool(
        "get_weather",
        "Tells the current weather of a city.",
        JsonMapper.shared()
            .readTree(
                """
                {"type": "object", "required": ["city"], "properties": {
                  "city": {"type": "string", "description": "the name of the city"},
                  "unit": {"type": "string", "enum": ["celsius", "fahrenheit"]}}}
                """));
  }

  private static Tool mail() {
    return new Tool(
        "send_message",
        "Writes a message to a person.",
        JsonMapper.shared()
            .readTree(
                """
                {"type": "object", "required": ["to", "text"], "properties": {
                  "to": {"type": "string", "description": "who gets it"},
                  "text": {"type": "string", "description": "what it says"}}}
                """));
  }
}
