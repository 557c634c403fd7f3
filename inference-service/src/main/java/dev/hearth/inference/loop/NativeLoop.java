package dev.hearth.inference.loop;

import dev.hearth.contracts.inference.CompletionEvent.FinishReason;
import dev.hearth.contracts.inference.CompletionRequest;
import dev.hearth.contracts.inference.CompletionRequest.Tool;
import dev.hearth.contracts.inference.CompletionRequest.ToolChoice;
import dev.hearth.contracts.inference.Message;
import dev.hearth.contracts.inference.Message.Role;
import dev.hearth.contracts.plugins.Approval;
import dev.hearth.contracts.plugins.PluginTool;
import dev.hearth.inference.engine.EngineException;
import dev.hearth.inference.engine.Generated;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** The loop for models that call tools natively: their calls are made here, within the budget. */
final class NativeLoop {

  private final Run run;
  private final PluginCalls calls;
  private final CompletionRequest request;
  private final List<Message> messages;
  private final Map<String, PluginTool> pluginTools = new HashMap<>();

  NativeLoop(Run run, PluginCalls calls) {
    this.run = run;
    this.calls = calls;
    this.request = run.request().completion();
    this.messages = new ArrayList<>(request.messages());
    request.pluginTools().forEach(tool -> pluginTools.put(tool.tool(), tool));
  }

  void run() throws EngineException {
    for (Approval approval : request.decided()) {
      Optional<Observation> observation = calls.decided(approval);
      observation.ifPresent(seen -> tell(approval.id(), seen));
    }
    while (true) {
      List<Tool> tools = run.budget().mayCall() ? tools() : List.of();
      Generated generated =
          run.answer(messages, tools, request.sampling(), request.responseFormat());
      if (generated.toolCalls().isEmpty() || tools.isEmpty()) {
        run.finish(generated.reason());
        return;
      }
      List<Message.ToolCall> own =
          generated.toolCalls().stream().filter(call -> isOwn(call.name())).toList();
      if (!own.isEmpty()) {
        own.forEach(call -> run.ownCall(call.name(), call.arguments()));
        run.finish(FinishReason.TOOL_CALLS);
        return;
      }
      messages.add(
          new Message(Role.ASSISTANT, generated.text(), null, generated.toolCalls(), null));
      for (Message.ToolCall call : generated.toolCalls()) {
        Optional<Observation> observation = call(call);
        if (observation.isEmpty()) {
          run.finish(FinishReason.TOOL_CALLS);
          return;
        }
        messages.add(result(call, observation.get().text()));
      }
    }
  }

  private Optional<Observation> call(Message.ToolCall call) {
    PluginTool tool = pluginTools.get(call.name());
    ObjectNode arguments = JsonObjects.read(call.arguments());
    JsonNode given = JsonObjects.orEmpty(arguments);
    if (tool == null) {
      return Optional.of(
          calls.turnedDown(
              "",
              call.name(),
              given,
              "unknown_tool",
              "There is no tool '"
                  + call.name()
                  + "'. The tools are: "
                  + String.join(", ", pluginTools.keySet())
                  + "."));
    }
    if (arguments == null) {
      return Optional.of(
          calls.turnedDown(
              tool.plugin(),
              call.name(),
              given,
              "bad_arguments",
              "The arguments are not a JSON object."));
    }
    if (!run.budget().mayCall(call.name())) {
      return Optional.of(
          calls.turnedDown(
              tool.plugin(),
              call.name(),
              given,
              "budget_exhausted",
              "This tool was called often enough. Answer with what is known."));
    }
    return calls.call(tool.plugin(), tool.tool(), arguments);
  }

  /** What happened before this run, as if the model had called. */
  private void tell(String id, Observation observation) {
    Message.ToolCall call =
        new Message.ToolCall(id, observation.tool(), observation.arguments().toString());
    messages.add(new Message(Role.ASSISTANT, "", null, List.of(call), null));
    messages.add(result(call, observation.text()));
  }

  private static Message result(Message.ToolCall call, String text) {
    return new Message(Role.TOOL, text, call.name(), List.of(), call.id());
  }

  private List<Tool> tools() {
    List<Tool> tools = new ArrayList<>();
    if (request.toolChoice().mode() != ToolChoice.Mode.NONE) {
      tools.addAll(request.tools());
    }
    for (PluginTool tool : request.pluginTools()) {
      tools.add(new Tool(tool.tool(), tool.description(), tool.parameters()));
    }
    return tools;
  }

  private boolean isOwn(String name) {
    return request.tools().stream().anyMatch(tool -> tool.name().equals(name));
  }
}
