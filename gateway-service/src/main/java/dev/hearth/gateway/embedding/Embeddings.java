package dev.hearth.gateway.embedding;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.hearth.contracts.inference.EmbeddingRequest;
import dev.hearth.contracts.inference.EmbeddingResponse;
import dev.hearth.contracts.inference.InferenceApi;
import dev.hearth.contracts.inference.Message;
import dev.hearth.contracts.inference.Message.Role;
import dev.hearth.contracts.moderation.Direction;
import dev.hearth.gateway.exchange.Exchange;
import dev.hearth.gateway.json.Fields;
import dev.hearth.gateway.json.JsonBodies;
import dev.hearth.gateway.screening.Batch;
import dev.hearth.gateway.screening.Screener;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Objects;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * {@code POST /v1/embeddings}: validate, screen, embed. What the policy redacts is embedded
 * redacted. Vectors are numbers, not text, and are not screened on their way out.
 */
@RestController
class Embeddings {

  private final JsonBodies bodies;
  private final Screener screener;
  private final InferenceApi inference;
  private final JsonMapper mapper;
  private final EmbeddingProperties properties;

  Embeddings(
      JsonBodies bodies,
      Screener screener,
      InferenceApi inference,
      JsonMapper mapper,
      EmbeddingProperties properties) {
    this.bodies = bodies;
    this.screener = screener;
    this.inference = inference;
    this.mapper = mapper;
    this.properties = properties;
  }

  @PostMapping("/v1/embeddings")
  Answer embed(HttpServletRequest request, HttpServletResponse response) {
    Exchange exchange = Exchange.of(request);
    Fields body = bodies.object(request);
    String model = body.text("model", 200);
    List<String> inputs = inputs(body);
    boolean base64 = base64(body);
    Long dimensions = body.integer("dimensions", 1, 1 << 20);
    if (model != null) {
      exchange.identity().requireModel(model);
    }
    exchange.noteModel(model);
    exchange.reserve(inputs.stream().mapToLong(text -> text.length() / 4 + 1).sum());
    exchange.permit().limits().apply(response);
    EmbeddingResponse embedded =
        inference.embed(
            exchange.hop(),
            new EmbeddingRequest(
                model,
                screened(exchange, inputs),
                dimensions == null ? null : Math.toIntExact(dimensions)));
    exchange.noteAnswering(embedded.model());
    exchange.noteTokens(embedded.promptTokens(), 0);
    // Which one answers by default only the inference-service knows.
    exchange.identity().requireModel(embedded.model());
    List<Item> data = new ArrayList<>();
    for (String vector : embedded.vectors()) {
      data.add(
          new Item(
              "embedding",
              data.size(),
              base64 ? mapper.getNodeFactory().stringNode(vector) : numbers(vector)));
    }
    return new Answer(
        "list",
        data,
        embedded.model(),
        new Usage(embedded.promptTokens(), embedded.promptTokens()));
  }

  private List<String> inputs(Fields body) {
    JsonNode input = body.get("input");
    if (input == null) {
      throw body.missing("input");
    }
    if (input.isString()) {
      return nonEmpty(body, List.of(body.requiredText("input")));
    }
    if (!input.isArray()) {
      throw body.wrongType("input", "a string or an array of strings");
    }
    JsonNode first = input.get(0);
    if (first != null && (first.isNumber() || first.isArray())) {
      throw body.unsupported("input", "arrays of tokens are not understood, send text");
    }
    if (input.isEmpty()) {
      throw body.invalid("input", "must hold at least one text");
    }
    return nonEmpty(body, body.texts("input", properties.maxInputs()));
  }

  private static List<String> nonEmpty(Fields body, List<String> texts) {
    if (texts.stream().anyMatch(String::isEmpty)) {
      throw body.invalid("input", "must not hold an empty text");
    }
    return texts;
  }

  private static boolean base64(Fields body) {
    return switch (Objects.requireNonNullElse(body.text("encoding_format"), "float")) {
      case "float" -> false;
      case "base64" -> true;
      default -> throw body.invalid("encoding_format", "must be 'float' or 'base64'");
    };
  }

  private List<String> screened(Exchange exchange, List<String> inputs) {
    Batch batch = new Batch();
    for (int place = 0; place < inputs.size(); place++) {
      batch.add(inputs.get(place), inputs.size() == 1 ? "input" : "input[" + place + "]");
    }
    batch.judge(screener, exchange, Direction.INPUT);
    List<String> screened = batch.redacted();
    exchange.noteAsked(screened.stream().map(text -> Message.of(Role.USER, text)).toList());
    batch.requireAllowed("input");
    return screened;
  }

  private JsonNode numbers(String vector) {
    FloatBuffer floats =
        ByteBuffer.wrap(Base64.getDecoder().decode(vector))
            .order(ByteOrder.LITTLE_ENDIAN)
            .asFloatBuffer();
    float[] numbers = new float[floats.remaining()];
    floats.get(numbers);
    return mapper.valueToTree(numbers);
  }

  record Answer(String object, List<Item> data, String model, Usage usage) {}

  record Item(String object, int index, JsonNode embedding) {}

  record Usage(
      @JsonProperty("prompt_tokens") int promptTokens,
      @JsonProperty("total_tokens") int totalTokens) {}
}
