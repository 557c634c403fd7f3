package dev.hearth.inference.loop;

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
import java.util.function.IntFunction;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Stands in for an OpenAI-compatible server at the process boundary: real HTTP and events, but a
 * model whose turns are written down, since none that calls tools natively is small enough here.
 */
final class ScriptedModel implements AutoCloseable {

  private static final JsonMapper JSON = JsonMapper.shared();

  private final HttpServer server;
  private final List<JsonNode> requests = new CopyOnWriteArrayList<>();
  private final IntFunction<Turn> turns;

  /** A model that says this, by the number of the request, from 0. */
  ScriptedModel(IntFunction<Turn> turns) throws IOException {
    this.turns = turns;
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

  private void models(HttpExchange exchange) throws IOException {
    answer(
        exchange,
        "application/json",
        "{\"object\":\"list\",\"data\":[{\"id\":\"caller\",\"object\":\"model\",\"created\":1,"
            + "\"owned_by\":\"test\"}]}");
  }

  private void complete(HttpExchange exchange) throws IOException {
    Turn turn = turns.apply(requests.size());
    requests.add(JSON.readTree(exchange.getRequestBody()));
    ObjectNode delta = JsonNodeFactory.instance.objectNode().put("role", "assistant");
    String reason = "stop";
    switch (turn) {
      case Turn.Says says -> delta.put("content", says.text());
      case Turn.Calls calls -> {
        reason = "tool_calls";
        ObjectNode call = delta.putArray("tool_calls").addObject();
        call.put("index", 0).put("id", "call-" + requests.size()).put("type", "function");
        call.putObject("function").put("name", calls.name()).put("arguments", calls.arguments());
      }
    }
    answer(exchange, "text/event-stream", chunk(delta, null) + chunk(null, reason) + usage());
  }

  private static String chunk(
      @org.jspecify.annotations.Nullable ObjectNode delta,
      @org.jspecify.annotations.Nullable String reason) {
    ObjectNode chunk = head();
    ObjectNode choice = chunk.putArray("choices").addObject().put("index", 0);
    choice.set("delta", delta == null ? JsonNodeFactory.instance.objectNode() : delta);
    choice.put("finish_reason", reason);
    return "data: " + chunk + "\n\n";
  }

  private static String usage() {
    ObjectNode chunk = head();
    chunk.putArray("choices");
    ObjectNode usage = chunk.putObject("usage");
    usage.put("prompt_tokens", 10).put("completion_tokens", 5).put("total_tokens", 15);
    usage.putObject("prompt_tokens_details").put("cached_tokens", 4);
    return "data: " + chunk + "\n\ndata: [DONE]\n\n";
  }

  private static ObjectNode head() {
    return JsonNodeFactory.instance
        .objectNode()
        .put("id", "chatcmpl-1")
        .put("object", "chat.completion.chunk")
        .put("created", 1)
        .put("model", "caller");
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

  /** What the model does in one turn. */
  sealed interface Turn {

    /** It answers. */
    record Says(String text) implements Turn {}

    /** It calls a tool. */
    record Calls(String name, String arguments) implements Turn {}
  }
}
