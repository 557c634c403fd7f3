package dev.hearth.inference.embedded;

import dev.hearth.contracts.inference.Message;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Brings a conversation into the form that every chat template takes: one system turn at most, then
 * user and assistant in turn. Calls of tools and their results become text, since templates differ
 * in what they make of them and some end the process over them. Texts that the tokenizer would read
 * as control tokens are broken up.
 */
final class ChatTurns {

  private static final String USER = "user";
  private static final String ASSISTANT = "assistant";
  private static final String SYSTEM = "system";

  private final @Nullable Pattern control;

  /** Turns for a model with these control tokens. */
  ChatTurns(List<String> controlTokens) {
    control =
        controlTokens.isEmpty()
            ? null
            : Pattern.compile(
                controlTokens.stream()
                    .filter(token -> !token.isBlank())
                    .map(Pattern::quote)
                    .collect(Collectors.joining("|")));
  }

  List<EngineRequest.Turn> of(List<Message> messages) {
    List<EngineRequest.Turn> turns = new ArrayList<>();
    for (Message message : messages) {
      String text = harmless(text(message));
      String role = role(message);
      boolean first = turns.isEmpty() || turns.getLast().role().equals(SYSTEM);
      if (role.equals(SYSTEM) && !first) {
        role = USER;
      }
      if (role.equals(ASSISTANT) && first) {
        turns.add(new EngineRequest.Turn(USER, "…"));
      }
      if (!turns.isEmpty() && turns.getLast().role().equals(role)) {
        String joined = turns.removeLast().content() + "\n\n" + text;
        turns.add(new EngineRequest.Turn(role, joined));
      } else {
        turns.add(new EngineRequest.Turn(role, text));
      }
    }
    if (!turns.isEmpty() && turns.getLast().role().equals(SYSTEM)) {
      turns.add(new EngineRequest.Turn(USER, "…"));
    }
    return turns;
  }

  private static String role(Message message) {
    return switch (message.role()) {
      case SYSTEM -> SYSTEM;
      case USER, TOOL -> USER;
      case ASSISTANT -> ASSISTANT;
    };
  }

  private static String text(Message message) {
    if (message.role() == Message.Role.TOOL) {
      String name = Objects.requireNonNullElse(message.name(), "the tool");
      return "Result of " + name + ": " + message.content();
    }
    if (message.toolCalls().isEmpty()) {
      return message.content();
    }
    String calls =
        message.toolCalls().stream()
            .map(call -> "Call of " + call.name() + ": " + call.arguments())
            .collect(Collectors.joining("\n"));
    return message.content().isEmpty() ? calls : message.content() + "\n" + calls;
  }

  private String harmless(String text) {
    if (control == null) {
      return text;
    }
    return control
        .matcher(text)
        .replaceAll(
            found -> {
              String token = found.group();
              int second = token.offsetByCodePoints(0, 1);
              return java.util.regex.Matcher.quoteReplacement(
                  token.substring(0, second) + " " + token.substring(second));
            });
  }
}
