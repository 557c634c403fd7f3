package dev.hearth.gateway.responses;

import dev.hearth.base.ServiceException;
import dev.hearth.contracts.inference.CompletionRequest.ResponseFormat;
import dev.hearth.contracts.inference.CompletionRequest.Sampling;
import dev.hearth.contracts.inference.CompletionRequest.Tool;
import dev.hearth.contracts.inference.CompletionRequest.ToolChoice;
import dev.hearth.contracts.inference.Message;
import dev.hearth.gateway.chat.ChatRequest;
import dev.hearth.gateway.chat.ChatRequestReader;
import dev.hearth.gateway.json.Fields;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Reads the body of {@code POST /v1/responses}: OpenAI's, and {@code plugins}. What Hearth cannot
 * honour is refused by name; what only advises ({@code reasoning}, {@code service_tier}, {@code
 * text.verbosity}, {@code prompt_cache_key}, {@code safety_identifier}, {@code user}, {@code
 * parallel_tool_calls}, {@code stream_options}) changes nothing.
 */
final class ResponseRequestReader {

  private static final List<String> REFUSED =
      List.of("conversation", "context_management", "max_tool_calls", "moderation", "prompt");
  private static final int MOST_TOOLS = 128;
  private static final int MOST_METADATA = 16;

  private final Fields body;
  private final ResponsesProperties properties;
  private final ObjectNode echo = JsonNodeFactory.instance.objectNode();

  /** Of what is told again: the caller's texts that no model reads. */
  private final ObjectNode notes = JsonNodeFactory.instance.objectNode();

  private ResponseRequestReader(Fields body, ResponsesProperties properties) {
    this.body = body;
    this.properties = properties;
  }

  /** Where earlier responses are found. */
  interface Earlier {

    /**
     * The conversation up to this response.
     *
     * @return null if there is none
     */
    @Nullable List<Message> messages(String id);
  }

  static ResponseRequest read(Fields body, ResponsesProperties properties, Earlier earlier) {
    return new ResponseRequestReader(body, properties).read(earlier);
  }

  private ResponseRequest read(Earlier earlier) {
    refuseUnsupported();
    boolean store = !body.has("store") || body.flag("store");
    List<Message> messages = new ArrayList<>();
    String instructions = body.text("instructions");
    boolean instructed = instructions != null && !instructions.isEmpty();
    if (instructed) {
      messages.add(Message.of(Message.Role.SYSTEM, Objects.requireNonNull(instructions)));
    }
    List<Message> before = before(earlier);
    messages.addAll(before);
    InputItems items = InputItems.read(body, before);
    messages.addAll(items.messages());
    Sampling sampling = sampling();
    List<Tool> tools = tools();
    ResponseFormat format = format();
    for (String name : List.of("user", "safety_identifier", "prompt_cache_key")) {
      note(name, body.text(name, 512));
    }
    reasoning();
    metadata();
    ChatRequest chat =
        new ChatRequest(
            ChatRequestReader.model(body),
            messages,
            tools,
            toolChoice(tools),
            sampling,
            format,
            ChatRequestReader.plugins(body),
            body.flag("stream"),
            true,
            notes);
    echo.put("instructions", instructions);
    echo.put("store", store);
    echo.put("truncation", "disabled");
    echo.put(
        "parallel_tool_calls",
        !body.has("parallel_tool_calls") || body.flag("parallel_tool_calls"));
    echo.put("top_logprobs", 0);
    echo.putNull("max_tool_calls");
    echo.put("background", false);
    echo.put("service_tier", "default");
    return new ResponseRequest(chat, instructed, store, echo, items);
  }

  private void note(String name, @Nullable String text) {
    echo.put(name, text);
    if (text != null) {
      notes.put(name, text);
    }
  }

  private void refuseUnsupported() {
    for (String name : REFUSED) {
      if (body.has(name)) {
        throw body.unsupported(name, "Hearth does not have it");
      }
    }
    if (body.flag("background")) {
      throw body.unsupported("background", "POST /v1/runs makes longer work");
    }
    String truncation = body.text("truncation");
    if (truncation != null && !truncation.equals("disabled")) {
      throw body.unsupported("truncation", "only 'disabled': nothing is cut without a word");
    }
    Long logprobs = body.integer("top_logprobs", 0, 20);
    if (logprobs != null && logprobs > 0) {
      throw body.unsupported("top_logprobs", "log-probabilities are not returned");
    }
    for (String include : body.texts("include", 16)) {
      if (!include.equals("reasoning.encrypted_content")) {
        throw body.unsupported("include", "'" + include + "' is not there to be included");
      }
    }
  }

  private List<Message> before(Earlier earlier) {
    String id = body.text("previous_response_id", 100);
    echo.put("previous_response_id", id);
    if (id == null) {
      return List.of();
    }
    List<Message> messages = earlier.messages(id);
    if (messages == null) {
      throw new ServiceException(
          HttpStatus.BAD_REQUEST,
          "previous_response_not_found",
          "There is no response of this id: it was not stored, was deleted or has expired.",
          "previous_response_id");
    }
    return messages;
  }

  private Sampling sampling() {
    double temperature =
        Objects.requireNonNullElse(body.number("temperature", 0, 2), properties.temperature());
    double topP = Objects.requireNonNullElse(ChatRequestReader.topP(body), properties.topP());
    double frequency = Objects.requireNonNullElse(body.number("frequency_penalty", -2, 2), 0.0);
    double presence = Objects.requireNonNullElse(body.number("presence_penalty", -2, 2), 0.0);
    Long most = body.integer("max_output_tokens", 1, Integer.MAX_VALUE);
    echo.put("temperature", temperature);
    echo.put("top_p", topP);
    echo.put("frequency_penalty", frequency);
    echo.put("presence_penalty", presence);
    echo.put("max_output_tokens", most);
    return new Sampling(
        temperature,
        topP,
        body.integer("seed", Long.MIN_VALUE, Long.MAX_VALUE),
        most == null ? null : Math.toIntExact(most),
        List.of(),
        frequency == 0 ? null : frequency,
        presence == 0 ? null : presence);
  }

