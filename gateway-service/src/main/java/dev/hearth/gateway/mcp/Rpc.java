package dev.hearth.gateway.mcp;

import dev.hearth.base.ServiceException;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** The messages of JSON-RPC 2.0 that the server sends. */
final class Rpc {

  private Rpc() {}

  static ObjectNode result(JsonNode id, JsonNode result) {
    ObjectNode message = message(id);
    message.set("result", result);
    return message;
  }

  static ObjectNode error(@Nullable JsonNode id, int code, String message) {
    ObjectNode answer = message(id == null ? JsonNodeFactory.instance.nullNode() : id);
    answer.putObject("error").put("code", code).put("message", message);
    return answer;
  }

  /** A failure of the platform; its own code is in the error's data. */
  static ObjectNode error(@Nullable JsonNode id, int code, ServiceException failure) {
    ObjectNode answer = error(id, code, failure.message());
    ObjectNode data = ((ObjectNode) answer.path("error")).putObject("data");
    data.put("code", failure.code());
    if (failure.retryAfterSeconds() != null) {
      data.put("retryAfter", failure.retryAfterSeconds());
    }
    return answer;
  }

  static ObjectNode request(String id, String method, ObjectNode parameters) {
    ObjectNode message = message(JsonNodeFactory.instance.stringNode(id));
    message.put("method", method);
    message.set("params", parameters);
    return message;
  }

  /** What a tool said, or why it said nothing (MCP 2025-11-25, Tool Result). */
  static ObjectNode toolResult(String text, boolean failed) {
    ObjectNode result = JsonNodeFactory.instance.objectNode();
    result.putArray("content").addObject().put("type", "text").put("text", text);
    return result.put("isError", failed);
  }

  private static ObjectNode message(JsonNode id) {
    ObjectNode message = JsonNodeFactory.instance.objectNode();
    message.put("jsonrpc", "2.0");
    message.set("id", id);
    return message;
  }
}
