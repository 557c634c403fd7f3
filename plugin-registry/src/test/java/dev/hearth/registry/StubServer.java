package dev.hearth.registry;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;

/** A real HTTP server with answers by path; it remembers what it was asked. */
public final class StubServer implements AutoCloseable {

  private final HttpServer server;
  private final Map<String, Handler> handlers = new ConcurrentHashMap<>();
  private final List<Asked> asked = new CopyOnWriteArrayList<>();

  /** Answers one request. */
  @FunctionalInterface
  public interface Handler {
    void handle(HttpExchange exchange, String body) throws IOException;
  }

  /** A request that arrived. */
  public record Asked(String method, String uri, Map<String, List<String>> headers, String body) {}

  public StubServer() {
    try {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server.createContext(
        "/",
        exchange -> {
          try (exchange) {
            String body =
                new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            asked.add(
                new Asked(
                    exchange.getRequestMethod(),
                    exchange.getRequestURI().toString(),
                    Map.copyOf(exchange.getRequestHeaders()),
                    body));
            Handler handler = handlers.get(exchange.getRequestURI().getPath());
            if (handler == null) {
              answer(exchange, 404, "text/plain", "no such page");
            } else {
              handler.handle(exchange, body);
            }
          }
        });
    server.start();
  }

  public String origin() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  public StubServer on(String path, Handler handler) {
    handlers.put(path, handler);
    return this;
  }

  public StubServer on(String path, String contentType, String body) {
    return on(path, (exchange, request) -> answer(exchange, 200, contentType, body));
  }

  public List<Asked> asked() {
    return asked;
  }

  public List<Asked> asked(String path) {
    return asked.stream().filter(request -> request.uri().startsWith(path)).toList();
  }

  public static void answer(HttpExchange exchange, int status, String contentType, String body)
      throws IOException {
    answer(exchange, status, contentType, body.getBytes(StandardCharsets.UTF_8));
  }

  public static void answer(HttpExchange exchange, int status, String contentType, byte[] bytes)
      throws IOException {
    exchange.getResponseHeaders().set("Content-Type", contentType);
    exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
    exchange.getResponseBody().write(bytes);
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
