package dev.hearth.inference;

import dev.hearth.base.ServiceClients;
import dev.hearth.base.ServiceTokens;
import dev.hearth.contracts.Caller;
import dev.hearth.contracts.Hop;
import dev.hearth.contracts.Scope;
import dev.hearth.contracts.inference.CompletionEvent;
import dev.hearth.contracts.inference.CompletionRequest;
import dev.hearth.contracts.inference.InferenceApi;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.Consumer;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.web.server.servlet.context.ServletWebServerApplicationContext;
import tools.jackson.databind.json.JsonMapper;

/** The real service on a free loopback port, and a client of it. */
public final class ServiceUnderTest implements AutoCloseable {

  private static final JsonMapper JSON = JsonMapper.shared();

  private final ServletWebServerApplicationContext context;
  private final InferenceApi api;
  private final ServiceTokens tokens;

  private ServiceUnderTest(ServletWebServerApplicationContext context) {
    this.context = context;
    this.tokens = context.getBean(ServiceTokens.class);
    this.api =
        context
            .getBean(ServiceClients.class)
            .create(InferenceApi.class, "inference-service", url());
  }

  /** Starts it with these properties, each {@code name=value}. */
  public static ServiceUnderTest start(String... properties) {
    List<String> arguments = new ArrayList<>();
    arguments.add("--spring.config.name=" + InferenceApplication.CONFIG_NAME);
    arguments.add("--server.port=0");
    arguments.add("--server.address=127.0.0.1");
    arguments.add("--hearth.service-secret=0123456789abcdef0123456789abcdef");
    Arrays.stream(properties).map(property -> "--" + property).forEach(arguments::add);
    return new ServiceUnderTest(
        (ServletWebServerApplicationContext)
            SpringApplication.run(InferenceApplication.class, arguments.toArray(String[]::new)));
  }

  /** With the real model on the embedded engine. */
  public static ServiceUnderTest withModel(String... properties) {
    String[] all = Arrays.copyOf(properties, properties.length + 1);
    all[properties.length] = "hearth.inference.model=" + TestModel.file();
    return start(all);
  }

  public URI url() {
    return URI.create(
        "http://127.0.0.1:" + Objects.requireNonNull(context.getWebServer()).getPort());
  }

  public InferenceApi api() {
    return api;
  }

  public <T> T bean(Class<T> type) {
    return context.getBean(type);
  }

  /** A hop of a caller of team {@code default}. */
  public Hop hop(Duration time) {
    Instant deadline = Instant.now().plus(time);
    Caller caller = new Caller("key-1", "default", Set.of(Scope.CHAT), "req-1");
    return new Hop(tokens.mint(caller, deadline), "req-1", deadline);
  }

  /** Opens a completion's stream. */
  public InputStream open(CompletionRequest request) {
    return Objects.requireNonNull(api.complete(hop(Duration.ofSeconds(60)), request).getBody());
  }

  /** All events of a completion. */
  public Answer ask(CompletionRequest request) {
    List<CompletionEvent> events = new ArrayList<>();
    try (InputStream stream = open(request)) {
      read(stream, events::add);
    } catch (IOException broken) {
      throw new UncheckedIOException(broken);
    }
    return new Answer(events);
  }

  /** Reads events until the stream ends. */
  public static void read(InputStream stream, Consumer<CompletionEvent> events) throws IOException {
    BufferedReader reader =
        new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8));
    for (String line = reader.readLine(); line != null; line = reader.readLine()) {
      if (!line.isEmpty()) {
        events.accept(JSON.readValue(line, CompletionEvent.class));
      }
    }
  }

  @Override
  public void close() {
    context.close();
  }
}
