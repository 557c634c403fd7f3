package dev.hearth.gateway;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.concurrent.Executors;

/** A real HTTP server in the place of a service behind the gateway; it wants a service token. */
abstract class StandIn {

  private final HttpServer server;

  StandIn() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server.start();
  }

  /** Back to good behaviour. */
  abstract void reset();

  final URI url() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
  }

  final void handle(String path, HttpHandler handler) {
    server.createContext(
        path,
        exchange -> {
          try (exchange) {
            String token = exchange.getRequestHeaders().getFirst("Authorization");
            if (token == null || !token.matches("Bearer [\\w-]+\\.[\\w-]+\\.[\\w-]+")) {
              answer(exchange, 401, "text/plain", "");
              return;
            }
            handler.handle(exchange);
          }
        });
  }

  static String body(HttpExchange exchange) throws IOException {
    return new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
  }

  static void answer(HttpExchange exchange, int status, String type, String body)
      throws IOException {
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().set("Content-Type", Objects.requireNonNull(type));
    exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
    exchange.getResponseBody().write(bytes);
  }
}
