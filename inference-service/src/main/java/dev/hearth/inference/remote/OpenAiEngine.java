package dev.hearth.inference.remote;

import dev.hearth.base.HttpCalls;
import dev.hearth.contracts.inference.ModelInfo;
import dev.hearth.inference.engine.Cancellation;
import dev.hearth.inference.engine.Embedder;
import dev.hearth.inference.engine.Engine;
import dev.hearth.inference.engine.EngineException;
import dev.hearth.inference.engine.Generated;
import dev.hearth.inference.engine.Generation;
import dev.hearth.inference.engine.Output;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * Whatever speaks OpenAI's API: vLLM, llama-server, a KServe or Ray Serve endpoint. Speaks it
 * itself rather than through Spring AI: that client works on five requests of a server at a time,
 * and under 64 callers all of them stood still (docs/performance.md).
 */
public final class OpenAiEngine implements Engine, Embedder {

  private static final Duration TIMEOUT = Duration.ofMinutes(5);
  private static final Duration LIST_TIMEOUT = Duration.ofSeconds(5);
  private static final int LARGEST_LIST = 4 << 20;
  private static final int LARGEST_VECTORS = 256 << 20;
  private static final int LARGEST_ERROR = 64 << 10;

  private final HttpCalls calls = new HttpCalls("openai");
  private final URI models;
  private final URI completions;
  private final URI embeddings;
  private final Map<String, String> headers;
  private final boolean tools;
  private final Set<String> embedding;

  /**
   * The server at this address.
   *
   * @param url with or without its {@code /v1}
   * @param key its API key; empty for a server that wants none
   * @param tools whether its models are trusted to call tools natively: the API does not tell
   * @param embedding which of its models make embeddings instead of answers: nor does it tell that
   */
  public OpenAiEngine(URI url, String key, boolean tools, Set<String> embedding) {
    String base = baseUrl(url);
    models = URI.create(base + "/models");
    completions = URI.create(base + "/chat/completions");
    embeddings = URI.create(base + "/embeddings");
    Map<String, String> sent = new LinkedHashMap<>();
    sent.put("Accept", "application/json, text/event-stream");
    if (!key.isEmpty()) {
      sent.put("Authorization", "Bearer " + key);
    }
    headers = Map.copyOf(sent);
    this.tools = tools;
    this.embedding = Set.copyOf(embedding);
  }

  /** The address with its {@code /v1} at the end. */
  static String baseUrl(URI url) {
    String base = url.toString().replaceFirst("/+$", "");
    return base.endsWith("/v1") ? base : base + "/v1";
  }

  @Override
  public String name() {
    return "openai";
  }

  @Override
  public List<ModelInfo> models() throws EngineException {
    return models(id -> !embedding.contains(id));
  }

  @Override
  public List<ModelInfo> embeddingModels() throws EngineException {
    return embedding.isEmpty() ? List.of() : models(embedding::contains);
  }

  private List<ModelInfo> models(Predicate<String> wanted) throws EngineException {
    try (HttpCalls.Answer answer = calls.send("GET", models, headers, new byte[0], LIST_TIMEOUT)) {
      if (answer.status() != 200) {
        throw RemoteFailures.of(name(), answer.status(), refusal(answer));
      }
      JsonNode list =
          JsonMapper.shared().readTree(answer.body().readNBytes(LARGEST_LIST)).path("data");
      List<ModelInfo> found = new ArrayList<>();
      for (JsonNode model : list) {
        String id = model.path("id").asString("");
        if (!id.isEmpty() && wanted.test(id)) {
          found.add(new ModelInfo(id, name(), model.path("created").asLong(0), 0, tools));
        }
      }
      return found;
    } catch (IOException | JacksonException failure) {
      throw RemoteFailures.of(name(), failure);
    }
  }

  @Override
  public Generated generate(Generation generation, Output output, Cancellation cancellation)
      throws EngineException {
    Map<String, String> sent = new LinkedHashMap<>(headers);
    sent.put("Content-Type", "application/json");
    OpenAiStream stream = new OpenAiStream();
    try (HttpCalls.Answer answer = ask(generation, sent, cancellation);
        Cancellation.Registration hook = cancellation.onCancel(answer::close)) {
      if (answer.status() != 200) {
        throw RemoteFailures.of(name(), answer.status(), refusal(answer));
      }
      stream.read(answer.body(), output);
      return stream.generated();
    } catch (HttpTimeoutException late) {
      throw EngineException.deadlineExceeded(late);
    } catch (IOException | JacksonException failure) {
      if (cancellation.cancelled()) {
        return stream.generated();
      }
      throw RemoteFailures.of(name(), failure);
    } finally {
      if (cancellation.cancelled()) {
        // It may have come too late to interrupt anything.
        Thread.interrupted();
      }
    }
  }

  /** Sends the request; waiting for the head of the answer ends with a cancellation, too. */
  private HttpCalls.Answer ask(
      Generation generation, Map<String, String> sent, Cancellation cancellation)
      throws IOException {
    Thread self = Thread.currentThread();
    try (Cancellation.Registration hook = cancellation.onCancel(self::interrupt)) {
      return calls.send(
          "POST", completions, sent, OpenAiRequest.body(generation), left(generation.deadline()));
    }
  }

  @Override
  public Vectors embed(Texts texts) throws EngineException {
    Map<String, String> sent = new LinkedHashMap<>(headers);
    sent.put("Content-Type", "application/json");
    ObjectNode body = JsonMapper.shared().createObjectNode();
    body.put("model", texts.model()).put("encoding_format", "float");
    texts.inputs().forEach(body.putArray("input")::add);
    if (texts.dimensions() != null) {
      body.put("dimensions", texts.dimensions());
    }
    try (HttpCalls.Answer answer =
        calls.send(
            "POST",
            embeddings,
            sent,
            JsonMapper.shared().writeValueAsBytes(body),
            left(texts.deadline()))) {
      if (answer.status() != 200) {
        throw RemoteFailures.of(name(), answer.status(), refusal(answer));
      }
      JsonNode vectors = JsonMapper.shared().readTree(answer.body().readNBytes(LARGEST_VECTORS));
      List<float[]> found = new ArrayList<>();
      for (JsonNode each : vectors.path("data")) {
        found.add(vector(each.path("embedding")));
      }
      return new Vectors(found, vectors.at("/usage/prompt_tokens").asInt(0));
    } catch (HttpTimeoutException late) {
      throw EngineException.deadlineExceeded(late);
    } catch (IOException | JacksonException failure) {
      throw RemoteFailures.of(name(), failure);
    }
  }

  private static float[] vector(JsonNode numbers) {
    float[] vector = new float[numbers.size()];
    for (int i = 0; i < vector.length; i++) {
      vector[i] = numbers.get(i).floatValue();
    }
    return vector;
  }

  private static Duration left(Instant deadline) {
    Duration left = Duration.between(Instant.now(), deadline);
    return left.compareTo(TIMEOUT) < 0 ? left : TIMEOUT;
  }

  /** What the server says about it, for the log of this service only. */
  private static IOException refusal(HttpCalls.Answer answer) throws IOException {
    byte[] text = answer.body().readNBytes(LARGEST_ERROR);
    return new IOException("answered " + answer.status() + " with " + text.length + " bytes");
  }
}
