package dev.hearth.inference.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.awaitility.Awaitility.await;

import com.networknt.schema.InputFormat;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import dev.hearth.contracts.inference.CompletionEvent.FinishReason;
import dev.hearth.contracts.inference.CompletionRequest.ResponseFormat;
import dev.hearth.contracts.inference.CompletionRequest.Sampling;
import dev.hearth.contracts.inference.Message;
import dev.hearth.contracts.inference.Message.Role;
import dev.hearth.inference.TestModel;
import dev.hearth.inference.engine.Cancellation;
import dev.hearth.inference.engine.EngineException;
import dev.hearth.inference.engine.Generated;
import dev.hearth.inference.engine.Generation;
import dev.hearth.inference.engine.Output;
import dev.hearth.inference.model.ModelFiles;
import dev.hearth.inference.queue.EngineQueues;
import dev.hearth.inference.queue.QueueProperties;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The real model in the real child process. */
class EmbeddedEngineTest {

  private static final Sampling LIKELIEST = sampling(null);
  private static final Duration SOON = Duration.ofSeconds(1);

  private static EmbeddedEngine engine;

  @BeforeAll
  static void load() {
    engine = new EmbeddedEngine(files(), properties(2, 3));
    engine.start();
    await().atMost(Duration.ofSeconds(60)).until(() -> engine.childProcess() != null);
  }

  @AfterAll
  static void close() {
    ProcessHandle child = Objects.requireNonNull(engine.childProcess());
    engine.close();
    assertThat(child.isAlive()).isFalse();
  }

  @Test
  void streamsTheAnswerAndCountsTokens() throws EngineException {
    List<String> parts = new ArrayList<>();
    Generated generated =
        engine.generate(
            ask("What is the capital of France?", LIKELIEST), hear(parts::add), new Cancellation());

    assertThat(generated.text()).contains("Paris").isEqualTo(String.join("", parts));
    assertThat(parts).hasSizeGreaterThan(2);
    assertThat(generated.reason()).isEqualTo(FinishReason.STOP);
    // The template's system message and the question's tokens, as llama.cpp counted them.
    assertThat(generated.usage().promptTokens()).isEqualTo(36);
    assertThat(generated.usage().completionTokens()).isCloseTo(parts.size(), within(2));
  }

  @Test
  void theSecondTurnOfAConversationReusesTheFirst() throws EngineException {
    List<Message> messages = new ArrayList<>();
    messages.add(
        Message.of(Role.USER, "Remember this list: " + "apple, pear, plum, ".repeat(60) + "fig."));
    Generated first = generate(conversation(messages));
    messages.add(Message.of(Role.ASSISTANT, first.text()));
    messages.add(Message.of(Role.USER, "What comes after pear?"));

    Generated second = generate(conversation(messages));

    assertThat(first.usage().cachedTokens()).isLessThan(first.usage().promptTokens() / 2);
    assertThat(second.usage().cachedTokens())
        .isBetween(first.usage().promptTokens() - 8, second.usage().promptTokens() - 1);
  }

  @Test
  void anotherConversationInBetweenTakesAnotherSlot() throws EngineException {
    Generation one =
        conversation(List.of(Message.of(Role.USER, "One: " + "red, green, blue, ".repeat(40))));
    Generation other =
        conversation(List.of(Message.of(Role.USER, "Other: " + "north, south, west, ".repeat(40))));
    generate(one);
    generate(other);

    Generated again = generate(one);

    assertThat(again.usage().cachedTokens()).isEqualTo(again.usage().promptTokens() - 1);
  }

  private static Generation conversation(List<Message> messages) {
    return new Generation(
        engine.models().getFirst().id(),
        messages,
        List.of(),
        new Sampling(0.0, 1.0, null, 8, List.of(), null, null),
        ResponseFormat.TEXT,
        Instant.now().plusSeconds(120));
  }

  @Test
  void endsAtTheWantedLength() throws EngineException {
    Generated generated = generate(ask("Tell me a long story.", sampling(9)));

    assertThat(generated.reason()).isEqualTo(FinishReason.LENGTH);
    assertThat(generated.usage().completionTokens()).isEqualTo(9);
  }

  @Test
  void endsBeforeAStopText() throws EngineException {
    Sampling sampling = new Sampling(0.0, 1.0, 1L, null, List.of("Paris"), null, null);

    Generated generated = generate(ask("What is the capital of France?", sampling));

    assertThat(generated.text()).isNotBlank().doesNotContain("Paris");
    assertThat(generated.reason()).isEqualTo(FinishReason.STOP);
  }

