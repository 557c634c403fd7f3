package dev.hearth.gateway;

import com.sun.net.httpserver.HttpExchange;
import dev.hearth.contracts.inference.CompletionEvent;
import dev.hearth.contracts.inference.CompletionEvent.FinishReason;
import dev.hearth.contracts.inference.CompletionEvent.Usage;
import dev.hearth.contracts.inference.CompletionRequest;
import dev.hearth.contracts.inference.EmbeddingRequest;
import dev.hearth.contracts.inference.EmbeddingResponse;
import dev.hearth.contracts.inference.ModelInfo;
import dev.hearth.contracts.inference.ModelList;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.core.json.JsonWriteFeature;
import tools.jackson.databind.json.JsonMapper;

/** Stands in for the inference-service: answers what a script says, when the script says it. */
final class InferenceStandIn extends StandIn {

  /** Escapes, so that even half a surrogate pair can be sent. */
  private final JsonMapper mapper =
      JsonMapper.builder(JsonFactory.builder().enable(JsonWriteFeature.ESCAPE_NON_ASCII).build())
          .build();

  /** What was asked, in order. */
  final List<CompletionRequest> asked = new CopyOnWriteArrayList<>();

  /** What was to be embedded, in order. */
  final List<EmbeddingRequest> embedded = new CopyOnWriteArrayList<>();

  /** When the gateway closed a completion before its end: nanoseconds. */
  volatile CompletableFuture<Long> hungUp = new CompletableFuture<>();

  private volatile Script script = Script.text("Hello.");

  InferenceStandIn() throws IOException {
    handle("/completions", this::complete);
    handle("/embeddings", this::embed);
    handle(
        "/models",
        exchange ->
            answer(
                exchange,
                200,
                "application/json",
                mapper.writeValueAsString(
                    new ModelList(
                        List.of(
                            new ModelInfo("small", "embedded", 1700000000L, 2048, false),
                            new ModelInfo("org/large:8b", "ollama", 1700000001L, 8192, true)),
                        List.of(new ModelInfo("vectors", "embedded", 1700000002L, 512, false)),
                        null))));
  }

  @Override
  void reset() {
    asked.clear();
    embedded.clear();
    hungUp = new CompletableFuture<>();
    script = Script.text("Hello.");
  }

  void plays(Script next) {
    script = next;
  }

  /** The vector of a text is its length and its number of spaces. */
  private void embed(HttpExchange exchange) throws IOException {
    EmbeddingRequest request = mapper.readValue(body(exchange), EmbeddingRequest.class);
    embedded.add(request);
    Integer dimensions = request.dimensions();
    if (dimensions != null && dimensions != 2) {
      answer(
          exchange,
          400,
          "application/problem+json",
          "{\"status\":400,\"detail\":\"2 dimensions only\",\"code\":\"unsupported_parameter\","
              + "\"param\":\"dimensions\"}");
      return;
    }
    List<String> vectors =
        request.inputs().stream()
            .map(
                text -> {
                  ByteBuffer bytes = ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN);
                  bytes.putFloat(text.length()).putFloat(text.split(" ", -1).length - 1);
                  return Base64.getEncoder().encodeToString(bytes.array());
                })
            .toList();
    answer(
        exchange,
        200,
        "application/json",
        mapper.writeValueAsString(new EmbeddingResponse("vectors", vectors, 9)));
  }

  private void complete(HttpExchange exchange) throws IOException {
    // Of this test, though the next may have begun when it is noticed.
    CompletableFuture<Long> ended = hungUp;
    asked.add(mapper.readValue(body(exchange), CompletionRequest.class));
    exchange.getResponseHeaders().set("Content-Type", "application/x-ndjson");
    exchange.sendResponseHeaders(200, 0);
    try {
      script.play(new Stage(exchange.getResponseBody(), mapper));
    } catch (IOException gone) {
      ended.complete(System.nanoTime());
      throw gone;
    }
  }

  /** What a completion does. */
  interface Script {

    void play(Stage stage) throws IOException;

    /** Answers with these pieces of text. */
    static Script text(String... pieces) {
      return stage -> {
        stage.send(new CompletionEvent.Started("small"));
        for (String piece : pieces) {
          stage.send(new CompletionEvent.Text(piece));
        }
        stage.finish(FinishReason.STOP);
      };
    }
  }

  /** Where a script's events go. */
  record Stage(OutputStream out, JsonMapper mapper) {

    void send(CompletionEvent event) throws IOException {
      line(mapper.writeValueAsString(event));
    }

    void line(String line) throws IOException {
      out.write((line + "\n").getBytes(StandardCharsets.UTF_8));
      out.flush();
    }

    void finish(FinishReason reason) throws IOException {
      send(new CompletionEvent.Finished(reason, new Usage(11, 3, 7)));
    }
  }
}
