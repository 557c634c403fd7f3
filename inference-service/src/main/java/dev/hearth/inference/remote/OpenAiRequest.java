package dev.hearth.inference.remote;

import dev.hearth.contracts.inference.CompletionRequest.ResponseFormat;
import dev.hearth.contracts.inference.CompletionRequest.Sampling;
import dev.hearth.contracts.inference.CompletionRequest.Tool;
import dev.hearth.contracts.inference.Message;
import dev.hearth.inference.engine.Generation;
import java.util.Locale;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** What OpenAI's API is asked: always a stream, with its usage at the end. */
final class OpenAiRequest {

  private OpenAiRequest() {}

  static byte[] body(Generation generation) {
    ObjectNode body = JsonMapper.shared().createObjectNode();
    body.put("model", generation.model());
    ArrayNode messages = body.putArray("messages");
    generation.messages().forEach(message -> put(messages.addObject(), message));
    body.put("stream", true);
    body.putObject("stream_options").put("include_usage", true);
    put(body, generation.sampling());
    put(body, generation.format());
    if (!generation.tools().isEmpty()) {
      ArrayNode tools = body.putArray("tools");
      generation.tools().forEach(tool -> put(tools.addObject(), tool));
    }
    return JsonMapper.shared().writeValueAsBytes(body);
  }

  private static void put(ObjectNode node, Message message) {
    node.put("role", message.role().name().toLowerCase(Locale.ROOT));
    node.put("content", message.content());
    if (message.toolCallId() != null) {
      node.put("tool_call_id", message.toolCallId());
    }
    if (!message.toolCalls().isEmpty()) {
      ArrayNode calls = node.putArray("tool_calls");
      for (Message.ToolCall call : message.toolCalls()) {
        ObjectNode made = calls.addObject();
        made.put("id", call.id());
        made.put("type", "function");
        made.putObject("function").put("name", call.name()).put("arguments", call.arguments());
      }
    }
  }

  private static void put(ObjectNode body, Sampling sampling) {
    if (sampling.temperature() != null) {
      body.put("temperature", sampling.temperature());
    }
    if (sampling.topP() != null) {
      body.put("top_p", sampling.topP());
    }
    Long seed = sampling.seed();
    if (seed != null) {
      // Servers read it as 32 bits.
      body.put("seed", Math.floorMod(seed, Integer.MAX_VALUE));
    }
    if (sampling.maxTokens() != null) {
      body.put("max_tokens", sampling.maxTokens());
    }
    if (sampling.frequencyPenalty() != null) {
      body.put("frequency_penalty", sampling.frequencyPenalty());
    }
    if (sampling.presencePenalty() != null) {
      body.put("presence_penalty", sampling.presencePenalty());
    }
    if (!sampling.stop().isEmpty()) {
      ArrayNode stop = body.putArray("stop");
      sampling.stop().forEach(stop::add);
    }
  }

  private static void put(ObjectNode body, ResponseFormat format) {
    switch (format.type()) {
      case TEXT -> {
        // What a server does by itself.
      }
      case JSON_OBJECT -> body.putObject("response_format").put("type", "json_object");
      case JSON_SCHEMA -> {
        ObjectNode wanted = body.putObject("response_format");
        wanted.put("type", "json_schema");
        ObjectNode schema = wanted.putObject("json_schema");
        schema.put("name", "answer");
        schema.set("schema", format.schema());
        schema.put("strict", true);
      }
    }
  }

  private static void put(ObjectNode node, Tool tool) {
    node.put("type", "function");
    ObjectNode function = node.putObject("function");
    function.put("name", tool.name());
    function.put("description", tool.description());
    function.set("parameters", tool.parameters());
  }
}
