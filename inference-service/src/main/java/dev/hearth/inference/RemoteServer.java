package dev.hearth.inference;

import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.PositiveOrZero;
import java.net.URI;
import java.util.List;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * A server that runs models.
 *
 * @param kind what it speaks
 * @param url where it is
 * @param name what operators call it; empty means its host and port
 * @param key its API key; empty if it wants none
 * @param tools whether its models are trusted to call tools natively, where it does not tell
 * @param embeddingModels ids of its models that make embeddings, where it does not tell
 * @param maxConcurrent generations that it is given at the same time; 0 means as many as any other
 */
public record RemoteServer(
    @NotNull Kind kind,
    @NotNull URI url,
    @DefaultValue("") String name,
    @DefaultValue("") String key,
    @DefaultValue("true") boolean tools,
    @DefaultValue List<String> embeddingModels,
    @DefaultValue("0") @PositiveOrZero int maxConcurrent) {

  /** Copies the list. */
  public RemoteServer {
    embeddingModels = List.copyOf(embeddingModels);
  }

  /** What a server speaks. */
  public enum Kind {
    /** Ollama's own API. */
    OLLAMA,
    /** OpenAI's API. */
    OPENAI
  }

  /** What operators call it. */
  String shownName() {
    return name.isEmpty() ? url.getHost() + ":" + url.getPort() : name;
  }

  /** Leaves the key out. */
  @Override
  public String toString() {
    return "RemoteServer[kind=" + kind + ", url=" + url + "]";
  }
}
