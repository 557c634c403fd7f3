package dev.hearth.gateway.chat;

import dev.hearth.contracts.inference.Message;
import dev.hearth.contracts.inference.Message.Role;
import dev.hearth.contracts.inference.Message.ToolCall;
import dev.hearth.gateway.json.Fields;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Reads {@code messages}. */
final class MessageReader {

  private static final int MOST_MESSAGES = 2048;
  private static final int MOST_PARTS = 1024;
  private static final int MOST_CALLS = 128;
  private static final Pattern SPEAKER = Pattern.compile("[^\\s<|\\\\/>\\p{Cntrl}]{1,64}");
  private static final Pattern CALL_ID = Pattern.compile("[A-Za-z0-9_.:-]{1,128}");

  private final Set<String> calls = new HashSet<>();

  private MessageReader() {}

  static List<Message> read(Fields body) {
    List<Fields> messages = body.objects("messages", MOST_MESSAGES);
    if (!body.has("messages")) {
      throw body.missing("messages");
    }
    if (messages.isEmpty()) {
      throw body.invalid("messages", "must hold at least one message");
    }
    MessageReader reader = new MessageReader();
    return messages.stream().map(reader::message).toList();
  }

  private Message message(Fields message) {
    return switch (message.requiredText("role")) {
      case "system", "developer" -> spoken(message, Role.SYSTEM);
      case "user" -> spoken(message, Role.USER);
      case "assistant" -> assistant(message);
      case "tool" -> tool(message);
      case "function" -> throw message.unsupported("role", "use 'tool' instead");
      default ->
          throw message.invalid(
              "role", "must be 'system', 'developer', 'user', 'assistant' or 'tool'");
    };
  }

  private static Message spoken(Fields message, Role role) {
    return new Message(role, requiredContent(message), name(message), List.of(), null);
  }

  private Message assistant(Fields message) {
    if (message.has("function_call")) {
      throw message.unsupported("function_call", "use 'tool_calls' instead");
    }
    if (message.has("audio")) {
      throw message.unsupported("audio", "only text is understood");
    }
    List<ToolCall> made = new ArrayList<>();
    for (Fields call : message.objects("tool_calls", MOST_CALLS)) {
      made.add(call(call));
    }
    String content = content(message);
    String refusal = message.text("refusal");
    if (content == null && refusal != null) {
      content = refusal;
    }
    if (content == null && made.isEmpty()) {
      throw message.missing("content");
    }
    return new Message(Role.ASSISTANT, content == null ? "" : content, name(message), made, null);
  }

  private ToolCall call(Fields call) {
    String id = call.requiredText("id");
    if (!CALL_ID.matcher(id).matches()) {
      throw call.invalid("id", "must have 1 to 128 letters, digits, '_', '.', ':' and '-'");
    }
    if (!calls.add(id)) {
      throw call.invalid("id", "must be another one for each call");
    }
    if (call.has("type") && !call.requiredText("type").equals("function")) {
      throw call.unsupported("type", "only calls of type 'function' are known");
    }
    Fields function = call.requiredObject("function");
    String name = function.requiredText("name");
    if (!ChatRequestReader.TOOL_NAME.matcher(name).matches()) {
      throw function.invalid("name", "must have 1 to 64 of a-z, A-Z, 0-9, '_' and '-'");
    }
    return new ToolCall(id, name, function.requiredText("arguments"));
  }

  private Message tool(Fields message) {
    String id = message.requiredText("tool_call_id");
    if (!calls.contains(id)) {
      throw message.invalid("tool_call_id", "must be the id of a call in an earlier message");
    }
    return new Message(Role.TOOL, requiredContent(message), name(message), List.of(), id);
  }

  private static @Nullable String name(Fields message) {
    String name = message.text("name");
    if (name != null && !SPEAKER.matcher(name).matches()) {
      throw message.invalid("name", "must have 1 to 64 characters without spaces and <|\\/>");
    }
    return name;
  }

  private static String requiredContent(Fields message) {
    String content = content(message);
    if (content == null) {
      throw message.missing("content");
    }
    return content;
  }

  /** The text of a string or of all text parts, one directly after the other. */
  private static @Nullable String content(Fields message) {
    JsonNode content = message.get("content");
    if (content == null) {
      return null;
    }
    if (content.isString()) {
      return message.text("content");
    }
    if (!content.isArray()) {
      throw message.wrongType("content", "a string or an array of parts");
    }
    List<Fields> parts = message.objects("content", MOST_PARTS);
    if (parts.isEmpty()) {
      throw message.invalid("content", "must hold at least one part");
    }
    StringBuilder text = new StringBuilder();
    for (Fields part : parts) {
      switch (part.requiredText("type")) {
        case "text" -> text.append(part.requiredText("text"));
        case "refusal" -> text.append(part.requiredText("refusal"));
        default -> throw part.unsupported("type", "only text parts are understood");
      }
    }
    return text.toString();
  }
}
