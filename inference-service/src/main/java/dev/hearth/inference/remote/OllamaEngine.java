package dev.hearth.inference.remote;

import dev.hearth.contracts.inference.CompletionRequest.ResponseFormat;
import dev.hearth.contracts.inference.CompletionRequest.Sampling;
import dev.hearth.contracts.inference.ModelInfo;
import dev.hearth.inference.engine.Cancellation;
import dev.hearth.inference.engine.Embedder;
import dev.hearth.inference.engine.Engine;
import dev.hearth.inference.engine.EngineException;
import dev.hearth.inference.engine.Generated;
import dev.hearth.inference.engine.Generation;
import dev.hearth.inference.engine.Output;
import io.netty.channel.ChannelOption;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.springframework.ai.chat.prompt.Prompt;
import org.springframework.ai.ollama.OllamaChatModel;
import org.springframework.ai.ollama.api.OllamaApi;
import org.springframework.ai.ollama.api.OllamaChatOptions;
import org.springframework.http.client.JdkClientHttpRequestFactory;
import org.springframework.http.client.reactive.ReactorClientHttpConnector;
import org.springframework.web.client.RestClient;
import org.springframework.web.client.RestClientException;
import org.springframework.web.reactive.function.client.WebClient;
import reactor.netty.http.client.HttpClient;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** An Ollama server. */
public final class OllamaEngine implements Engine, Embedder {

  private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(2);
  private static final Duration LIST_TIMEOUT = Duration.ofSeconds(5);

  private final OllamaApi api;
  private final OllamaChatModel chat;
  private final int contextLength;
  private final Map<String, Known> known = new ConcurrentHashMap<>();

  /**
   * The server at this address.
   *
   * @param url without a path
   * @param contextLength tokens of context that it is asked to give each request, at most what a
   *     model was trained for; its own default cuts longer prompts without a word
   */
  public OllamaEngine(URI url, int contextLength) {
    java.net.http.HttpClient client =
        java.net.http.HttpClient.newBuilder()
            .version(java.net.http.HttpClient.Version.HTTP_1_1)
            .connectTimeout(CONNECT_TIMEOUT)
            .build();
    JdkClientHttpRequestFactory requests = new JdkClientHttpRequestFactory(client);
    requests.setReadTimeout(LIST_TIMEOUT);
    this.api =
        OllamaApi.builder()
            .baseUrl(url.toString().replaceFirst("/+$", ""))
            .restClientBuilder(RestClient.builder().requestFactory(requests))
            .webClientBuilder(
                WebClient.builder().clientConnector(new ReactorClientHttpConnector(streaming())))
            .build();
    this.chat = OllamaChatModel.builder().ollamaApi(api).build();
    this.contextLength = contextLength;
  }

  /** A client that closes a connection whose reader leaves, so that the server stops. */
  private static HttpClient streaming() {
    return HttpClient.newConnection()
        .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, (int) CONNECT_TIMEOUT.toMillis());
  }

  @Override
  public String name() {
    return "ollama";
  }

  @Override
  public List<ModelInfo> models() throws EngineException {
    return models(Known::completes);
  }

  @Override
  public List<ModelInfo> embeddingModels() throws EngineException {
    return models(Known::embeds);
  }

  @Override
  public Vectors embed(Texts texts) throws EngineException {
    try {
      OllamaApi.EmbeddingsResponse answer =
          api.embed(
              new OllamaApi.EmbeddingsRequest(
                  texts.model(), texts.inputs(), null, Map.of(), false, texts.dimensions()));
      Integer tokens = answer.promptEvalCount();
      return new Vectors(
          Objects.requireNonNullElse(answer.embeddings(), List.of()), tokens == null ? 0 : tokens);
    } catch (RestClientException failure) {
      throw RemoteFailures.of(name(), failure);
    }
  }

  private List<ModelInfo> models(Predicate<Known> wanted) throws EngineException {
    try {
      List<ModelInfo> models = new ArrayList<>();
      for (OllamaApi.Model model : api.listModels().models()) {
        Known details = known.computeIfAbsent(model.digest(), _ -> details(model.name()));
        if (wanted.test(details)) {
          models.add(
              new ModelInfo(
                  model.name(),
                  name(),
                  model.modifiedAt().getEpochSecond(),
                  details.contextLength(),
                  details.tools()));
        }
      }
      return models;
    } catch (RestClientException failure) {
      throw RemoteFailures.of(name(), failure);
    }
  }

  private Known details(String model) {
    OllamaApi.ShowModelResponse shown = api.showModel(new OllamaApi.ShowModelRequest(model));
    List<String> capabilities = Objects.requireNonNullElse(shown.capabilities(), List.of());
    int trained = contextLength;
    for (Map.Entry<String, Object> fact : shown.modelInfo().entrySet()) {
      if (fact.getKey().endsWith(".context_length") && fact.getValue() instanceof Number tokens) {
        trained = tokens.intValue();
      }
    }
    return new Known(
        capabilities.contains("completion"),
        capabilities.contains("embedding"),
        capabilities.contains("tools"),
        Math.min(trained, contextLength));
  }

  @Override
  public Generated generate(Generation generation, Output output, Cancellation cancellation)
      throws EngineException {
    Prompt prompt = new Prompt(Conversation.of(generation.messages()), options(generation));
    return new ChatStream(name()).run(chat, prompt, output, cancellation);
  }

  private OllamaChatOptions options(Generation generation) {
    Sampling sampling = generation.sampling();
    Long seed = sampling.seed();
    OllamaChatOptions.Builder options =
        OllamaChatOptions.builder()
            .model(generation.model())
            .numCtx(contextLength)
            .temperature(sampling.temperature())
            .topP(sampling.topP())
            .seed(seed == null ? null : Math.floorMod(seed, Integer.MAX_VALUE))
            .numPredict(sampling.maxTokens())
            .frequencyPenalty(sampling.frequencyPenalty())
            .presencePenalty(sampling.presencePenalty())
            .format(format(generation.format()));
    if (!sampling.stop().isEmpty()) {
      options.stop(sampling.stop());
    }
    if (!generation.tools().isEmpty()) {
      options.toolCallbacks(
          List.copyOf(generation.tools().stream().map(DeclaredTool::new).toList()));
    }
    return options.build();
  }

  private static @Nullable Object format(ResponseFormat format) {
    return switch (format.type()) {
      case TEXT -> null;
      case JSON_OBJECT -> "json";
      case JSON_SCHEMA -> asMap(Objects.requireNonNull(format.schema(), "schema"));
    };
  }

  /** Spring AI writes the format by a mapper that need not know Jackson's nodes. */
  private static Map<String, Object> asMap(JsonNode schema) {
    return JsonMapper.shared().convertValue(schema, new TypeReference<Map<String, Object>>() {});
  }

  private record Known(boolean completes, boolean embeds, boolean tools, int contextLength) {}
}
