package dev.hearth.standalone.react;

import static org.awaitility.Awaitility.await;

import dev.hearth.base.ServiceClients;
import dev.hearth.base.ServiceException;
import dev.hearth.base.ServiceTokens;
import dev.hearth.contracts.Caller;
import dev.hearth.contracts.Hop;
import dev.hearth.contracts.Scope;
import dev.hearth.contracts.inference.CompletionEvent;
import dev.hearth.contracts.inference.CompletionRequest;
import dev.hearth.contracts.inference.InferenceApi;
import dev.hearth.contracts.inference.ModelInfo;
import dev.hearth.contracts.plugins.PluginApi;
import dev.hearth.contracts.plugins.PluginTool;
import dev.hearth.contracts.plugins.ToolQuery;
import dev.hearth.standalone.HearthUnderTest;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.springframework.context.ConfigurableApplicationContext;
import tools.jackson.databind.json.JsonMapper;

/** The whole platform, whose inference-service is asked as the gateway asks it. */
final class Platform implements AutoCloseable {

  private static final Duration LONGEST = Duration.ofMinutes(10);

  private final HearthUnderTest hearth;
  private final Pages pages;
  private final ServiceTokens tokens;
  private final InferenceApi inference;
  private final PluginApi registry;

  private Platform(HearthUnderTest hearth, Pages pages) {
    this.hearth = hearth;
    this.pages = pages;
    ConfigurableApplicationContext context = hearth.inference();
    this.tokens = context.getBean(ServiceTokens.class);
    ServiceClients clients = context.getBean(ServiceClients.class);
    this.inference =
        clients.create(InferenceApi.class, "inference-service", URI.create(hearth.inferenceUrl()));
    this.registry = context.getBean(PluginApi.class);
  }

  static Platform start(Options options) throws IOException {
    Pages pages = new Pages();
    Map<String, String> properties = new HashMap<>();
    properties.put("hearth.inference.loop.mode", options.mode());
    properties.put("hearth.inference.loop.max-time", LONGEST.toMinutes() + "m");
    properties.put("hearth.inference.embedded.slots", "1");
    properties.put("hearth.inference.embedded.threads", Integer.toString(options.threads()));
    properties.put("hearth.inference.embedded.context-length", "8192");
    String url = options.url();
    String ollama = options.ollama();
    if (url != null) {
      properties.put("hearth.inference.openai-url", url);
    }
    if (ollama != null) {
      properties.put("hearth.inference.ollama-url", ollama);
    }
    boolean remote = url != null || ollama != null;
    if (remote) {
      properties.put("hearth.inference.embedded.enabled", "false");
    }
    properties.putAll(options.properties());
    int next = 2;
    for (String manifest : pages.manifests()) {
      properties.put("hearth.registry.bootstrap[" + next++ + "]", manifest);
    }
    HearthUnderTest hearth =
        HearthUnderTest.start(
            remote ? Optional.empty() : Optional.of(Path.of(options.model())), properties);
    return new Platform(hearth, pages);
  }

  HearthUnderTest hearth() {
    return hearth;
  }

  List<ModelInfo> models() {
    return inference.models(hop()).models();
  }

  /** The tools of one plugin, which on a busy machine may be a while in coming. */
  List<PluginTool> toolsOf(String plugin) {
    return await()
        .atMost(LONGEST)
        .ignoreExceptionsInstanceOf(ServiceException.class)
        .until(
            () -> registry.search(hop(), new ToolQuery(List.of(plugin), "", 20)).tools(),
            tools -> !tools.isEmpty());
  }

  Answer ask(CompletionRequest request) {
    long start = System.nanoTime();
    double first = -1;
    List<CompletionEvent> events = new ArrayList<>();
    try (InputStream stream = Objects.requireNonNull(inference.complete(hop(), request).getBody());
        BufferedReader lines =
            new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8))) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        if (!line.isEmpty()) {
          events.add(JsonMapper.shared().readValue(line, CompletionEvent.class));
          if (first < 0 && events.getLast() instanceof CompletionEvent.Text) {
            first = (System.nanoTime() - start) / 1e6;
          }
        }
      }
    } catch (IOException broken) {
      throw new java.io.UncheckedIOException(broken);
    }
    return new Answer(events, first, (System.nanoTime() - start) / 1_000_000);
  }

  private Hop hop() {
    Instant deadline = Instant.now().plus(LONGEST);
    Caller caller = new Caller("benchmark", "default", Set.of(Scope.CHAT), "benchmark");
    return new Hop(tokens.mint(caller, deadline), "benchmark", deadline);
  }

  @Override
  public void close() {
    hearth.close();
    pages.close();
  }
}
