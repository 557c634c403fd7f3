package dev.hearth.inference.remote;

import dev.hearth.contracts.inference.Message;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.springframework.ai.chat.messages.AssistantMessage;
import org.springframework.ai.chat.messages.SystemMessage;
import org.springframework.ai.chat.messages.ToolResponseMessage;
import org.springframework.ai.chat.messages.UserMessage;

/** A conversation in Spring AI's terms. */
final class Conversation {

  private Conversation() {}

  static List<org.springframework.ai.chat.messages.Message> of(List<Message> messages) {
    List<org.springframework.ai.chat.messages.Message> converted = new ArrayList<>();
    Map<String, String> calledTools = new HashMap<>();
    for (Message message : messages) {
      message.toolCalls().forEach(call -> calledTools.put(call.id(), call.name()));
      converted.add(
          switch (message.role()) {
            case SYSTEM -> new SystemMessage(message.content());
            case USER -> new UserMessage(message.content());
            case ASSISTANT -> assistant(message);
            case TOOL -> toolResult(message, calledTools);
          });
    }
    return converted;
  }

  private static AssistantMessage assistant(Message message) {
    return AssistantMessage.builder()
        .content(message.content())
        .toolCalls(
            message.toolCalls().stream()
                .map(
                    call ->
                        new AssistantMessage.ToolCall(
                            call.id(), "function", call.name(), call.arguments()))
                .toList())
        .build();
  }

  private static ToolResponseMessage toolResult(Message message, Map<String, String> calledTools) {
    String id = Objects.requireNonNullElse(message.toolCallId(), "");
    String name = Objects.requireNonNullElse(message.name(), calledTools.getOrDefault(id, "tool"));
    return ToolResponseMessage.builder()
        .responses(List.of(new ToolResponseMessage.ToolResponse(id, name, message.content())))
        .build();
  }
}
