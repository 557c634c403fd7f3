package dev.hearth.gateway.responses;

import dev.hearth.contracts.inference.Message;
import dev.hearth.contracts.inference.Message.Role;
import dev.hearth.contracts.inference.Message.ToolCall;
import dev.hearth.gateway.chat.ChatRequestReader;
import dev.hearth.gateway.json.Fields;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Reads {@code input}: a text or items. Calls of one turn become one message of the assistant, as
 * chat completions know it. Items of reasoning are not read: they are other models' notes.
 */
final class InputItems {

  private static final int MOST_ITEMS = 2048;
  private static final int MOST_PARTS = 1024;
  private static final Pattern CALL_ID = Pattern.compile("[A-Za-z0-9_.:-]{1,128}");

  private final List<Message> messages = new ArrayList<>();

  /** How each item is listed, of the messages as they were screened. */
  private final List<Function<List<Message>, ObjectNode>> items = new ArrayList<>();

  private final Set<String> calls = new HashSet<>();

  private InputItems() {}

  /**
   * Reads the items of a request.
   *
   * @param earlier the conversation that they continue
   */
  static InputItems read(Fields body, List<Message> earlier) {
    InputItems read = new InputItems();
    earlier.forEach(message -> message.toolCalls().forEach(call -> read.calls.add(call.id())));
    JsonNode input = body.get("input");
    if (input == null) {
      throw body.missing("input");
    }
    if (input.isString()) {
      read.text(body.requiredText("input"));
    } else if (input.isArray()) {
      body.objects("input", MOST_ITEMS).forEach(read::item);
    } else {
      throw body.wrongType("input", "a string or an array of items");
    }
    if (read.messages.isEmpty()) {
      throw body.invalid("input", "must hold at least one message");
    }
    return read;
  }

  /** The messages that the items are. */
  List<Message> messages() {
    return messages;
  }

  /**
   * The items, as they can be listed.
   *
   * @param screened the messages as a model may read them
   */
  ArrayNode listed(List<Message> screened) {
    ArrayNode listed = JsonNodeFactory.instance.arrayNode();
    items.forEach(item -> listed.add(item.apply(screened)));
    return listed;
  }

  private void text(String text) {
    add(Message.of(Role.USER, text), "user");
  }

  private void item(Fields item) {
    String type = item.text("type");
    if (type == null) {
      if (!item.has("role")) {
        throw item.missing("type");
      }
      type = "message";
    }
    switch (type) {
      case "message" -> message(item);
      case "function_call" -> call(item);
      case "function_call_output" -> output(item);
      case "reasoning" -> item.objects("summary", MOST_PARTS);
      default ->
          throw item.unsupported(
              "type",
              "'"
                  + type
                  + "' is not understood, only 'message', 'function_call' and"
                  + " 'function_call_output'");
    }
  }

  private void message(Fields item) {
    Role role =
        switch (item.requiredText("role")) {
          case "system", "developer" -> Role.SYSTEM;
          case "user" -> Role.USER;
          case "assistant" -> Role.ASSISTANT;
          default ->
              throw item.invalid("role", "must be 'system', 'developer', 'user' or 'assistant'");
        };
    add(Message.of(role, content(item, "content")), item.requiredText("role"));
  }

  private void add(Message message, String role) {
    int place = messages.size();
    messages.add(message);
    items.add(
        screened -> {
          ObjectNode listed = listed("message", "msg_");
          listed.put("role", role);
          ObjectNode part = listed.putArray("content").addObject();
          part.put("type", message.role() == Role.ASSISTANT ? "output_text" : "input_text");
          part.put("text", screened.get(place).content());
          if (message.role() == Role.ASSISTANT) {
            part.putArray("annotations");
            part.putArray("logprobs");
          }
          return listed;
        });
  }

  private void call(Fields item) {
    String id = callId(item);
    if (!calls.add(id)) {
      throw item.invalid("call_id", "must be another one for each call");
    }
    String name = item.requiredText("name");
    if (!ChatRequestReader.TOOL_NAME.matcher(name).matches()) {
      throw item.invalid("name", "must have 1 to 64 of a-z, A-Z, 0-9, '_' and '-'");
    }
    String arguments = item.requiredText("arguments");
    ToolCall call = new ToolCall(id, name, arguments);
    Message last = messages.isEmpty() ? null : messages.getLast();
    if (last != null && last.role() == Role.ASSISTANT) {
      List<ToolCall> together = new ArrayList<>(last.toolCalls());
      together.add(call);
      messages.set(
          messages.size() - 1, new Message(Role.ASSISTANT, last.content(), null, together, null));
    } else {
      messages.add(new Message(Role.ASSISTANT, "", null, List.of(call), null));
    }
    int place = messages.size() - 1;
    int number = messages.getLast().toolCalls().size() - 1;
    items.add(
        screened -> {
          ObjectNode listed = listed("function_call", "fc_");
          listed.put("call_id", id);
          listed.put("name", name);
          listed.put("arguments", screened.get(place).toolCalls().get(number).arguments());
          return listed;
        });
  }

  private void output(Fields item) {
    String id = callId(item);
    if (!calls.contains(id)) {
      throw item.invalid("call_id", "must be the id of an earlier call");
    }
    int place = messages.size();
    messages.add(new Message(Role.TOOL, content(item, "output"), null, List.of(), id));
    items.add(
        screened -> {
          ObjectNode listed = listed("function_call_output", "fc_");
          listed.put("call_id", id);
          listed.put("output", screened.get(place).content());
          return listed;
        });
  }

  private static String callId(Fields item) {
    String id = item.requiredText("call_id");
    if (!CALL_ID.matcher(id).matches()) {
      throw item.invalid("call_id", "must have 1 to 128 letters, digits, '_', '.', ':' and '-'");
    }
    return id;
  }

  private static String content(Fields item, String name) {
    JsonNode content = item.get(name);
    if (content == null) {
      throw item.missing(name);
    }
    if (content.isString()) {
      return item.requiredText(name);
    }
    if (!content.isArray()) {
      throw item.wrongType(name, "a string or an array of parts");
    }
    StringBuilder text = new StringBuilder();
    for (Fields part : item.objects(name, MOST_PARTS)) {
      String type = part.requiredText("type");
      switch (type) {
        case "input_text", "output_text", "text" -> text.append(part.requiredText("text"));
        case "refusal" -> text.append(part.requiredText("refusal"));
        case "input_image" -> throw part.unsupported("type", "the model does not see images");
        default -> throw part.unsupported("type", "'" + type + "' is not understood, only text");
      }
    }
    return text.toString();
  }

  private static ObjectNode listed(String type, String prefix) {
    return JsonNodeFactory.instance
        .objectNode()
        .put("type", type)
        .put("id", prefix + UUID.randomUUID().toString().replace("-", ""))
        .put("status", "completed");
  }
}
