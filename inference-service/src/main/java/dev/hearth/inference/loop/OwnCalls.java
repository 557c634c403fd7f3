package dev.hearth.inference.loop;

import dev.hearth.contracts.inference.CompletionEvent;
import dev.hearth.contracts.inference.CompletionEvent.FinishReason;
import dev.hearth.contracts.inference.CompletionRequest.ToolChoice;
import dev.hearth.inference.engine.EngineException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Hands calls of the caller's own tools over, which ends the completion. */
final class OwnCalls {

  private static final List<JsonNode> SOME = List.of(JsonNodeFactory.instance.nullNode());

  private final Run run;
  private final Arguments arguments;
  private final Grounding grounding;

  /**
   * Calls for one question.
   *
   * @param grounding finds what the question names
   */
  OwnCalls(Run run, Arguments arguments, Grounding grounding) {
    this.run = run;
    this.arguments = arguments;
    this.grounding = grounding;
  }

  /** Asks a tool that can be asked anything. */
  void ask(Callable tool, String sentence) {
    run.ownCall(tool.name(), Searches.arguments(tool, sentence).toString());
    run.finish(FinishReason.TOOL_CALLS);
  }

  /**
   * Makes the calls of a tool that the question asks for. A number that nobody named is not made up
   * but asked for, unless there must be a call.
   *
   * @return false if there are none, so that the question is still to be answered
   */
  boolean make(Callable tool) throws EngineException {
    List<Map<String, List<JsonNode>>> asked = grounding.calls(tool.parameters());
    List<Parameter> unknown =
        Parameter.of(tool.parameters()).stream()
            .filter(Parameter::isNumber)
            .filter(parameter -> asked.getFirst().getOrDefault(parameter.name(), SOME).isEmpty())
            .toList();
    boolean mayAsk = run.request().completion().toolChoice().mode() == ToolChoice.Mode.AUTO;
    if (mayAsk && !unknown.isEmpty()) {
      run.emit(new CompletionEvent.Text(askingFor(unknown)));
      run.finish(FinishReason.STOP);
      return true;
    }
    List<ObjectNode> calls = new ArrayList<>();
    for (Map<String, List<JsonNode>> candidates : asked) {
      ObjectNode chosen = arguments.chosen(tool, candidates);
      if (chosen != null) {
        calls.add(chosen);
      }
    }
    if (calls.isEmpty()) {
      return false;
    }
    calls.forEach(call -> run.ownCall(tool.name(), call.toString()));
    run.finish(FinishReason.TOOL_CALLS);
    return true;
  }

  private static String askingFor(List<Parameter> unknown) {
    return unknown.stream()
        .map(
            parameter ->
                String.join(" ", parameter.nameWords())
                    + (parameter.description().isBlank()
                        ? ""
                        : " (" + parameter.description().strip().replaceFirst("\\.$", "") + ")"))
        .collect(Collectors.joining(", ", "For that I need to know: ", "."));
  }
}
