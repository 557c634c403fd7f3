package dev.hearth.gateway.chat;

import dev.hearth.base.ServiceException;
import dev.hearth.contracts.inference.CompletionRequest.ResponseFormat;
import dev.hearth.contracts.inference.CompletionRequest.Sampling;
import dev.hearth.contracts.inference.CompletionRequest.Tool;
import dev.hearth.contracts.inference.CompletionRequest.ToolChoice;
import dev.hearth.gateway.json.Fields;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Reads the body of {@code POST /v1/chat/completions}: OpenAI's, and {@code plugins}. Fields that
 * OpenAI's API does not know are ignored; those that it knows and Hearth cannot honour are refused
 * by name; those that only advise or label ({@code user}, {@code metadata}, {@code store}, {@code
 * service_tier}, {@code reasoning_effort}, {@code verbosity}, {@code parallel_tool_calls}, {@code
 * prompt_cache_key}, {@code safety_identifier}) are ignored.
 */
public final class ChatRequestReader {

  /** What a tool may be called. */
  public static final Pattern TOOL_NAME = Pattern.compile("[A-Za-z0-9_-]{1,64}");

  private static final Pattern PLUGIN_NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,99}");
  private static final List<String> REFUSED =
      List.of(
          "audio",
          "function_call",
          "functions",
          "moderation",
          "prediction",
          "top_logprobs",
          "web_search_options");
  private static final int MOST_TOOLS = 128;
  private static final int MOST_STOPS = 4;
  private static final int MOST_PLUGINS = 32;

  private ChatRequestReader() {}

  static ChatRequest read(Fields body) {
    refuseUnsupported(body);
    boolean stream = body.flag("stream");
    List<Tool> tools = tools(body);
    return new ChatRequest(
        model(body),
        MessageReader.read(body),
        tools,
        toolChoice(body, tools),
        sampling(body),
        responseFormat(body),
        plugins(body),
        stream,
        includeUsage(body, stream));
  }

  private static void refuseUnsupported(Fields body) {
    for (String name : REFUSED) {
      if (body.has(name)) {
        throw body.unsupported(name, "Hearth does not have it");
      }
    }
    if (body.flag("logprobs")) {
      throw body.unsupported("logprobs", "log-probabilities are not returned");
    }
    Long n = body.integer("n", 1, 128);
    if (n != null && n != 1) {
      throw body.unsupported("n", "only one choice is made");
    }
    JsonNode bias = body.json("logit_bias");
    if (bias != null && !bias.isEmpty()) {
      throw body.unsupported("logit_bias", "tokens cannot be biased");
    }
    for (String modality : body.texts("modalities", 8)) {
      if (!modality.equals("text")) {
        throw body.unsupported("modalities", "only text is generated");
      }
    }
  }

  /** The field {@code model}. */
  public static @Nullable String model(Fields body) {
    String model = body.text("model", 200);
    if (model != null && model.chars().anyMatch(Character::isISOControl)) {
      throw body.invalid("model", "must not hold control characters");
    }
    return model;
  }

  private static Sampling sampling(Fields body) {
    return new Sampling(
        body.number("temperature", 0, 2),
        topP(body),
        body.integer("seed", Long.MIN_VALUE, Long.MAX_VALUE),
        maxTokens(body),
        stop(body),
        body.number("frequency_penalty", -2, 2),
        body.number("presence_penalty", -2, 2));
  }

  /** The field {@code top_p}. */
  public static @Nullable Double topP(Fields body) {
    Double topP = body.number("top_p", 0, 1);
    if (topP != null && topP == 0) {
      throw body.invalid("top_p", "must be above 0 and at most 1");
    }
    return topP;
  }

  private static @Nullable Integer maxTokens(Fields body) {
    Long old = body.integer("max_tokens", 1, Integer.MAX_VALUE);
    Long most = body.integer("max_completion_tokens", 1, Integer.MAX_VALUE);
    if (old != null && most != null && !old.equals(most)) {
      throw body.invalid("max_tokens", "must not differ from 'max_completion_tokens'");
    }
    Long either = most == null ? old : most;
    return either == null ? null : Math.toIntExact(either);
  }

  private static List<String> stop(Fields body) {
    JsonNode stop = body.get("stop");
    if (stop == null) {
      return List.of();
    }
    List<String> texts;
    if (stop.isString()) {
      texts = List.of(body.requiredText("stop"));
    } else if (stop.isArray()) {
      texts = body.texts("stop", MOST_STOPS);
    } else {
      throw body.wrongType("stop", "a string or an array of strings");
    }
    if (texts.stream().anyMatch(String::isEmpty)) {
      throw body.invalid("stop", "must not be empty");
    }
    return texts;
  }

  private static boolean includeUsage(Fields body, boolean stream) {
    Fields options = body.object("stream_options");
    if (options == null) {
      return false;
    }
    if (!stream) {
      throw body.invalid("stream_options", "may only be given where 'stream' is true");
    }
    return options.flag("include_usage");
  }

  private static List<Tool> tools(Fields body) {
    List<Tool> tools = new ArrayList<>();
    Set<String> names = new HashSet<>();
    for (Fields tool : body.objects("tools", MOST_TOOLS)) {
      if (!tool.requiredText("type").equals("function")) {
        throw tool.unsupported("type", "only tools of type 'function' are known");
      }
      Fields function = tool.requiredObject("function");
      String name = function.requiredText("name");
      if (!TOOL_NAME.matcher(name).matches()) {
        throw function.invalid("name", "must have 1 to 64 of a-z, A-Z, 0-9, '_' and '-'");
      }
      if (!names.add(name)) {
        throw function.invalid("name", "must be another one for each tool");
      }
      String description = function.text("description");
      ObjectNode parameters = function.json("parameters");
      tools.add(
          new Tool(
              name,
              description == null ? "" : description,
              parameters == null ? noParameters() : parameters));
    }
    return tools;
  }

  /** The schema of a tool that takes no arguments. */
  public static ObjectNode noParameters() {
    ObjectNode schema = JsonNodeFactory.instance.objectNode();
    schema.put("type", "object");
    schema.putObject("properties");
    return schema;
  }

  private static ToolChoice toolChoice(Fields body, List<Tool> tools) {
    JsonNode choice = body.get("tool_choice");
    if (choice == null) {
      return ToolChoice.AUTO;
    }
    if (choice.isString()) {
      return switch (body.requiredText("tool_choice")) {
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
    Fields named = body.object("tool_choice");
    if (named == null || !named.requiredText("type").equals("function")) {
      throw body.unsupported("tool_choice", "only type 'function' is known");
    }
    Fields function = named.requiredObject("function");
    String name = function.requiredText("name");
    if (tools.stream().noneMatch(tool -> tool.name().equals(name))) {
      throw function.invalid("name", "must be the name of one of the 'tools'");
    }
    return new ToolChoice(ToolChoice.Mode.NAMED, name);
  }

  private static ResponseFormat responseFormat(Fields body) {
    Fields format = body.object("response_format");
    if (format == null) {
      return ResponseFormat.TEXT;
    }
    return switch (format.requiredText("type")) {
      case "text" -> ResponseFormat.TEXT;
      case "json_object" -> new ResponseFormat(ResponseFormat.Type.JSON_OBJECT, null);
      case "json_schema" -> {
        Fields described = format.requiredObject("json_schema");
        String name = described.requiredText("name");
        if (!TOOL_NAME.matcher(name).matches()) {
          throw described.invalid("name", "must have 1 to 64 of a-z, A-Z, 0-9, '_' and '-'");
        }
        ObjectNode schema = described.json("schema");
        if (schema == null) {
          throw described.missing("schema");
        }
        yield new ResponseFormat(ResponseFormat.Type.JSON_SCHEMA, schema);
      }
      default -> throw format.invalid("type", "must be 'text', 'json_object' or 'json_schema'");
    };
  }

  /** The field {@code plugins}. */
  public static ChatRequest.Plugins plugins(Fields body) {
    JsonNode plugins = body.get("plugins");
    if (plugins == null) {
      return new ChatRequest.Plugins.None();
    }
    if (plugins.isString()) {
      if (!body.requiredText("plugins").equals("auto")) {
        throw body.invalid("plugins", "must be 'auto' or an array of plugin names");
      }
      return new ChatRequest.Plugins.Auto();
    }
    if (!plugins.isArray()) {
      throw body.wrongType("plugins", "'auto' or an array of strings");
    }
    Set<String> names = new LinkedHashSet<>(body.texts("plugins", MOST_PLUGINS));
    for (String name : names) {
      if (!PLUGIN_NAME.matcher(name).matches()) {
        throw new ServiceException(
            HttpStatus.NOT_FOUND,
            "plugin_not_found",
            "There is no plugin of one of these names.",
            "plugins");
      }
    }
    return names.isEmpty()
        ? new ChatRequest.Plugins.None()
        : new ChatRequest.Plugins.Named(List.copyOf(names));
  }
}
