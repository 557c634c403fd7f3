package dev.hearth.inference.loop;

import dev.hearth.contracts.inference.CompletionEvent;
import dev.hearth.contracts.inference.CompletionEvent.FinishReason;
import dev.hearth.contracts.inference.CompletionRequest;
import dev.hearth.contracts.inference.CompletionRequest.ResponseFormat;
import dev.hearth.contracts.inference.CompletionRequest.ToolChoice;
import dev.hearth.contracts.inference.Message;
import dev.hearth.contracts.inference.Message.Role;
import dev.hearth.contracts.plugins.Approval;
import dev.hearth.inference.engine.EngineException;
import dev.hearth.inference.engine.Generated;
import dev.hearth.inference.schema.Schemas;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/**
 * The loop for models that are trusted to follow instructions: they are told of the tools in words
 * and write calls as JSON, which nothing holds them to. What they write is read leniently.
 */
final class FreeLoop {

  /** After so many calls that cannot be made, what the model writes is its answer. */
  private static final int MOST_FAULTS = 2;

  /** Examples first, so that the engine evaluates them once. */
  private static final List<Message> EXAMPLES =
      List.of(
          Message.of(
              Role.SYSTEM,
              """
              You can use tools. To use one, reply with nothing but one line like this:
              {"tool": "NAME", "arguments": {"PARAMETER": VALUE}}
              To use several, reply with several such lines. If no tool fits, reply in words.\
              """),
          Message.of(
              Role.USER,
              """
              Tools:
              - weather(city: string, days?: integer): Tells the weather.
                  city: the name of a city
                  days: how many days ahead

              Is it going to rain in New York in the next 3 days?\
              """),
          Message.of(
              Role.ASSISTANT,
              "{\"tool\": \"weather\", \"arguments\": {\"city\": \"New York\", \"days\": 3}}"),
          Message.of(
              Role.USER,
              """
              Tools:
              - define(term: string): Looks a term up.
                  term: a term such as photosynthesis

              Hello!\
              """),
          Message.of(Role.ASSISTANT, "Hello, how can I help?"));

  private final Run run;
  private final PluginCalls calls;
  private final CompletionRequest request;
  private final Map<String, Callable> tools = new LinkedHashMap<>();
  private int faults;

  FreeLoop(Run run, PluginCalls calls) {
    this.run = run;
    this.calls = calls;
    this.request = run.request().completion();
    request.pluginTools().forEach(tool -> tools.put(tool.tool(), new Callable.OfPlugin(tool)));
    if (request.toolChoice().mode() != ToolChoice.Mode.NONE) {
      request.tools().forEach(tool -> tools.put(tool.name(), new Callable.OfCaller(tool)));
    }
  }

  void run() throws EngineException {
    List<Message> messages = new ArrayList<>(introduced());
    for (Approval approval : request.decided()) {
      Optional<Observation> observation = calls.decided(approval);
      observation.ifPresent(
          seen ->
              messages.add(Message.of(Role.USER, "Result of " + seen.tool() + ": " + seen.text())));
    }
    while (!tools.isEmpty() && run.budget().mayCall() && faults < MOST_FAULTS) {
      Generated draft = run.draft(messages);
      List<WrittenCall> written = WrittenCall.in(draft.text());
      if (written.isEmpty() && request.responseFormat().type() == ResponseFormat.Type.TEXT) {
        if (!draft.text().isEmpty()) {
          run.emit(new CompletionEvent.Text(draft.text()));
        }
        run.finish(draft.reason());
        return;
      }
      if (written.isEmpty()) {
        break;
      }
      if (passedOn(written)) {
        run.finish(FinishReason.TOOL_CALLS);
        return;
      }
      messages.add(Message.of(Role.ASSISTANT, draft.text()));
      StringBuilder results = new StringBuilder();
      for (WrittenCall call : written) {
        Optional<Observation> observation = call(call);
        if (observation.isEmpty()) {
          run.finish(FinishReason.TOOL_CALLS);
          return;
        }
        results.append("Result of ").append(call.tool()).append(": ");
        results.append(observation.get().text()).append('\n');
      }
      messages.add(Message.of(Role.USER, results.append("Now answer my question.").toString()));
    }
    Generated answer =
        run.answer(messages, List.of(), request.sampling(), request.responseFormat());
    run.finish(answer.reason());
  }

  /** Calls of the caller's own tools, if all are such. */
  private boolean passedOn(List<WrittenCall> written) {
    boolean all =
        written.stream()
            .allMatch(
                call ->
                    call.arguments() != null
                        && tools.get(call.tool()) instanceof Callable.OfCaller);
    if (all) {
      written.forEach(call -> run.ownCall(call.tool(), String.valueOf(call.arguments())));
    }
    return all;
  }

  private Optional<Observation> call(WrittenCall call) {
    Callable tool = tools.get(call.tool());
    JsonNode arguments = call.arguments();
    if (tool == null) {
      faults++;
      return Optional.of(
          turnedDown(
              "",
              call,
              "unknown_tool",
              "There is no tool '%s'. The tools are: %s."
                  .formatted(call.tool(), String.join(", ", tools.keySet()))));
    }
    if (arguments == null) {
      faults++;
      return Optional.of(
          turnedDown(tool.plugin(), call, "bad_arguments", "The arguments are not a JSON object."));
    }
    return switch (tool) {
      case Callable.OfCaller _ ->
          Optional.of(turnedDown("", call, "bad_arguments", "Call this tool by itself."));
      case Callable.OfPlugin of when !run.budget().mayCall(of.name()) ->
          Optional.of(
              turnedDown(
                  tool.plugin(),
                  call,
                  "budget_exhausted",
                  "This tool was called often enough. Answer with what is known."));
      case Callable.OfPlugin of -> calls.call(of.plugin(), of.name(), arguments);
    };
  }

  private Observation turnedDown(String plugin, WrittenCall call, String reason, String message) {
    return calls.turnedDown(
        plugin, call.tool(), JsonObjects.orEmpty(call.arguments()), reason, message);
  }

  /** The conversation with examples before it, and the tools before its last question. */
  private List<Message> introduced() {
    List<Message> messages = new ArrayList<>(request.messages());
    for (int i = messages.size() - 1; i >= 0 && !tools.isEmpty(); i--) {
      if (messages.get(i).role() == Role.USER) {
        messages.set(i, Message.of(Role.USER, introduction() + messages.get(i).content()));
        messages.addAll(0, EXAMPLES);
        break;
      }
    }
    return messages;
  }

  private String introduction() {
    StringBuilder text = new StringBuilder("Tools:\n");
    for (Callable tool : tools.values()) {
      text.append("- ").append(tool.name()).append('(');
      Set<String> required = Schemas.required(tool.parameters());
      String separator = "";
      for (Map.Entry<String, JsonNode> property :
          tool.parameters().path("properties").properties()) {
        text.append(separator).append(property.getKey());
        text.append(required.contains(property.getKey()) ? ": " : "?: ");
        text.append(Schemas.type(property.getValue()));
        separator = ", ";
      }
      text.append("): ").append(tool.description().strip()).append('\n');
      for (Map.Entry<String, JsonNode> property :
          tool.parameters().path("properties").properties()) {
        String description = property.getValue().path("description").asString("");
        if (!description.isBlank()) {
          text.append("    ").append(property.getKey()).append(": ");
          text.append(description.strip()).append('\n');
        }
      }
    }
    return text.append('\n').toString();
  }
}
