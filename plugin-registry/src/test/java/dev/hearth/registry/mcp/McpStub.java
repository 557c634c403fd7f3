package dev.hearth.registry.mcp;

import com.sun.net.httpserver.HttpExchange;
import dev.hearth.registry.StubServer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * An MCP server over real HTTP that behaves or misbehaves as a test wants. Strict about what the
 * protocol demands of clients: sessions, versions, the order of the first messages.
 */
final class McpStub {

  private final AtomicInteger count = new AtomicInteger();
  private final Set<String> open = ConcurrentHashMap.newKeySet();

  /** Methods in the order in which they came. */
  final List<String> methods = new CopyOnWriteArrayList<>();

  /** What came back to what the server asked. */
  final List<JsonNode> replies = new CopyOnWriteArrayList<>();

  /** A tool that only reads. */
  static final String LOOK =
      """
      {"name":"look","description":"Looks something up.","annotations":{"readOnlyHint":true},
       "inputSchema":{"type":"object","required":["word"],
         "properties":{"word":{"type":"string"}}}}
      """;

  /** The tools, with commas between them. */
  volatile String tools = LOOK;

  /** The second page of tools; null for none. */
  volatile @Nullable String more;

  volatile String instructions = "Use it to look up words.";

  /** Makes a tool's result of its arguments. */
  volatile Function<JsonNode, String> result =
      arguments -> text("It means " + arguments.path("word").asString("") + ".");

  /** Whether calls are answered as streams of events. */
  volatile boolean streaming;

  /** Events that a stream begins with. */
  volatile String before = "";

  /** What a request must have in its header Authorization; null for nothing. */
  volatile @Nullable String authorization;

  McpStub(StubServer server, String path) {
    server.on(path, this::handle);
  }

  static String text(String said) {
    return "{\"content\":[{\"type\":\"text\",\"text\":"
        + JsonMapper.shared().writeValueAsString(said)
        + "}]}";
  }

  void forgetSessions() {
    open.clear();
  }

  private void handle(HttpExchange exchange, String body) throws IOException {
    String wanted = authorization;
    if (wanted != null && !wanted.equals(exchange.getRequestHeaders().getFirst("Authorization"))) {
      StubServer.answer(exchange, 401, "text/plain", "who are you?");
      return;
    }
    String session = exchange.getRequestHeaders().getFirst("Mcp-Session-Id");
    if (exchange.getRequestMethod().equals("DELETE")) {
      methods.add("DELETE");
      open.remove(String.valueOf(session));
      StubServer.answer(exchange, 200, "text/plain", "");
      return;
    }
    JsonNode message = JsonMapper.shared().readTree(body);
    String method = message.path("method").asString("");
    if (method.isEmpty()) {
      replies.add(message);
      StubServer.answer(exchange, 202, "text/plain", "");
      return;
    }
    methods.add(method);
    if (method.equals("initialize")) {
      String id = "session-" + count.incrementAndGet();
      open.add(id);
      exchange.getResponseHeaders().set("Mcp-Session-Id", id);
      answer(
          exchange,
          message,
          """
          {"protocolVersion":"2025-06-18","capabilities":{"tools":{"listChanged":true}},
           "serverInfo":{"name":"dictionary","title":"A dictionary","version":"%d"},
           "instructions":"%s"}
          """
              .formatted(count.get(), instructions));
      return;
    }
    boolean known = session != null && open.contains(session);
    boolean versioned =
        "2025-06-18".equals(exchange.getRequestHeaders().getFirst("MCP-Protocol-Version"));
    if (!known || !versioned) {
      StubServer.answer(exchange, known ? 400 : 404, "text/plain", "no such session");
      return;
    }
    switch (method) {
      case "notifications/initialized" -> StubServer.answer(exchange, 202, "text/plain", "");
      case "tools/list" -> {
        String second = more;
        if (message.path("params").path("cursor").asString("").equals("p2")) {
          answer(exchange, message, "{\"tools\":[" + second + "]}");
        } else {
          String next = second == null ? "" : ",\"nextCursor\":\"p2\"";
          answer(exchange, message, "{\"tools\":[" + tools + "]" + next + "}");
        }
      }
      case "tools/call" -> call(exchange, message);
      default -> StubServer.answer(exchange, 400, "text/plain", "unknown " + method);
    }
  }

  private void call(HttpExchange exchange, JsonNode message) throws IOException {
    String told = result.apply(message.path("params").path("arguments"));
    if (!streaming) {
      answer(exchange, message, told);
      return;
    }
    exchange.getResponseHeaders().set("Content-Type", "text/event-stream");
    exchange.sendResponseHeaders(200, 0);
    String answer =
        "{\"jsonrpc\":\"2.0\",\"id\":" + message.path("id") + ",\"result\":" + told + "}";
    exchange
        .getResponseBody()
        .write(
            (before + "event: message\r\ndata: " + answer.replace("\n", "") + "\r\n\r\n")
                .getBytes(StandardCharsets.UTF_8));
    exchange.getResponseBody().flush();
  }

  private static void answer(HttpExchange exchange, JsonNode message, String result)
      throws IOException {
    StubServer.answer(
        exchange,
        200,
        "application/json",
        "{\"jsonrpc\":\"2.0\",\"id\":" + message.path("id") + ",\"result\":" + result + "}");
  }
}
