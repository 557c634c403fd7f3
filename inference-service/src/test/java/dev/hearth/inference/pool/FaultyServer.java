package dev.hearth.inference.pool;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** A real HTTP server that speaks OpenAI's API, more or less well. */
final class FaultyServer implements AutoCloseable {

  /** How it behaves. */
  enum Mood {
    WELL,
    /** Answers 500. */
    BROKEN,
    /** Closes the connection without an answer. */
    HANGS_UP,
    /** Answers something that is no answer. */
    GARBAGE,
    /** Says half a sentence, then closes the connection. */
    DIES_IN_THE_MIDDLE,
    /** Takes its time to begin. */
    SLOW,
    /** Never begins. */
    SILENT,
    /** Answers 400. */
    REFUSES
  }

  private final HttpServer server;
  private final String name;
  private final CompletableFuture<Void> closing = new CompletableFuture<>();
  final AtomicInteger asked = new AtomicInteger();
  final AtomicInteger lists = new AtomicInteger();
  final AtomicInteger atOnce = new AtomicInteger();
  final AtomicInteger mostAtOnce = new AtomicInteger();
  volatile Mood mood = Mood.WELL;
  volatile boolean listsModels = true;

  /** Holds every list of models back until it is completed. */
  volatile CompletableFuture<Void> listGate = CompletableFuture.completedFuture(null);

  /** Holds every answer back until it is completed. */
  volatile CompletableFuture<Void> gate = CompletableFuture.completedFuture(null);

  FaultyServer(String name) throws IOException {
    this(name, 0);
  }

  FaultyServer(String name, int port) throws IOException {
    this.name = name;
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server.createContext("/v1/models", this::models);
    server.createContext("/v1/chat/completions", this::complete);
    server.createContext("/v1/embeddings", this::embed);
    server.start();
  }

  URI url() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
  }

  private void models(HttpExchange exchange) throws IOException {
    lists.incrementAndGet();
    listGate.join();
    if (!listsModels) {
      answer(exchange, 500, "text/plain", "broken");
      return;
    }
    answer(
        exchange,
        200,
        "application/json",
        "{\"object\":\"list\",\"data\":[{\"id\":\"shared\",\"object\":\"model\",\"created\":1,"
            + "\"owned_by\":\"x\"},{\"id\":\"vectors\",\"object\":\"model\",\"created\":1,"
            + "\"owned_by\":\"x\"},{\"id\":\"only-"
            + name
            + "\",\"object\":\"model\",\"created\":1,\"owned_by\":\"x\"}]}");
  }

  private void embed(HttpExchange exchange) throws IOException {
    asked.incrementAndGet();
    if (mood != Mood.WELL) {
      answer(exchange, 500, "text/plain", "broken");
      return;
    }
    answer(
        exchange,
        200,
        "application/json",
        "{\"object\":\"list\",\"model\":\"vectors\",\"data\":[{\"object\":\"embedding\",\"index\":0,"
            + "\"embedding\":[1.0,2.0]}],\"usage\":{\"prompt_tokens\":3,\"total_tokens\":3}}");
  }

  private void complete(HttpExchange exchange) throws IOException {
    asked.incrementAndGet();
    mostAtOnce.accumulateAndGet(atOnce.incrementAndGet(), Math::max);
    try {
      exchange.getRequestBody().readAllBytes();
      gate.join();
      switch (mood) {
        case WELL -> answer(exchange, 200, "text/event-stream", whole());
        case SLOW -> {
          pause(700);
          answer(exchange, 200, "text/event-stream", whole());
        }
        case SILENT -> {
          pause(20_000);
          exchange.close();
        }
        case BROKEN -> answer(exchange, 500, "text/plain", "broken");
        case REFUSES ->
            answer(exchange, 400, "application/json", "{\"error\":{\"message\":\"no\"}}");
        case HANGS_UP -> exchange.close();
        case GARBAGE -> answer(exchange, 200, "text/html", "<html>Welcome!</html>");
        case DIES_IN_THE_MIDDLE -> {
          exchange.getResponseHeaders().set("Content-Type", "text/event-stream");
          exchange.sendResponseHeaders(200, 0);
          OutputStream out = exchange.getResponseBody();
          out.write(chunk("{\"role\":\"assistant\",\"content\":\"Half\"}", "null"));
          out.flush();
          pause(100);
          exchange.close();
        }
      }
    } finally {
      atOnce.decrementAndGet();
    }
  }

  private void pause(long milliseconds) {
    try {
      closing.get(milliseconds, TimeUnit.MILLISECONDS);
    } catch (java.util.concurrent.TimeoutException over) {
      // That is what was waited for.
      return;
    } catch (InterruptedException | java.util.concurrent.ExecutionException stopped) {
      Thread.currentThread().interrupt();
    }
  }

  private String whole() {
    return new String(
            chunk("{\"role\":\"assistant\",\"content\":\"I am " + name + ".\"}", "null"),
            StandardCharsets.UTF_8)
        + new String(chunk("{}", "\"stop\""), StandardCharsets.UTF_8)
        + "data: [DONE]\n\n";
  }

  private static byte[] chunk(String delta, String reason) {
    return ("data: {\"id\":\"c\",\"object\":\"chat.completion.chunk\",\"created\":1,"
            + "\"model\":\"shared\",\"choices\":[{\"index\":0,\"delta\":"
            + delta
            + ",\"finish_reason\":"
            + reason
            + "}]}\n\n")
        .getBytes(StandardCharsets.UTF_8);
  }

  private static void answer(HttpExchange exchange, int status, String type, String text)
      throws IOException {
    try (exchange) {
      byte[] body = text.getBytes(StandardCharsets.UTF_8);
      exchange.getResponseHeaders().set("Content-Type", type);
      exchange.sendResponseHeaders(status, body.length);
      exchange.getResponseBody().write(body);
    }
  }

  @Override
  public void close() {
    closing.complete(null);
    server.stop(0);
  }
}
