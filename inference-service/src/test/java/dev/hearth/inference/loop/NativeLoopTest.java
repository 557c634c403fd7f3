package dev.hearth.inference.loop;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.contracts.inference.CompletionEvent;
import dev.hearth.contracts.inference.CompletionEvent.FinishReason;
import dev.hearth.contracts.inference.CompletionEvent.Usage;
import dev.hearth.contracts.inference.CompletionRequest.Tool;
import dev.hearth.contracts.inference.CompletionRequest.ToolChoice;
import dev.hearth.inference.Answer;
import dev.hearth.inference.Ask;
import dev.hearth.inference.ServiceUnderTest;
import dev.hearth.inference.loop.ScriptedModel.Turn;
import java.io.IOException;
import java.util.List;
import java.util.function.IntFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.json.JsonMapper;

/** The loop around a model that calls tools natively. */
class NativeLoopTest {

  private static final Turn CALCULATES =
      new Turn.Calls("calculate", "{\"expression\": \"27 * 453\"}");

  @Test
  void callsAPluginAndTellsItsResult() throws IOException {
    Scene scene = play(List.of(CALCULATES, new Turn.Says("It is 12231.")), ask());

    assertThat(scene.answer().text()).isEqualTo("It is 12231.");
    assertThat(scene.answer().steps())
        .singleElement()
        .satisfies(
            step -> {
              assertThat(step.plugin()).isEqualTo("calculator");
              assertThat(step.verdict()).isEqualTo("allow");
              assertThat(step.result()).contains("12231");
            });
    assertThat(scene.answer().finished())
        .isEqualTo(new CompletionEvent.Finished(FinishReason.STOP, new Usage(20, 8, 10)));
    assertThat(scene.requests().get(1)).contains("\"role\":\"tool\"", "12231");
  }

  @Test
  void anUnknownToolIsToldToTheModel() throws IOException {
    Scene scene =
        play(List.of(new Turn.Calls("abacus", "{}"), CALCULATES, new Turn.Says("12231")), ask());

    assertThat(scene.answer().steps())
        .extracting(CompletionEvent.Step::verdict)
        .containsExactly("unknown_tool", "allow");
    assertThat(scene.answer().steps().getFirst().plugin()).isEmpty();
    assertThat(scene.requests().get(1)).contains("There is no tool 'abacus'");
  }

  @Test
  void argumentsThatAreNoJsonAreToldToTheModel() throws IOException {
    Scene scene =
        play(List.of(new Turn.Calls("calculate", "27 times"), new Turn.Says("Sorry.")), ask());

    assertThat(scene.answer().steps())
        .extracting(CompletionEvent.Step::verdict)
        .containsExactly("bad_arguments");
    assertThat(scene.answer().text()).isEqualTo("Sorry.");
  }

  @ParameterizedTest
  @CsvSource({
    "screened, result_refused, refused by policy",
    "broken, plugin_error, answered 500",
    "late, timeout, took too long",
    "down, unavailable, is paused"
  })
  void aFailureIsAnObservationWithItsReason(String tool, String reason, String told)
      throws IOException {
    Scene scene =
        play(
            List.of(new Turn.Calls(tool, "{}"), new Turn.Says("I could not find out.")),
            ask().plugins(List.of(RegistryServer.failing(tool))));

    assertThat(scene.answer().steps())
        .singleElement()
        .satisfies(
            step -> {
              assertThat(step.verdict()).isEqualTo(reason);
              assertThat(step.result()).contains(told);
            });
    assertThat(scene.requests().get(1)).contains(told);
    assertThat(scene.answer().text()).isEqualTo("I could not find out.");
    assertThat(scene.answer().finished().reason()).isEqualTo(FinishReason.STOP);
  }

  @Test
  void anOversizedObservationIsCutAndSaysSo() throws IOException {
    Scene scene =
        play(
            List.of(new Turn.Calls("oversized", "{}"), new Turn.Says("Long.")),
            ask().plugins(List.of(RegistryServer.failing("oversized"))));

    assertThat(scene.answer().steps().getFirst().result()).endsWith("… (cut)").hasSize(4_007);
    assertThat(scene.requests().get(1).length()).isLessThan(8_000);
  }

  @Test
  void aModelThatRepeatsItselfIsMadeToAnswer() throws IOException {
    Scene scene = play(number -> number < 2 ? CALCULATES : new Turn.Says("Enough."), ask());

    assertThat(scene.answer().steps()).hasSize(2);
    assertThat(scene.requests()).hasSize(3);
    assertThat(scene.requests().getLast()).doesNotContain("\"tools\"");
    assertThat(scene.answer().text()).isEqualTo("Enough.");
  }

  @Test
  void theBudgetOfStepsEndsInAnAnswer() throws IOException {
    Scene scene =
        play(
            number ->
                number < 3
                    ? new Turn.Calls("calculate", "{\"expression\": \"" + number + " + 1\"}")
                    : new Turn.Says("Done."),
            ask());

    assertThat(scene.answer().steps()).hasSize(3);
    assertThat(scene.answer().finished().reason()).isEqualTo(FinishReason.STOP);
    assertThat(scene.requests().getLast()).doesNotContain("\"tools\"");
  }

  @Test
  void aCallOfTheCallersToolEndsTheCompletion() throws IOException {
    Tool own =
        new Tool(
            "weather", "Tells the weather.", JsonMapper.shared().readTree("{\"type\":\"object\"}"));

    Scene scene =
        play(
            List.of(new Turn.Calls("weather", "{\"city\": \"Rome\"}")),
            ask().tools(ToolChoice.AUTO, own));

    assertThat(scene.answer().all(CompletionEvent.ToolCallPart.class))
        .singleElement()
        .satisfies(
            call -> {
              assertThat(call.name()).isEqualTo("weather");
              assertThat(call.arguments()).isEqualTo("{\"city\": \"Rome\"}");
            });
    assertThat(scene.answer().finished().reason()).isEqualTo(FinishReason.TOOL_CALLS);
  }

  private static Ask ask() {
    return Ask.of("What is 27 × 453?").model("caller").plugins(List.of(RegistryServer.CALCULATE));
  }

  private static Scene play(List<Turn> turns, Ask ask) throws IOException {
    return play(turns::get, ask);
  }

  private static Scene play(IntFunction<Turn> turns, Ask ask) throws IOException {
    try (ScriptedModel model = new ScriptedModel(turns);
        RegistryServer registry = new RegistryServer();
        ServiceUnderTest service =
            ServiceUnderTest.start(
                "hearth.inference.embedded.enabled=false",
                "hearth.inference.openai-url=" + model.url(),
                "hearth.inference.loop.max-steps=3",
                "hearth.inference.registry-url=" + registry.url())) {
      Answer answer = service.ask(ask.request());
      return new Scene(answer, model.requests().stream().map(Object::toString).toList());
    }
  }

  private record Scene(Answer answer, List<String> requests) {}
}