  private List<Tool> tools() {
    List<Tool> tools = new ArrayList<>();
    Set<String> names = new HashSet<>();
    ArrayNode echoed = echo.putArray("tools");
    for (Fields tool : body.objects("tools", MOST_TOOLS)) {
      String type = tool.requiredText("type");
      if (!type.equals("function")) {
        throw tool.unsupported(
            "type", "'" + type + "' tools are not known, only 'function'; see 'plugins'");
      }
      String name = tool.requiredText("name");
      if (!ChatRequestReader.TOOL_NAME.matcher(name).matches()) {
        throw tool.invalid("name", "must have 1 to 64 of a-z, A-Z, 0-9, '_' and '-'");
      }
      if (!names.add(name)) {
        throw tool.invalid("name", "must be another one for each tool");
      }
      String description = tool.text("description");
      ObjectNode parameters = tool.json("parameters");
      tools.add(
          new Tool(
              name,
              description == null ? "" : description,
              parameters == null ? ChatRequestReader.noParameters() : parameters));
      ObjectNode told = echoed.addObject();
      told.put("type", "function");
      told.put("name", name);
      told.put("description", description);
      told.set("parameters", parameters);
      told.put("strict", tool.flag("strict"));
    }
    return tools;
  }

  private ToolChoice toolChoice(List<Tool> tools) {
    JsonNode choice = body.get("tool_choice");
    if (choice == null) {
      echo.put("tool_choice", "auto");
      return ToolChoice.AUTO;
    }
    if (choice.isString()) {
      String text = body.requiredText("tool_choice");
      echo.put("tool_choice", text);
      return switch (text) {
        case "auto" -> ToolChoice.AUTO;
        case "none" -> new ToolChoice(ToolChoice.Mode.NONE, null);
        case "required" -> {
          if (tools.isEmpty()) {
            throw body.invalid("tool_choice", "may be 'required' only where 'tools' are given");
          }
          yield new ToolChoice(ToolChoice.Mode.REQUIRED, null);
        }
        default ->
            throw body.invalid("tool_choice", "must be 'auto', 'none', 'required' or an object");
      };
    }
    Fields named = body.requiredObject("tool_choice");
    if (!named.requiredText("type").equals("function")) {
      throw named.unsupported("type", "only 'function' is known");
    }
    String name = named.requiredText("name");
    if (tools.stream().noneMatch(tool -> tool.name().equals(name))) {
      throw named.invalid("name", "must be the name of one of the 'tools'");
    }
    echo.putObject("tool_choice").put("type", "function").put("name", name);
    return new ToolChoice(ToolChoice.Mode.NAMED, name);
  }

  private ResponseFormat format() {
    Fields text = body.object("text");
    Fields format = text == null ? null : text.object("format");
    ObjectNode echoed = echo.putObject("text").putObject("format");
    if (format == null) {
      echoed.put("type", "text");
      return ResponseFormat.TEXT;
    }
    String type = format.requiredText("type");
    echoed.put("type", type);
    return switch (type) {
      case "text" -> ResponseFormat.TEXT;
      case "json_object" -> new ResponseFormat(ResponseFormat.Type.JSON_OBJECT, null);
      case "json_schema" -> {
        String name = format.requiredText("name");
        if (!ChatRequestReader.TOOL_NAME.matcher(name).matches()) {
          throw format.invalid("name", "must have 1 to 64 of a-z, A-Z, 0-9, '_' and '-'");
        }
        ObjectNode schema = format.json("schema");
        if (schema == null) {
          throw format.missing("schema");
        }
        echoed.put("name", name);
        echoed.put("description", format.text("description"));
        echoed.put("strict", format.flag("strict"));
        notes.set("text", echo.get("text"));
        yield new ResponseFormat(ResponseFormat.Type.JSON_SCHEMA, schema);
      }
      default -> throw format.invalid("type", "must be 'text', 'json_object' or 'json_schema'");
    };
  }

  private void reasoning() {
    Fields reasoning = body.object("reasoning");
    String effort = reasoning == null ? null : reasoning.text("effort", 32);
    ObjectNode echoed = echo.putObject("reasoning");
    echoed.put("effort", effort);
    echoed.putNull("summary");
    if (effort != null) {
      notes.set("reasoning", echoed);
    }
  }

  private void metadata() {
    ObjectNode echoed = echo.putObject("metadata");
    Fields metadata = body.object("metadata");
    ObjectNode given = body.json("metadata");
    if (metadata == null || given == null) {
      return;
    }
    if (given.size() > MOST_METADATA) {
      throw body.invalid("metadata", "may have at most " + MOST_METADATA + " entries");
    }
    for (Map.Entry<String, JsonNode> entry : given.properties()) {
      if (entry.getKey().length() > 64) {
        throw body.invalid("metadata", "must have keys of at most 64 characters");
      }
      String value = metadata.requiredText(entry.getKey());
      if (value.length() > 512) {
        throw metadata.invalid(entry.getKey(), "must have at most 512 characters");
      }
      echoed.put(entry.getKey(), value);
      notes.set("metadata", echoed);
    }
  }
}
