package dev.hearth.gateway.chat;

import dev.hearth.base.ServiceException;
import dev.hearth.contracts.inference.CompletionRequest.ResponseFormat;
import dev.hearth.contracts.inference.CompletionRequest.Tool;
import dev.hearth.contracts.inference.Message;
import dev.hearth.contracts.inference.Message.Role;
import dev.hearth.contracts.inference.Message.ToolCall;
import dev.hearth.contracts.moderation.Direction;
import dev.hearth.gateway.exchange.Exchange;
import dev.hearth.gateway.screening.Batch;
import dev.hearth.gateway.screening.JsonTexts;
import dev.hearth.gateway.screening.Screener;
import dev.hearth.gateway.screening.WrittenArguments;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.springframework.stereotype.Component;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Screens everything of a request that a model will read, before anything else sees it: the texts
 * of all messages, names, tool calls, tool descriptions, the texts in schemas, stop texts; and the
 * caller's notes, which are told again. Messages of role tool are judged as what comes from a tool.
 */
@Component
final class InputScreening {

  private final Screener screener;
  private final JsonMapper mapper;

  InputScreening(Screener screener, JsonMapper mapper) {
    this.screener = screener;
    this.mapper = mapper;
  }

  /**
   * The request as the model may read it.
   *
   * @throws ServiceException 400 {@code content_policy_violation} if it is refused, 400 {@code
   *     string_above_max_length} if one of its texts is too long, 503 if it could not be screened
   */
  ChatRequest screen(Exchange exchange, ChatRequest request) {
    return new Run(exchange, request).screened();
  }

  private final class Run {

    private final Exchange exchange;
    private final ChatRequest request;
    private final Batch input = new Batch();
    private final Batch fromTools = new Batch();
    private final List<Supplier<Message>> messages = new ArrayList<>();
    private final List<Supplier<Tool>> tools = new ArrayList<>();
    private final Supplier<ResponseFormat> format;
    private final Map<String, JsonTexts> notes = new LinkedHashMap<>();

    Run(Exchange exchange, ChatRequest request) {
      this.exchange = exchange;
      this.request = request;
      for (Message message : request.messages()) {
        messages.add(collect(message, "messages[" + messages.size() + "]"));
      }
      for (Tool tool : request.tools()) {
        tools.add(collect(tool, "tools[" + tools.size() + "].function"));
      }
      request.sampling().stop().forEach(stop -> input.add(stop, "stop"));
      JsonNode schema = request.responseFormat().schema();
      if (schema == null) {
        format = request::responseFormat;
      } else {
        JsonTexts texts = new JsonTexts(schema, input, "response_format");
        format = () -> new ResponseFormat(request.responseFormat().type(), texts.redacted());
      }
      for (Map.Entry<String, JsonNode> note : request.notes().properties()) {
        notes.put(note.getKey(), new JsonTexts(note.getValue(), input, note.getKey()));
      }
    }

    ChatRequest screened() {
      input.judge(screener, exchange, Direction.INPUT);
      fromTools.judge(screener, exchange, Direction.TOOL);
      List<Message> read = messages.stream().map(Supplier::get).toList();
      exchange.noteAsked(read);
      for (Map.Entry<String, JsonTexts> note : notes.entrySet()) {
        if (note.getValue().blocked()) {
          input.requireAllowed(note.getKey());
        }
      }
      input.requireAllowed("messages");
      fromTools.requireAllowed("messages");
      ObjectNode told = JsonNodeFactory.instance.objectNode();
      notes.forEach((name, texts) -> told.set(name, texts.redacted()));
      return request.with(read, tools.stream().map(Supplier::get).toList(), format.get(), told);
    }

    private Supplier<Message> collect(Message message, String field) {
      Batch batch = message.role() == Role.TOOL ? fromTools : input;
      Supplier<String> content = text(message.content(), batch, field + ".content");
      String name = message.name();
      Supplier<String> speaker = text(name == null ? "" : name, batch, field + ".name");
      List<Supplier<ToolCall>> calls =
          message.toolCalls().stream()
              .map(call -> collect(call, batch, field + ".tool_calls"))
              .toList();
      return () ->
          new Message(
              message.role(),
              content.get(),
              name == null ? null : speaker.get(),
              calls.stream().map(Supplier::get).toList(),
              message.toolCallId());
    }

    private Supplier<ToolCall> collect(ToolCall call, Batch batch, String field) {
      batch.add(call.name());
      WrittenArguments arguments = new WrittenArguments(call.arguments(), mapper, batch, field);
      return () -> new ToolCall(call.id(), call.name(), arguments.redacted());
    }

    private Supplier<Tool> collect(Tool tool, String field) {
      input.add(tool.name());
      Supplier<String> description = text(tool.description(), input, field + ".description");
      JsonTexts parameters = new JsonTexts(tool.parameters(), input, field + ".parameters");
      return () -> new Tool(tool.name(), description.get(), parameters.redacted());
    }

    private static Supplier<String> text(String text, Batch batch, String field) {
      if (text.isEmpty()) {
        return () -> text;
      }
      int place = batch.add(text, field);
      return () -> batch.redacted(place);
    }
  }
}
