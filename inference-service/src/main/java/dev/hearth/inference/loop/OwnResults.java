package dev.hearth.inference.loop;

import dev.hearth.contracts.inference.CompletionRequest;
import dev.hearth.contracts.inference.Message;
import dev.hearth.contracts.inference.Message.Role;
import dev.hearth.inference.loop.Observation.Outcome;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.node.JsonNodeFactory;

/** What the caller's own tools found, as the conversation tells it. */
final class OwnResults {

  private OwnResults() {}

  /** Their results since the user's last message, in order. */
  static List<Observation> in(CompletionRequest request) {
    List<Message> messages = request.messages();
    List<Observation> results = new ArrayList<>();
    for (int i = messages.size() - 1; i >= 0 && messages.get(i).role() != Role.USER; i--) {
      if (messages.get(i).role() == Role.TOOL) {
        results.add(observation(messages.get(i), messages));
      }
    }
    return results.reversed();
  }

  /** Whether it came from a tool of the caller's. */
  static boolean isOwn(Observation observation, CompletionRequest request) {
    return request.tools().stream().anyMatch(tool -> tool.name().equals(observation.tool()));
  }

  /** Whether it came from a tool of the caller's that can be asked anything. */
  static boolean isSearch(Observation observation, CompletionRequest request) {
    return request.tools().stream()
        .filter(tool -> tool.name().equals(observation.tool()))
        .anyMatch(tool -> new Callable.OfCaller(tool).queryParameter().isPresent());
  }

  private static Observation observation(Message result, List<Message> messages) {
    Optional<Message.ToolCall> call =
        messages.stream()
            .flatMap(message -> message.toolCalls().stream())
            .filter(one -> one.id().equals(result.toolCallId()))
            .findFirst();
    return new Observation(
        call.map(Message.ToolCall::name).orElse("the tool"),
        call.map(made -> JsonObjects.orEmpty(JsonObjects.read(made.arguments())))
            .orElseGet(JsonNodeFactory.instance::objectNode),
        result.content(),
        Outcome.ANSWERED);
  }
}
