package dev.hearth.standalone;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * An OpenAI-compatible server as a process of its own. Its model names a mail address in the middle
 * of each answer, cut into two tokens, and it counts the requests that hold what must never reach a
 * model.
 */
final class StubEngine {

  /** The id of its model. */
  static final String MODEL = "stub";

  /** What it says, and no caller may read. */
  static final String SAID = "jane.roe@example.org";

  /** What callers say, and it may not read. */
  static final String ASKED = "bob.doe@example.org";

  private static final long TOKEN_NANOS = 50_000_000;
  private static final int TOKENS = 20;

  private static final AtomicInteger LEAKS = new AtomicInteger();

  private StubEngine() {}

  public static void main(String[] arguments) throws IOException {
    HttpServer server =
        HttpServer.create(
            new InetSocketAddress(InetAddress.getLoopbackAddress(), Integer.parseInt(arguments[0])),
            200);
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server.createContext(
        "/v1/models",
        exchange ->
            answer(
                exchange,
                "{\"object\":\"list\",\"data\":[{\"id\":\"stub\",\"object\":\"model\",\"created\":1,"
                    + "\"owned_by\":\"test\"}]}"));
    server.createContext("/leaks", exchange -> answer(exchange, LEAKS.toString()));
    server.createContext("/v1/chat/completions", StubEngine::complete);
    server.start();
  }

  private static void answer(HttpExchange exchange, String text) throws IOException {
    try (exchange) {
      byte[] body = text.getBytes(StandardCharsets.UTF_8);
      exchange.getResponseHeaders().set("Content-Type", "application/json");
      exchange.sendResponseHeaders(200, body.length);
      exchange.getResponseBody().write(body);
    }
  }

  private static void complete(HttpExchange exchange) throws IOException {
    try (exchange) {
      String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
      if (body.contains(ASKED)) {
        LEAKS.incrementAndGet();
      }
      JsonNode most = JsonMapper.shared().readTree(body).path("max_tokens");
      int tokens = most.isNumber() ? most.asInt() : TOKENS;
      exchange.getResponseHeaders().set("Content-Type", "text/event-stream");
      exchange.sendResponseHeaders(200, 0);
      OutputStream out = exchange.getResponseBody();
      for (int i = 0; i < tokens; i++) {
        say(out, token(i), "null");
        LockSupport.parkNanos(TOKEN_NANOS);
      }
      say(out, "", "\"stop\"");
      String end =
          """
          data: {"id":"c","object":"chat.completion.chunk","created":1,"model":"stub","choices":[],\
          "usage":{"prompt_tokens":10,"completion_tokens":%d,"total_tokens":30}}

          data: [DONE]

          """
              .formatted(tokens);
      out.write(end.getBytes(StandardCharsets.UTF_8));
    }
  }

  private static String token(int number) {
    return switch (number) {
      case 8 -> " write to jane.roe@exa";
      case 9 -> "mple.org today,";
      default -> " the river runs";
    };
  }

  private static void say(OutputStream out, String text, String reason) throws IOException {
    String chunk =
        """
        data: {"id":"c","object":"chat.completion.chunk","created":1,"model":"stub","choices":[\
        {"index":0,"delta":{"content":"%s"},"finish_reason":%s}]}

        """
            .formatted(text, reason);
    out.write(chunk.getBytes(StandardCharsets.UTF_8));
    out.flush();
  }
}
