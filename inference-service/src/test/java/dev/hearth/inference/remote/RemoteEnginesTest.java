package dev.hearth.inference.remote;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hearth.contracts.inference.CompletionEvent;
import dev.hearth.contracts.inference.CompletionEvent.FinishReason;
import dev.hearth.contracts.inference.CompletionRequest.ResponseFormat;
import dev.hearth.contracts.inference.CompletionRequest.Sampling;
import dev.hearth.contracts.inference.CompletionRequest.Tool;
import dev.hearth.contracts.inference.CompletionRequest.ToolChoice;
import dev.hearth.contracts.inference.Message;
import dev.hearth.contracts.inference.Message.Role;
import dev.hearth.contracts.inference.ModelInfo;
import dev.hearth.inference.Answer;
import dev.hearth.inference.Ask;
import dev.hearth.inference.ServiceUnderTest;
import dev.hearth.inference.engine.Cancellation;
import dev.hearth.inference.engine.EngineException;
import dev.hearth.inference.engine.Generated;
import dev.hearth.inference.engine.Generation;
import dev.hearth.inference.engine.Output;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Both remote engines, and the service with them, against a real Ollama server. */
class RemoteEnginesTest {

  @TempDir static Path folder;

  private static OllamaServer server;
  private static OllamaEngine ollama;
  private static OpenAiEngine openai;

  @BeforeAll
  static void start() throws Exception {
    server = OllamaServer.start(folder);
    ollama = new OllamaEngine(server.url(), 2048);
    openai = new OpenAiEngine(server.url(), "", false, Set.of());
  }

  @AfterAll
  static void stop() throws InterruptedException {
    if (server != null) {
      server.close();
    }
  }

  @Test
  void ollamaTellsItsModelsWithWhatTheyCan() throws EngineException {
    assertThat(ollama.models())
        .extracting(ModelInfo::id, ModelInfo::contextLength, ModelInfo::nativeTools)
        .containsExactlyInAnyOrder(
            org.assertj.core.groups.Tuple.tuple(OllamaServer.MODEL, 2048, false),
            org.assertj.core.groups.Tuple.tuple(OllamaServer.WITH_TOOLS, 2048, true));
  }

  @Test
  void openaiTellsItsModels() throws EngineException {
    assertThat(openai.models()).extracting(ModelInfo::id).contains(OllamaServer.MODEL);
  }

  @Test
  void ollamaStreamsAndCounts() throws EngineException {
    assertStreams(ollama);
  }

  @Test
  void openaiStreamsAndCounts() throws EngineException {
    assertStreams(openai);
  }

  private static void assertStreams(dev.hearth.inference.engine.Engine engine)
      throws EngineException {
    List<String> parts = new ArrayList<>();
    Generated generated =
        engine.generate(
            ask("What is the capital of France?", sampling(30), ResponseFormat.TEXT),
            new Output() {
              @Override
              public void accepted() {}

              @Override
              public void text(String text) {
                parts.add(text);
              }
            },
            new Cancellation());

    assertThat(parts).hasSizeGreaterThan(2);
    assertThat(generated.text()).contains("Paris").isEqualTo(String.join("", parts));
    assertThat(generated.usage().promptTokens()).isGreaterThan(10);
    assertThat(generated.usage().completionTokens()).isGreaterThan(2);
  }

  @Test
  void bothTellThatAnAnswerWasCutOff() throws EngineException {
    for (dev.hearth.inference.engine.Engine engine : List.of(ollama, openai)) {
      Generated generated =
          engine.generate(
              ask("Tell me a long story.", sampling(5), ResponseFormat.TEXT),
              Output.SILENT,
              new Cancellation());

      assertThat(generated.reason()).as(engine.name()).isEqualTo(FinishReason.LENGTH);
    }
  }

  @Test
  void bothHoldASchema() throws EngineException {
    JsonNode schema =
        JsonMapper.shared()
            .readTree(
                """
                {"type": "object", "required": ["color"], "properties": {
                  "color": {"type": "string", "enum": ["red", "blue"]}}}
                """);
    for (dev.hearth.inference.engine.Engine engine : List.of(ollama, openai)) {
      Generated generated =
          engine.generate(
              ask(
                  "What colour is the sky?",
                  sampling(60),
                  new ResponseFormat(ResponseFormat.Type.JSON_SCHEMA, schema)),
              Output.SILENT,
              new Cancellation());

      assertThat(JsonMapper.shared().readTree(generated.text()).path("color").asString())
          .as(engine.name())
          .isIn("red", "blue");
    }
  }

