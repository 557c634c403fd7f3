package dev.hearth.inference.remote;

import com.openai.client.OpenAIClient;
import com.openai.client.OpenAIClientAsync;
import com.openai.errors.OpenAIException;
import com.openai.models.embeddings.CreateEmbeddingResponse;
import com.openai.models.embeddings.Embedding;
import com.openai.models.embeddings.EmbeddingCreateParams;
import com.openai.models.models.Model;
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
import io.micrometer.observation.ObservationRegistry;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.springframework.ai.chat.prompt.Prompt;
import org.springframework.ai.openai.OpenAiChatModel;
import org.springframework.ai.openai.OpenAiChatOptions;
import org.springframework.ai.openai.setup.OpenAiSetup;

/** Whatever speaks OpenAI's API: vLLM, llama-server, a KServe or Ray Serve endpoint. */
public final class OpenAiEngine implements Engine, Embedder {

  private static final Duration TIMEOUT = Duration.ofMinutes(5);

  private final OpenAIClient client;
  private final OpenAiChatModel chat;
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
    this.embedding = Set.copyOf(embedding);
    String base = baseUrl(url);
    ObservationRegistry unobserved = ObservationRegistry.NOOP;
    client =
        OpenAiSetup.setupSyncClient(
            base,
            key,
            null,
            null,
            null,
            null,
            false,
            false,
            null,
            Duration.ofSeconds(5),
            0,
            null,
            null,
            unobserved,
            null,
            List.of());
    OpenAIClientAsync streaming =
        OpenAiSetup.setupAsyncClient(
            base,
            key,
            null,
            null,
            null,
            null,
            false,
            false,
            null,
            TIMEOUT,
            0,
            null,
            null,
            unobserved,
            null,
            List.of());
    chat =
        OpenAiChatModel.builder()
            .openAiClient(client)
            .openAiClientAsync(streaming)
            .options(OpenAiChatOptions.builder().model("unset").build())
            .build();
    this.tools = tools;
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

  @Override
  public Vectors embed(Texts texts) throws EngineException {
    EmbeddingCreateParams.Builder asked =
        EmbeddingCreateParams.builder()
            .model(texts.model())
            .inputOfArrayOfStrings(texts.inputs())
            .encodingFormat(EmbeddingCreateParams.EncodingFormat.FLOAT);
    Integer dimensions = texts.dimensions();
    if (dimensions != null) {
      asked.dimensions(dimensions);
    }
    try {
      CreateEmbeddingResponse answer = client.embeddings().create(asked.build());
      List<float[]> vectors = new ArrayList<>();
      for (Embedding embedding : answer.data()) {
        List<Float> numbers = embedding.embedding();
        float[] vector = new float[numbers.size()];
        for (int i = 0; i < vector.length; i++) {
          vector[i] = numbers.get(i);
        }
        vectors.add(vector);
      }
      return new Vectors(vectors, Math.toIntExact(answer.usage().promptTokens()));
    } catch (OpenAIException failure) {
      throw RemoteFailures.of(name(), failure);
    }
  }

  private List<ModelInfo> models(Predicate<String> wanted) throws EngineException {
    try {
      List<ModelInfo> models = new ArrayList<>();
      for (Model model : client.models().list().autoPager()) {
        if (wanted.test(model.id())) {
          models.add(new ModelInfo(model.id(), name(), model.created(), 0, tools));
        }
      }
      return models;
    } catch (OpenAIException failure) {
      throw RemoteFailures.of(name(), failure);
    }
  }

  @Override
  public Generated generate(Generation generation, Output output, Cancellation cancellation)
      throws EngineException {
    Prompt prompt = new Prompt(Conversation.of(generation.messages()), options(generation));
    return new ChatStream(name()).run(chat, prompt, output, cancellation);
  }

  private static OpenAiChatOptions options(Generation generation) {
    Sampling sampling = generation.sampling();
    Long seed = sampling.seed();
    OpenAiChatOptions.Builder options =
        OpenAiChatOptions.builder()
            .model(generation.model())
            .temperature(sampling.temperature())
            .topP(sampling.topP())
            .seed(seed == null ? null : Math.floorMod(seed, Integer.MAX_VALUE))
            .maxTokens(sampling.maxTokens())
            .frequencyPenalty(sampling.frequencyPenalty())
            .presencePenalty(sampling.presencePenalty())
            .streamUsage(true);
    OpenAiChatModel.ResponseFormat format = format(generation.format());
    if (format != null) {
      options.responseFormat(format);
    }
    if (!sampling.stop().isEmpty()) {
      options.stop(sampling.stop());
    }
    if (!generation.tools().isEmpty()) {
      options.toolCallbacks(
          List.copyOf(generation.tools().stream().map(DeclaredTool::new).toList()));
    }
    return options.build();
  }

  private static OpenAiChatModel.@Nullable ResponseFormat format(ResponseFormat format) {
    return switch (format.type()) {
      case TEXT -> null;
      case JSON_OBJECT ->
          OpenAiChatModel.ResponseFormat.builder()
              .type(OpenAiChatModel.ResponseFormat.Type.JSON_OBJECT)
              .build();
      case JSON_SCHEMA ->
          OpenAiChatModel.ResponseFormat.builder()
              .jsonSchema(Objects.requireNonNull(format.schema(), "schema").toString())
              .build();
    };
  }
}
