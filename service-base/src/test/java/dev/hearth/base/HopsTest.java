package dev.hearth.base;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.hearth.contracts.Hop;
import dev.hearth.contracts.inference.CompletionRequest;
import dev.hearth.contracts.inference.InferenceApi;
import dev.hearth.contracts.inference.ModelList;
import dev.hearth.contracts.moderation.Direction;
import dev.hearth.contracts.moderation.ModerationApi;
import dev.hearth.contracts.moderation.ScreenRequest;
import dev.hearth.contracts.moderation.ScreenResponse;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.micrometer.observation.ObservationRegistry;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.http.HttpStatus;
import tools.jackson.databind.json.JsonMapper;

class HopsTest {

  private static final ScreenRequest REQUEST =
      new ScreenRequest(Direction.INPUT, List.of(new ScreenRequest.Item("hello", 0, true)));
  private static final String NO_VERDICTS = "{\"verdicts\":[]}";

  private interface Behaviour {
    void answer(HttpExchange exchange) throws IOException, InterruptedException;
  }

  private final AtomicInteger asked = new AtomicInteger();
  private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  private HttpServer server;
  private ServiceClients clients;
  private volatile Behaviour behaviour = exchange -> answer(exchange, 200, NO_VERDICTS);

  HopsTest() throws IOException {
    server = listening(0);
    clients = clients(2048);
  }

  private ServiceClients clients(int mostCalls) {
    CallProperties properties =
        new CallProperties(
            50,
            10,
            4,
            Duration.ofMillis(300),
            Duration.ofMillis(500),
            Duration.ofSeconds(20),
            Duration.ofMillis(700),
            mostCalls,
            true);
    return new ServiceClients(
        JsonMapper.shared(), ObservationRegistry.NOOP, new Hops(properties, meters), null);
  }

  @BeforeEach
  void start() {
    server.start();
  }

  @AfterEach
  void stop() {
    clients.close();
    server.stop(0);
  }