  @Test
  void theSameSeedGivesTheSameAnswer() throws EngineException {
    Sampling lively = new Sampling(0.8, 1.0, 4711L, 8, List.of(), null, null);
    Generation question = ask("Invent a name for a ship.", lively);
    Sampling other = new Sampling(0.8, 1.0, 4715L, 8, List.of(), null, null);

    assertThat(generate(question).text()).isEqualTo(generate(question).text());
    assertThat(generate(ask("Invent a name for a ship.", other)).text())
        .isNotEqualTo(generate(question).text());
  }

  @Test
  void holdsTheAnswerToASchema() throws EngineException {
    String schema =
        """
        {"type": "object", "required": ["name", "legs", "tags", "home"], "properties": {
          "name": {"type": "string"}, "legs": {"type": "integer"},
          "tags": {"type": "array", "items": {"enum": ["pet", "wild", "big"]},
            "minItems": 1, "maxItems": 2},
          "home": {"anyOf": [{"type": "null"}, {"const": "forest"}]},
          "note": {"type": "string"}}, "additionalProperties": false}
        """;

    Generated generated = generate(formatted("Describe a cat.", schema(schema)));

    assertThat(
            SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                .getSchema(schema)
                .validate(generated.text(), InputFormat.JSON))
        .as(generated.text())
        .isEmpty();
  }

  @Test
  void holdsTheAnswerToAnyObject() throws EngineException {
    ResponseFormat anyObject = new ResponseFormat(ResponseFormat.Type.JSON_OBJECT, null);

    Generated generated =
        generate(formatted("Give me Paris as JSON with the keys city and country.", anyObject));

    assertThat(JsonMapper.shared().readTree(generated.text()).isObject()).isTrue();
  }

  @Test
  void charactersOfSeveralTokensComeWhole() throws EngineException {
    String text = "Grüße 😀👩‍👩‍👧 日本語 ℵ₀";
    List<String> parts = new ArrayList<>();
    Generated generated =
        engine.generate(
            formatted("Say it.", schema("{\"const\": \"" + text + "\"}")),
            hear(parts::add),
            new Cancellation());

    assertThat(JsonMapper.shared().readTree(generated.text()).asString()).isEqualTo(text);
    assertThat(parts).noneMatch(part -> part.contains("\uFFFD"));
  }

  @Test
  void refusesASchemaThatCannotBeHeldAndLivesOn() throws EngineException {
    assertThatThrownBy(() -> generate(formatted("?", schema("{\"$ref\": \"#/gone\"}"))))
        .isInstanceOfSatisfying(
            EngineException.class,
            refused -> {
              assertThat(refused.status()).isEqualTo(400);
              assertThat(refused.param()).isEqualTo("response_format");
            });
    assertThat(generate(ask("Hi!", sampling(4))).text()).isNotEmpty();
  }

  @Test
  void aPromptLongerThanTheContextIsRefusedWithBothNumbers() {
    assertThatThrownBy(() -> generate(ask("word ".repeat(3_000), LIKELIEST)))
        .isInstanceOfSatisfying(
            EngineException.class,
            tooLong -> {
              assertThat(tooLong.status()).isEqualTo(400);
              assertThat(tooLong.code()).isEqualTo("context_length_exceeded");
              assertThat(tooLong.message()).contains("2048").containsPattern("needs 30\\d\\d");
            });
  }

  @Test
  void cancellingFreesTheSlotWhileItAnswers() throws EngineException {
    assertFreesItsSlot("Tell me a very long story of a dragon.", new CountDownLatch(3));
  }

  @Test
  void cancellingFreesTheSlotWhileItReadsThePrompt() throws EngineException {
    // Nothing of it is generated before it is cancelled: it takes seconds to read.
    assertFreesItsSlot(
        Instant.now() + " Count the words: " + "alpha beta gamma ".repeat(550),
        new CountDownLatch(0));
  }

  private static void assertFreesItsSlot(String question, CountDownLatch heard)
      throws EngineException {
    Cancellation cancellation = new Cancellation();
    CountDownLatch accepted = new CountDownLatch(1);
    Output output =
        new Output() {
          @Override
          public void accepted() {
            accepted.countDown();
          }

          @Override
          public void text(String text) {
            heard.countDown();
          }
        };
    CompletableFuture<Generated> running =
        CompletableFuture.supplyAsync(
            () -> unchecked(() -> engine.generate(ask(question, LIKELIEST), output, cancellation)),
            task -> Thread.ofVirtual().start(task));
    await().until(() -> accepted.getCount() == 0 && heard.getCount() == 0);
    assertThat(running).isNotDone();

    cancellation.cancel();

    await().atMost(SOON).until(running::isDone);
    assertThat(generate(ask("Hi!", sampling(4))).text()).isNotEmpty();
  }

