package dev.hearth.inference.loop;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.contracts.inference.CompletionEvent;
import dev.hearth.contracts.inference.CompletionEvent.FinishReason;
import dev.hearth.contracts.inference.CompletionRequest.Tool;
import dev.hearth.contracts.inference.CompletionRequest.ToolChoice;
import dev.hearth.contracts.plugins.Approval;
import dev.hearth.contracts.plugins.PluginTool;
import dev.hearth.inference.Answer;
import dev.hearth.inference.Ask;
import dev.hearth.inference.ServiceUnderTest;
import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.json.JsonMapper;

/**
 * The default model with tools, through the whole service. More questions: run it with the system
 * properties {@code hearth.questions} and {@code hearth.seed}.
 */
class ConstrainedLoopTest {

  private static final int QUESTIONS = Integer.getInteger("hearth.questions", 10);
  private static final long SEED = Long.getLong("hearth.seed", 2026);

  private static RegistryServer registry;
  private static ServiceUnderTest service;

  @BeforeAll
  static void start() throws IOException {
    registry = new RegistryServer();
    service = ServiceUnderTest.withModel("hearth.inference.registry-url=" + registry.url());
  }

  @AfterAll
  static void stop() {
    service.close();
    registry.close();
  }

  @BeforeEach
  void forget() {
    registry.invocations().clear();
  }

  @ParameterizedTest
  @MethodSource("tenKinds")
  void answersTenKindsOfArithmeticWithTheCalculator(Arithmetic.Asked asked) {
    assertCalculated(asked);
  }

  static Stream<Arithmetic.Asked> tenKinds() {
    return Arithmetic.draw(Arithmetic.TEN, QUESTIONS, SEED).stream();
  }

  @ParameterizedTest
  @MethodSource("otherKinds")
  void answersArithmeticAskedInOtherWays(Arithmetic.Asked asked) {
    assertCalculated(asked);
  }

  static Stream<Arithmetic.Asked> otherKinds() {
    return Arithmetic.draw(Arithmetic.OTHERS, QUESTIONS, SEED).stream();
  }

  private static void assertCalculated(Arithmetic.Asked asked) {
    Answer answer = ask(asked.question(), RegistryServer.BUILT_IN);

    assertThat(answer.text()).as(answer.toString()).contains(asked.result());
    assertThat(answer.steps())
        .anySatisfy(
            step -> {
              assertThat(step.plugin()).isEqualTo("calculator");
              assertThat(step.tool()).isEqualTo("calculate");
              assertThat(step.verdict()).isEqualTo("allow");
              assertThat(step.result()).contains(asked.result());
            });
    assertThat(answer.finished().reason()).isEqualTo(FinishReason.STOP);
    assertThat(answer.finished().usage().completionTokens()).isPositive();
  }