  @Test
  void cancellingEndsAnAnswer() throws EngineException {
    for (dev.hearth.inference.engine.Engine engine : List.of(ollama, openai)) {
      Cancellation cancellation = new Cancellation();
      Instant[] cancelled = new Instant[1];
      engine.generate(
          ask("Tell me a very long story.", sampling(2_000), ResponseFormat.TEXT),
          new Output() {
            @Override
            public void accepted() {}

            @Override
            public void text(String text) {
              cancelled[0] = Instant.now();
              cancellation.cancel();
            }
          },
          cancellation);

      assertThat(Duration.between(cancelled[0], Instant.now()))
          .as(engine.name())
          .isLessThan(Duration.ofSeconds(1));
      // Ollama answers one request at a time: it would have to end the story first.
      engine.generate(
          ask("Hi!", sampling(1), ResponseFormat.TEXT), Output.SILENT, new Cancellation());
      assertThat(Duration.between(cancelled[0], Instant.now()))
          .as(engine.name())
          .isLessThan(Duration.ofSeconds(8));
    }
  }

  @Test
  void aServerThatIsGoneIsUnavailable() {
    OllamaEngine gone = new OllamaEngine(URI.create("http://127.0.0.1:1"), 2048);

    assertThatThrownBy(gone::models)
        .isInstanceOfSatisfying(
            EngineException.class, failure -> assertThat(failure.status()).isEqualTo(503));
    assertThatThrownBy(
            () ->
                gone.generate(
                    ask("Hi", sampling(5), ResponseFormat.TEXT), Output.SILENT, new Cancellation()))
        .isInstanceOfSatisfying(
            EngineException.class,
            failure -> assertThat(failure.code()).isEqualTo("engine_unavailable"));
  }

  @Test
  void anAddressMayEndWithOrWithoutItsVersion() {
    assertThat(OpenAiEngine.baseUrl(URI.create("http://h:1"))).isEqualTo("http://h:1/v1");
    assertThat(OpenAiEngine.baseUrl(URI.create("http://h:1/v1/"))).isEqualTo("http://h:1/v1");
  }

  @Test
  void theServiceListsAndRunsTheModelsOfAllEngines() {
    try (ServiceUnderTest service =
        ServiceUnderTest.withModel(
            "hearth.inference.ollama-url=" + server.url(),
            "hearth.inference.openai-url=http://127.0.0.1:1")) {
      assertThat(service.api().models(service.hop(Duration.ofSeconds(10))).models())
          .extracting(ModelInfo::id)
          .startsWith("smollm2-135m-instruct")
          .contains(OllamaServer.MODEL);
      Answer answer =
          service.ask(Ask.of("What is the capital of France?").model(OllamaServer.MODEL).request());
      assertThat(answer.text()).contains("Paris");

      // Without native tools the call is constrained by the schema that Ollama holds.
      Answer called =
          service.ask(
              Ask.of("What's the weather in Rome?")
                  .model(OllamaServer.MODEL)
                  .tools(new ToolChoice(ToolChoice.Mode.REQUIRED, null), weather())
                  .request());
      assertThat(called.all(CompletionEvent.ToolCallPart.class))
          .singleElement()
          .satisfies(call -> assertThat(call.arguments()).contains("Rome"));
      assertThat(called.finished().reason()).isEqualTo(FinishReason.TOOL_CALLS);
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
                  "city": {"type": "string", "description": "the name of the city"}}}
                """));
  }

  private static Generation ask(String question, Sampling sampling, ResponseFormat format) {
    return new Generation(
        OllamaServer.MODEL,
        List.of(Message.of(Role.USER, question)),
        List.of(),
        sampling,
        format,
        Instant.now().plusSeconds(60));
  }

  private static Sampling sampling(int maxTokens) {
    return new Sampling(0.0, 1.0, 1L, maxTokens, List.of(), null, null);
  }
}