  @Test
  void eightCallersShareTheSlotsAndTheNinthIsToldWhenToComeBack() throws Exception {
    EmbeddedEngine busy = new EmbeddedEngine(files(), properties(4, 4));
    busy.start();
    try (ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
      await().atMost(Duration.ofSeconds(60)).until(() -> busy.childProcess() != null);
      EngineQueues queues = new EngineQueues(new QueueProperties(Map.of(), 0, 0));
      List<Future<Generated>> answers = new ArrayList<>();
      for (int i = 0; i < 8; i++) {
        Generation question = ask("Count to twenty, caller " + i + ".", sampling(40));
        answers.add(
            callers.submit(
                () ->
                    queues
                        .forRequest(busy, "a-team")
                        .generate(question, Output.SILENT, new Cancellation())));
      }
      // Often: on a fast machine the first have their answers soon.
      await()
          .pollDelay(Duration.ZERO)
          .pollInterval(Duration.ofMillis(2))
          .until(() -> queues.of(busy).waiting() == 4);

      assertThatThrownBy(
              () ->
                  queues
                      .forRequest(busy, "a-team")
                      .generate(ask("Me too!", LIKELIEST), Output.SILENT, new Cancellation()))
          .isInstanceOfSatisfying(
              EngineException.class,
              full -> {
                assertThat(full.status()).isEqualTo(503);
                assertThat(full.code()).isEqualTo("queue_full");
                assertThat(full.retryAfterSeconds()).isPositive();
              });
      for (Future<Generated> answer : answers) {
        assertThat(answer.get(60, TimeUnit.SECONDS).text()).isNotBlank();
      }
    } finally {
      busy.close();
    }
  }

  @Test
  void aCrashFailsTheRequestsInFlightAndNoOthers() throws Exception {
    CountDownLatch heard = new CountDownLatch(3);
    ProcessHandle child = Objects.requireNonNull(engine.childProcess());
    CompletableFuture<Generated> running =
        CompletableFuture.supplyAsync(
            () ->
                unchecked(
                    () ->
                        engine.generate(
                            ask("Tell me a very long story of a whale.", LIKELIEST),
                            hear(text -> heard.countDown()),
                            new Cancellation())),
            task -> Thread.ofVirtual().start(task));
    assertThat(heard.await(30, TimeUnit.SECONDS)).isTrue();

    child.destroyForcibly();

    assertThatThrownBy(() -> running.get(5, TimeUnit.SECONDS))
        .isInstanceOf(ExecutionException.class)
        .cause()
        .isInstanceOfSatisfying(
            EngineException.class,
            crashed -> {
              assertThat(crashed.code()).isEqualTo("engine_crashed");
              assertThat(crashed.status()).isEqualTo(503);
              assertThat(crashed.retryAfterSeconds()).isPositive();
            });
    assertThat(generate(ask("Hi!", sampling(4))).text()).isNotEmpty();
    assertThat(Objects.requireNonNull(engine.childProcess()).pid()).isNotEqualTo(child.pid());
  }

  private static Generated generate(Generation generation) throws EngineException {
    return engine.generate(generation, Output.SILENT, new Cancellation());
  }

  private static Generation ask(String question, Sampling sampling) {
    return new Generation(
        "any",
        List.of(Message.of(Role.USER, question)),
        List.of(),
        sampling,
        ResponseFormat.TEXT,
        Instant.now().plusSeconds(60));
  }

  private static Generation formatted(String question, ResponseFormat format) {
    return new Generation(
        "any",
        List.of(Message.of(Role.USER, question)),
        List.of(),
        sampling(300),
        format,
        Instant.now().plusSeconds(60));
  }

  private static ResponseFormat schema(String schema) {
    JsonNode node = JsonMapper.shared().readTree(schema);
    return new ResponseFormat(ResponseFormat.Type.JSON_SCHEMA, node);
  }

  private static Sampling sampling(@org.jspecify.annotations.Nullable Integer maxTokens) {
    return new Sampling(0.0, 1.0, 1L, maxTokens, List.of(), null, null);
  }

  private static Output hear(Consumer<String> text) {
    return new Output() {
      @Override
      public void accepted() {}

      @Override
      public void text(String more) {
        text.accept(more);
      }
    };
  }

  private static Generated unchecked(java.util.concurrent.Callable<Generated> call) {
    try {
      return call.call();
    } catch (Exception failure) {
      throw new java.util.concurrent.CompletionException(failure);
    }
  }

  private static ModelFiles files() {
    return new ModelFiles(Path.of("unused"), TestModel.file());
  }

  private static EmbeddedProperties properties(int slots, int queue) {
    return new EmbeddedProperties(
        true,
        slots,
        queue,
        2048,
        0,
        Duration.ofSeconds(60),
        Duration.ofMillis(100),
        Duration.ofSeconds(1),
        0.2,
        0.9,
        512);
  }
}
