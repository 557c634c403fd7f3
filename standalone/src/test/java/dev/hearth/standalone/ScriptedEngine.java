package dev.hearth.standalone;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.function.Function;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * An OpenAI-compatible server at the process boundary whose model says what is written down: no
 * model that can be had here calls tools natively.
 */
final class ScriptedEngine implements AutoCloseable {

  /** The id of its model. */
  static final String MODEL = "scripted";

  private static final JsonMapper JSON = JsonMapper.shared();

  private final HttpServer server;
  private final List<JsonNode> requests = new CopyOnWriteArrayList<>();
  private volatile Function<JsonNode, ObjectNode> script;

  /** A model that answers each request with this delta: {@code content} or {@code tool_calls}. */
  ScriptedEngine(Function<JsonNode, ObjectNode> script) throws IOException {
    this.script = script;
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server.createContext("/v1/models", this::models);
    server.createContext("/v1/chat/completions", this::complete);
    server.start();
  }

  URI url() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
  }

  List<JsonNode> requests() {
    return requests;
  }

  void plays(Function<JsonNode, ObjectNode> next) {
    script = next;
  }

  static ObjectNode says(String text) {
    return JsonNodeFactory.instance.objectNode().put("role", "assistant").put("content", text);
  }

  /** Calls the first tool that it is offered. */
  static ObjectNode calls(JsonNode request, String arguments) {
    ObjectNode delta = JsonNodeFactory.instance.objectNode().put("role", "assistant");
    ObjectNode call = delta.putArray("tool_calls").addObject();
    call.put("index", 0).put("id", "call_" + System.nanoTime()).put("type", "function");
    call.putObject("function")
        .put("name", request.at("/tools/0/function/name").asString())
        .put("arguments", arguments);
    return delta;
  }

  /** Whether the last message is a tool's result. */
  static boolean hasResult(JsonNode request) {
    JsonNode messages = request.get("messages");
    return messages.get(messages.size() - 1).get("role").asString().equals("tool");
  }

  private void models(HttpExchange exchange) throws IOException {
    answer(
        exchange,
        "application/json",
        "{\"object\":\"list\",\"data\":[{\"id\":\"scripted\",\"object\":\"model\",\"created\":1,"
            + "\"owned_by\":\"test\"}]}");
  }

  private void complete(HttpExchange exchange) throws IOException {
    JsonNode request = JSON.readTree(exchange.getRequestBody());
    requests.add(request);
    ObjectNode delta = script.apply(request);
    String reason = delta.has("tool_calls") ? "tool_calls" : "stop";
    answer(
        exchange,
        "text/event-stream",
        chunk(delta, null) + chunk(JsonNodeFactory.instance.objectNode(), reason) + usage());
  }

  private static String chunk(ObjectNode delta, @org.jspecify.annotations.Nullable String reason) {
    ObjectNode chunk = head();
    ObjectNode choice = chunk.putArray("choices").addObject().put("index", 0);
    choice.set("delta", delta);
    choice.put("finish_reason", reason);
    return "data: " + chunk + "\n\n";
  }

  private static String usage() {
    ObjectNode chunk = head();
    chunk.putArray("choices");
    chunk
        .putObject("usage")
        .put("prompt_tokens", 10)
        .put("completion_tokens", 5)
        .put("total_tokens", 15);
    return "data: " + chunk + "\n\ndata: [DONE]\n\n";
  }

  private static ObjectNode head() {
    return JsonNodeFactory.instance
        .objectNode()
        .put("id", "chatcmpl-1")
        .put("object", "chat.completion.chunk")
        .put("created", 1)
        .put("model", MODEL);
  }

  private static void answer(HttpExchange exchange, String type, String text) throws IOException {
    try (exchange) {
      byte[] body = text.getBytes(StandardCharsets.UTF_8);
      exchange.getResponseHeaders().set("Content-Type", type);
      exchange.sendResponseHeaders(200, body.length);
      exchange.getResponseBody().write(body);
    }
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
