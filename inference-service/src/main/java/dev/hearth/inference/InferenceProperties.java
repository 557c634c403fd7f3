package dev.hearth.inference;

import jakarta.validation.Valid;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * The inference-service.
 *
 * @param home Hearth's home folder; the embedded engine's models are in {@code models/} under it
 * @param model path of a GGUF file for the embedded engine; empty means what is in the home folder,
 *     or the default model
 * @param ollamaUrl address of an Ollama server whose models are added; several, between commas,
 *     share the work on the models that they have in common; none if unset
 * @param ollamaContextLength tokens of context that Ollama is asked for, at most what a model was
 *     trained for
 * @param openaiUrl address of an OpenAI-compatible server whose models are added, with or without
 *     {@code /v1}; several, between commas, share the work; none if unset
 * @param openaiKey that server's API key; empty if it wants none
 * @param openaiTools whether that server's models are trusted to call tools natively
 * @param openaiEmbeddingModels ids of that server's models that make embeddings instead of answers
 * @param servers further servers of both kinds, each with its own settings
 * @param registryUrl where the plugin-registry is
 * @param heartbeat after so long without an event an empty line is written, by which a caller that
 *     hung up is noticed
 * @param modelsCache how long the other servers' lists of models are remembered
 */
@Validated
@ConfigurationProperties("hearth.inference")
public record InferenceProperties(
    @NotBlank String home,
    @DefaultValue("") String model,
    @DefaultValue List<URI> ollamaUrl,
    @DefaultValue("8192") int ollamaContextLength,
    @DefaultValue List<URI> openaiUrl,
    @DefaultValue("") String openaiKey,
    @DefaultValue("true") boolean openaiTools,
    @DefaultValue List<String> openaiEmbeddingModels,
    @DefaultValue List<@Valid RemoteServer> servers,
    @NotNull @DefaultValue("http://127.0.0.1:8082") URI registryUrl,
    @DefaultValue("300ms") Duration heartbeat,
    @DefaultValue("5s") Duration modelsCache) {

  /** Copies the lists. */
  public InferenceProperties {
    ollamaUrl = List.copyOf(ollamaUrl);
    openaiUrl = List.copyOf(openaiUrl);
    openaiEmbeddingModels = List.copyOf(openaiEmbeddingModels);
    servers = List.copyOf(servers);
  }

  /** Leaves the key out. */
  @Override
  public String toString() {
    return "InferenceProperties[home=" + home + ", model=" + model + "]";
  }
}