  private HttpServer listening(int port) throws IOException {
    HttpServer listening =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 50);
    listening.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    listening.createContext(
        "/",
        exchange -> {
          asked.incrementAndGet();
          try (exchange) {
            exchange.getRequestBody().readAllBytes();
            behaviour.answer(exchange);
          } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
          }
        });
    return listening;
  }

  private static void answer(HttpExchange exchange, int status, String body) throws IOException {
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().set("Content-Type", "application/json");
    exchange.sendResponseHeaders(status, bytes.length);
    exchange.getResponseBody().write(bytes);
  }

  private URI url() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
  }

  private ModerationApi moderation() {
    return clients.createRepeating(ModerationApi.class, "moderation-service", url());
  }

  private InferenceApi inference() {
    return clients.create(InferenceApi.class, "inference-service", url());
  }

  private static Hop hop(Duration time) {
    return new Hop("token", "request", Instant.now().plus(time));
  }

  private ScreenResponse screen(ModerationApi moderation) {
    return moderation.screen(hop(Duration.ofSeconds(10)), REQUEST);
  }

  private ServiceException failing(ModerationApi moderation) {
    return Objects.requireNonNull(
        catchThrowableOfType(ServiceException.class, () -> screen(moderation)));
  }

  private double open(String service) {
    return meters
        .get("resilience4j.circuitbreaker.state")
        .tags("name", service, "state", "open")
        .gauge()
        .value();
  }

  @Test
  void sparesAServiceThatAnswersNonsenseAndTellsWhenToComeBack() {
    ModerationApi moderation = moderation();
    behaviour = exchange -> answer(exchange, 200, "<html>it works</html>");
    for (int i = 0; i < 4; i++) {
      assertThat(failing(moderation).message()).contains("cannot be read");
    }
    int before = asked.get();

    ServiceException spared = failing(moderation);

    assertThat(asked).as("it was not asked again").hasValue(before);
    assertThat(spared.status()).isEqualTo(HttpStatus.SERVICE_UNAVAILABLE);
    assertThat(spared.code()).isEqualTo(ServiceException.UNAVAILABLE);
    assertThat(spared.retryAfterSeconds()).isEqualTo(1);
    assertThat(open("moderation-service")).isEqualTo(1);
  }

  @Test
  void asksAgainSoonAfterTheServiceIsBack() {
    ModerationApi moderation = moderation();
    behaviour = exchange -> answer(exchange, 502, "bad gateway");
    for (int i = 0; i < 5; i++) {
      failing(moderation);
    }
    assertThat(open("moderation-service")).isEqualTo(1);

    behaviour = exchange -> answer(exchange, 200, NO_VERDICTS);

    await()
        .atMost(Duration.ofSeconds(2))
        .ignoreExceptions()
        .until(() -> screen(moderation) != null);
    assertThat(open("moderation-service")).isZero();
  }

  @Test
  void aProbeThatHangsDoesNotKeepTheServiceAway() {
    ModerationApi moderation = moderation();
    CountDownLatch never = new CountDownLatch(1);
    behaviour = exchange -> answer(exchange, 502, "bad gateway");
    for (int i = 0; i < 5; i++) {
      failing(moderation);
    }
    behaviour =
        exchange -> {
          if (!never.await(30, TimeUnit.SECONDS)) {
            throw new IOException("nobody let it go");
          }
        };
    int before = asked.get();
    CompletableFuture<Void> probe =
        CompletableFuture.runAsync(
            () -> {
              while (asked.get() == before) {
                failing(moderation);
              }
            });
    await().until(() -> asked.get() > before);

    behaviour = exchange -> answer(exchange, 200, NO_VERDICTS);

    await()
        .atMost(Duration.ofSeconds(3))
        .ignoreExceptions()
        .until(() -> screen(moderation) != null);
    assertThat(probe).isNotDone();
    never.countDown();
    await().until(probe::isDone);
  }

  @Test
  void aServiceThatRefusesInDueFormIsNotSpared() {
    ModerationApi moderation = moderation();
    behaviour =
        exchange ->
            answer(
                exchange, 503, "{\"code\":\"overloaded\",\"detail\":\"later\",\"retryAfter\":3}");

    for (int i = 0; i < 12; i++) {
      assertThat(failing(moderation).code()).isEqualTo("overloaded");
    }

    assertThat(asked).hasValue(12);
    assertThat(open("moderation-service")).isZero();
  }

  @Test
  void callsOnceMoreWhereThereWasNoConnection() throws Exception {
    InferenceApi inference = inference();
    int port = server.getAddress().getPort();
    server.stop(0);
    behaviour = exchange -> answer(exchange, 200, "{\"embeddings\":[]}");
    AtomicInteger failures = new AtomicInteger();
    CompletableFuture<Void> caller =
        CompletableFuture.runAsync(
            () -> {
              try (InputStream body = complete(inference)) {
                assertThat(body.readAllBytes()).isNotEmpty();
              } catch (IOException | ServiceException failed) {
                failures.incrementAndGet();
              }
            });
    server = listening(port);
    server.start();

    caller.get(10, TimeUnit.SECONDS);

    assertThat(failures).as("its second attempt came through").hasValue(0);
    assertThat(asked).hasValue(1);
  }

  @Test
  void repeatsWhatMayBeRepeatedAndNothingElseThatBrokeOff() {
    behaviour =
        exchange -> {
          if (asked.get() == 1) {
            exchange.close();
          } else {
            answer(
                exchange,
                200,
                exchange.getRequestURI().getPath().equals("/models")
                    ? "{\"models\":[],\"embeddingModels\":[]}"
                    : NO_VERDICTS);
          }
        };

    assertThat(screen(moderation()).verdicts()).isEmpty();
    assertThat(asked).hasValue(2);

    asked.set(0);
    ModelList models = inference().models(hop(Duration.ofSeconds(10)));
    assertThat(models.models()).isEmpty();
    assertThat(asked).hasValue(2);

    asked.set(0);
    ServiceException brokeOff =
        catchThrowableOfType(ServiceException.class, () -> complete(inference()));
    assertThat(brokeOff).isNotNull();
    assertThat(asked).as("a completion may have begun").hasValue(1);
  }

  @Test
  void aStreamHoldsItsPlaceUntilItEnds() throws Exception {
    clients.close();
    clients = clients(1);
    InferenceApi inference = inference();
    behaviour = exchange -> answer(exchange, 200, "{}\n");

    try (InputStream first = complete(inference)) {
      ServiceException full =
          catchThrowableOfType(ServiceException.class, () -> complete(inference));
      assertThat(Objects.requireNonNull(full).code()).isEqualTo("overloaded");
      assertThat(full.retryAfterSeconds()).isNotNull();
      assertThat(first.readAllBytes()).isNotEmpty();
    }

    try (InputStream second = complete(inference)) {
      assertThat(second.readAllBytes()).isNotEmpty();
    }
  }

  @Test
  void aStreamThatFallsSilentIsGivenUp() throws Exception {
    CountDownLatch never = new CountDownLatch(1);
    behaviour =
        exchange -> {
          exchange.sendResponseHeaders(200, 0);
          exchange.getResponseBody().write("{}\n".getBytes(StandardCharsets.UTF_8));
          exchange.getResponseBody().flush();
          if (!never.await(30, TimeUnit.SECONDS)) {
            throw new IOException("nobody let it go");
          }
        };
    long begin = System.nanoTime();

    try (InputStream body = complete(inference())) {
      IOException silent = catchThrowableOfType(IOException.class, body::readAllBytes);
      assertThat(silent).hasMessageContaining("silent");
    }

    assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofSeconds(8));
    never.countDown();
  }

  private static InputStream complete(InferenceApi inference) {
    return Objects.requireNonNull(
        inference.complete(hop(Duration.ofSeconds(10)), completion()).getBody());
  }

  private static CompletionRequest completion() {
    return new CompletionRequest(
        null,
        List.of(),
        List.of(),
        CompletionRequest.ToolChoice.AUTO,
        List.of(),
        CompletionRequest.Sampling.DEFAULT,
        CompletionRequest.ResponseFormat.TEXT,
        "",
        List.of());
  }
}