  @Test
  void twoQuestionsAreTwoCalls() {
    Answer answer = ask("What is 17 × 23? And how much is 99 minus 45?", RegistryServer.BUILT_IN);

    assertThat(answer.text()).contains("391", "54");
    assertThat(answer.steps()).extracting(CompletionEvent.Step::verdict).containsOnly("allow");
    assertThat(answer.steps()).hasSize(2);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "What is the capital of France?",
        "Write a short poem about the sea.",
        "Who wrote Hamlet?",
        "Hello, how are you?",
        "Give me 3 tips for sleeping better.",
        "Who was the 16th president of the United States?"
      })
  void answersPlainlyWhereNoToolIsNeeded(String question) {
    Answer answer =
        service.ask(Ask.of(question).plugins(RegistryServer.BUILT_IN).atMost(16).request());

    assertThat(answer.steps()).isEmpty();
    assertThat(answer.text()).isNotBlank();
  }

  private static final Tool BODY_MASS =
      new Tool(
          "body_mass_index",
          "Calculates the body mass index from weight and height.",
          JsonMapper.shared()
              .readTree(
                  """
                  {"type": "object", "required": ["weight", "height"], "properties": {
                    "weight": {"type": "number", "description": "Weight in kilograms."},
                    "height": {"type": "number", "description": "Height in centimeters."}}}
                  """));

  @Test
  void callsTheCallersToolWithWhatTheQuestionNames() {
    Answer answer =
        askOwn("What is the body mass index at a height of 180 cm and a weight of 75 kg?");

    assertThat(answer.all(CompletionEvent.ToolCallPart.class))
        .singleElement()
        .satisfies(
            call ->
                assertThat(JsonMapper.shared().readTree(call.arguments()))
                    .isEqualTo(JsonMapper.shared().readTree("{\"weight\": 75, \"height\": 180}")));
  }

  @Test
  void asksForANumberThatNobodyNamed() {
    Answer answer = askOwn("What is my body mass index?");

    assertThat(answer.all(CompletionEvent.ToolCallPart.class)).isEmpty();
    assertThat(answer.text()).contains("weight", "height");
    assertThat(answer.finished().reason()).isEqualTo(FinishReason.STOP);
  }

  @Test
  void declinesToCallAToolThatDoesNotFit() {
    Answer answer = askOwn("Who painted the Mona Lisa?");

    assertThat(answer.all(CompletionEvent.ToolCallPart.class)).isEmpty();
    assertThat(answer.text()).isNotBlank();
  }

  private static Answer askOwn(String question) {
    return service.ask(Ask.of(question).tools(ToolChoice.AUTO, BODY_MASS).atMost(16).request());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "Use the calculator to multiply 572 by 648. | 370656",
        "A box holds 12 pencils. How many pencils are in 7 boxes? | 84",
        "There were 40 people on the bus and 13 got off. How many are left? | 27",
        "a box holds 61 pencils; how many are in 41 boxes? | 2501",
        "How many pencils are in 5 boxes of 53 pencils? | 265",
        "5 boxes of 53 pencils | 265",
        "What is 12 times 4? Then add 10 to the result. | 58"
      })
  void reckonsOrdersStoriesAndWhatFollowsFromAResult(String question, String result) {
    Answer answer = ask(question, RegistryServer.BUILT_IN);

    assertThat(answer.text()).contains(result);
    assertThat(answer.steps())
        .isNotEmpty()
        .allSatisfy(step -> assertThat(step.tool()).isEqualTo("calculate"));
  }

  @Test
  void asksTheClockForTheTime() {
    Answer answer = ask("What time is it in Tokyo?", RegistryServer.BUILT_IN);

    assertThat(answer.steps())
        .singleElement()
        .satisfies(
            step -> {
              assertThat(step.tool()).isEqualTo("current_time");
              assertThat(step.arguments().path("zone").asString("")).contains("Tokyo");
            });
    assertThat(answer.text()).contains("14:32:10");
  }

  private static final List<PluginTool> WITH_NOTES =
      Stream.concat(RegistryServer.BUILT_IN.stream(), Stream.of(RegistryServer.NOTES)).toList();

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "When does the pool of Sorby open on Sundays? | at nine on Sundays. (Pool, pool.md)",
        "How many cars does the ferry to Holm take? | 40 cars. (Ferry, ferry.md)",
        "Please search our notes for how the pool is heated. | by the sun. (Pool, pool.md)"
      })
  void aSearchAnswersWhatNoOtherToolFitsWithItsSource(String question, String sentence) {
    Answer answer = ask(question, WITH_NOTES);

    assertThat(answer.text()).endsWith(sentence);
    assertThat(answer.steps())
        .singleElement()
        .satisfies(step -> assertThat(step.tool()).isEqualTo("find_notes"));
  }

  @Test
  void eachQuestionIsSearchedForByItself() {
    Answer answer =
        ask(
            "How many cars does the ferry to Holm take? And what heats the pool of Sorby?",
            WITH_NOTES);

    assertThat(answer.text()).contains("(Ferry, ferry.md)", "(Pool, pool.md)");
    assertThat(registry.invocations()).hasSize(2);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Hello, how are you?",
        "Write a short poem about the sea.",
        "What is 17 × 23?",
        "What time is it in Tokyo?"
      })
  void noSearchIsMadeForSmallTalkAndWhatOtherToolsDo(String question) {
    Answer answer = service.ask(Ask.of(question).plugins(WITH_NOTES).atMost(16).request());

    assertThat(answer.steps()).noneMatch(step -> step.tool().equals("find_notes"));
    assertThat(answer.text()).isNotBlank();
  }

  @Test
  void whatASearchDoesNotFindIsAnsweredPlainly() {
    Answer answer =
        service.ask(Ask.of("Who wrote Hamlet?").plugins(WITH_NOTES).atMost(16).request());

    assertThat(answer.steps()).extracting(CompletionEvent.Step::tool).containsExactly("find_notes");
    assertThat(answer.text()).isNotBlank().doesNotContain("pool.md", "ferry.md");
  }

  @Test
  void theCallersOwnSearchIsAskedTheQuestion() {
    Tool search =
        new Tool(
            "search_wiki", "Searches the wiki for articles.", RegistryServer.NOTES.parameters());

    Answer answer =
        service.ask(
            Ask.of("How deep is the harbour of Holm?").tools(ToolChoice.AUTO, search).request());

    assertThat(answer.all(CompletionEvent.ToolCallPart.class))
        .singleElement()
        .satisfies(call -> assertThat(call.arguments()).contains("harbour of Holm"));
  }

  @Test
  void twoCitiesAreTwoCalls() {
    Answer answer = ask("What time is it in Tokyo and Paris?", RegistryServer.BUILT_IN);

    assertThat(registry.invocations())
        .extracting(call -> call.arguments().path("zone").asString(""))
        .containsExactly("Tokyo", "Paris");
    assertThat(answer.finished().reason()).isEqualTo(FinishReason.STOP);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"Please order a pizza Margherita.", "Order a Margherita pizza for me, please."})
  void anOrderNamesTheKindAndNotTheThing(String order) {
    Answer answer = ask(order, List.of(RegistryServer.ORDER));

    assertThat(answer.all(CompletionEvent.ApprovalRequested.class))
        .singleElement()
        .satisfies(
            asked ->
                assertThat(asked.approval().arguments().path("kind").asString())
                    .isEqualTo("Margherita"));
  }

  @Test
  void aFailingToolIsAnObservationAndNotAFailure() {
    PluginTool gone =
        new PluginTool(
            "calculator",
            "vanished",
            RegistryServer.CALCULATE.description(),
            RegistryServer.CALCULATE.parameters(),
            false);

    Answer answer =
        service.ask(Ask.of("What is 3 plus 4?").plugins(List.of(gone)).atMost(16).request());

    assertThat(answer.steps())
        .singleElement()
        .satisfies(step -> assertThat(step.verdict()).isEqualTo("unknown_tool"));
    assertThat(answer.text()).isNotBlank();
    assertThat(answer.finished().usage().completionTokens()).isPositive();
  }

  @Test
  void aConsequentialCallWaitsForAnApproval() {
    Answer answer =
        ask("Please order a pizza of the kind 'Margherita'.", List.of(RegistryServer.ORDER));

    assertThat(answer.all(CompletionEvent.ApprovalRequested.class))
        .singleElement()
        .satisfies(
            asked -> {
              assertThat(asked.approval().tool()).isEqualTo("order_pizza");
              assertThat(asked.approval().arguments().path("kind").asString())
                  .contains("Margherita");
            });
    assertThat(answer.finished().reason()).isEqualTo(FinishReason.TOOL_CALLS);
  }

  @Test
  void anApprovedCallIsMadeFirstWithTheApprovedArguments() throws IOException {
    registry.approve(true);
    Answer answer;
    try {
      answer =
          service.ask(
              Ask.of("Please order a pizza Margherita.")
                  .plugins(List.of(RegistryServer.ORDER))
                  .decided(approval(Approval.State.APPROVED))
                  .request());
    } finally {
      registry.approve(false);
    }

    assertThat(registry.invocations())
        .singleElement()
        .satisfies(
            call -> {
              assertThat(call.arguments().path("kind").asString()).isEqualTo("Margherita");
              assertThat(call.conversation()).isEqualTo("conversation-1");
            });
    assertThat(answer.text()).contains("A-17");
    assertThat(answer.finished().reason()).isEqualTo(FinishReason.STOP);
  }

  @Test
  void aRefusedCallIsNotMade() {
    Answer answer =
        service.ask(
            Ask.of("Please order a pizza Margherita.")
                .plugins(List.of(RegistryServer.ORDER))
                .decided(approval(Approval.State.REFUSED))
                .request());

    assertThat(registry.invocations()).isEmpty();
    assertThat(answer.steps())
        .singleElement()
        .satisfies(step -> assertThat(step.verdict()).isEqualTo("refused"));
    assertThat(answer.finished().reason()).isEqualTo(FinishReason.STOP);
  }

  @Test
  void hangingUpCancelsACallThatIsPending() throws Exception {
    InputStream stream =
        service.open(
            Ask.of("Search the archive of old newspapers for Titanic.")
                .plugins(List.of(RegistryServer.SLOW))
                .request());
    assertThat(registry.slowCalled().await(30, TimeUnit.SECONDS)).isTrue();

    stream.close();

    assertThat(registry.slowAborted().await(1, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void withoutTheRegistryTheFailureNamesIt() {
    try (ServiceUnderTest alone =
        ServiceUnderTest.withModel("hearth.inference.registry-url=http://127.0.0.1:1")) {
      CompletionEvent.Failed failed =
          alone
              .ask(Ask.of("What is 3 plus 4?").plugins(RegistryServer.BUILT_IN).request())
              .failed();

      assertThat(failed.status()).isEqualTo(503);
      assertThat(failed.message()).contains("plugin-registry");
      assertThat(failed.retryAfterSeconds()).isPositive();
    }
  }

  private static Approval approval(Approval.State state) {
    return new Approval(
        "approval-1",
        "shop",
        "order_pizza",
        JsonMapper.shared().readTree("{\"kind\": \"Margherita\"}"),
        state,
        Instant.now().plusSeconds(60));
  }

  private static Answer ask(String question, List<PluginTool> tools) {
    return service.ask(Ask.of(question).plugins(tools).request());
  }
}
