package dev.hearth.base;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpServer;
import dev.hearth.contracts.Caller;
import dev.hearth.contracts.Hop;
import dev.hearth.contracts.Scope;
import dev.hearth.contracts.inference.CompletionRequest;
import dev.hearth.contracts.inference.EmbeddingRequest;
import dev.hearth.contracts.inference.EmbeddingResponse;
import dev.hearth.contracts.inference.EngineStates;
import dev.hearth.contracts.inference.InferenceApi;
import dev.hearth.contracts.inference.ModelList;
import dev.hearth.contracts.moderation.Direction;
import dev.hearth.contracts.moderation.ModerationApi;
import dev.hearth.contracts.moderation.ScreenRequest;
import dev.hearth.contracts.moderation.ScreenResponse;
import io.micrometer.core.instrument.observation.DefaultMeterObservationHandler;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.micrometer.observation.ObservationRegistry;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.MDC;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import tools.jackson.databind.json.JsonMapper;

/** A service in the same JVM, beside an HTTP server on its port that counts who comes that way. */
class NeighboursTest {

  private static final String SECRET = "0123456789abcdef0123456789abcdef";
  private static final ScreenRequest REQUEST =
      new ScreenRequest(Direction.INPUT, List.of(new ScreenRequest.Item("hello", 0, true)));
  private static final ScreenResponse RESPONSE = new ScreenResponse(List.of());

  private interface Behaviour {
    ScreenResponse screen(Caller caller, Hop hop);
  }

  private final AtomicInteger overHttp = new AtomicInteger();
  private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  private final ServiceTokens tokens = new ServiceTokens(SECRET);
  private final Neighbours neighbours = new Neighbours();
  private final HttpServer server;
  private final Entrance entrance;
  private ServiceClients clients;
  private volatile Behaviour behaviour = (caller, hop) -> RESPONSE;

  NeighboursTest() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 50);
    server.createContext(
        "/",
        exchange -> {
          overHttp.incrementAndGet();
          exchange.sendResponseHeaders(502, -1);
          exchange.close();
        });
    ObservationRegistry observations = ObservationRegistry.create();
    observations.observationConfig().observationHandler(new DefaultMeterObservationHandler(meters));
    StandardEnvironment environment = new StandardEnvironment();
    environment
        .getPropertySources()
        .addFirst(
            new MapPropertySource(
                "port", Map.of("local.server.port", server.getAddress().getPort())));
    entrance =
        new Entrance(
            neighbours,
            List.of(
                new Offer<>(
                    ModerationApi.class, caller -> (hop, request) -> behaviour.screen(caller, hop)),
                new Offer<>(InferenceApi.class, caller -> new Streaming())),
            tokens,
            new ServiceProperties(SECRET, Duration.ofSeconds(30)),
            observations,
            environment);
    clients = clients(2048);
  }

  private ServiceClients clients(int mostCalls) {
    CallProperties properties =
        new CallProperties(
            50,
            10,
            4,
            Duration.ofSeconds(30),
            Duration.ofSeconds(1),
            Duration.ofSeconds(20),
            Duration.ofSeconds(20),
            mostCalls,
            true);
    return new ServiceClients(
        JsonMapper.shared(),
        ObservationRegistry.NOOP,
        new Hops(properties, new SimpleMeterRegistry()),
        neighbours);
  }

  @BeforeEach
  void start() {
    server.start();
    entrance.start();
  }

  @AfterEach
  void stop() {
    clients.close();
    server.stop(0);
  }

  private URI url() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
  }

  private ModerationApi moderation() {
    return clients.create(ModerationApi.class, "moderation-service", url());
  }

  private InferenceApi inference() {
    return clients.create(InferenceApi.class, "inference-service", url());
  }

  private Hop hop(Duration time) {
    Instant deadline = Instant.now().plus(time);
    Caller caller = new Caller("key-1", "red", Set.of(Scope.CHAT), "req-1");
    return new Hop(tokens.mint(caller, deadline), "req-1", deadline);
  }

  private static ServiceException failing(ModerationApi moderation, Hop hop) {
    return Objects.requireNonNull(
        catchThrowableOfType(ServiceException.class, () -> moderation.screen(hop, REQUEST)));
  }

  private ServiceException failing(RuntimeException failure) {
    behaviour =
        (caller, hop) -> {
          throw failure;
        };
    return failing(moderation(), hop(Duration.ofSeconds(10)));
  }

  @Test
  void isCalledDirectlyOnBehalfOfTheTokensCallerAndCounted() {
    AtomicReference<Caller> seen = new AtomicReference<>();
    AtomicReference<@Nullable String> logged = new AtomicReference<>();
    behaviour =
        (caller, hop) -> {
          seen.set(caller);
          logged.set(MDC.get(RequestId.LOGGED));
          return RESPONSE;
        };

    assertThat(moderation().screen(hop(Duration.ofSeconds(10)), REQUEST)).isSameAs(RESPONSE);

    Caller caller = Objects.requireNonNull(seen.get());
    assertThat(caller.team()).isEqualTo("red");
    assertThat(caller.may(Scope.CHAT)).isTrue();
    assertThat(logged).hasValue("req-1");
    assertThat(overHttp).hasValue(0);
    assertThat(
            meters
                .get("hearth.calls")
                .tags("call", "ModerationApi.screen", "outcome", "answered")
                .timer()
                .count())
        .isEqualTo(1);
  }

  @Test
  void isNotReachedWithoutAGoodToken() {
    AtomicInteger reached = new AtomicInteger();
    behaviour =
        (caller, hop) -> {
          reached.incrementAndGet();
          return RESPONSE;
        };
    Instant deadline = Instant.now().plusSeconds(10);
    Caller caller = new Caller("key-1", "red", Set.of(), "req-1");
    String another = new ServiceTokens("f".repeat(32)).mint(caller, deadline);
    String late = tokens.mint(caller, Instant.now().minusSeconds(3600));

    for (String token : List.of("none", another, late)) {
      ServiceException refused = failing(moderation(), new Hop(token, "req-1", deadline));
      assertThat(refused.status()).isEqualTo(HttpStatus.UNAUTHORIZED);
      assertThat(refused.code()).isEqualTo("unauthorized");
      assertThat(
              catchThrowableOfType(
                  ServiceException.class,
                  () -> inference().complete(new Hop(token, "req-1", deadline), completion())))
          .isNotNull();
    }

    assertThat(reached).hasValue(0);
    assertThat(overHttp).hasValue(0);
  }

  @Test
  void tellsFailuresAsOverHttp() {
    ServiceException refused =
        new ServiceException(HttpStatus.CONTENT_TOO_LARGE, "text_too_long", "too long", "items");
    assertThat(failing(refused)).isSameAs(refused);
    ServiceException invalid = failing(new IllegalArgumentException("secret"));
    assertThat(invalid.status()).isEqualTo(HttpStatus.BAD_REQUEST);
    assertThat(invalid.message()).doesNotContain("secret");
    ServiceException unexpected = failing(new IllegalStateException("secret"));
    assertThat(unexpected.status()).isEqualTo(HttpStatus.INTERNAL_SERVER_ERROR);
    assertThat(unexpected.code()).isEqualTo("internal_error");
    assertThat(unexpected.message()).doesNotContain("secret");
  }

  @Test
  void nobodyWaitsPastTheDeadline() {
    CountDownLatch interrupted = new CountDownLatch(1);
    behaviour =
        (caller, hop) -> {
          try {
            new CountDownLatch(1).await();
          } catch (InterruptedException given) {
            interrupted.countDown();
          }
          return RESPONSE;
        };

    ServiceException late = failing(moderation(), hop(Duration.ofSeconds(1)));

    assertThat(late.code()).isEqualTo(ServiceException.DEADLINE_EXCEEDED);
    assertThat(late.status()).isEqualTo(HttpStatus.SERVICE_UNAVAILABLE);
    await().until(() -> interrupted.getCount() == 0);
    behaviour = (caller, hop) -> RESPONSE;
    assertThat(failing(moderation(), hop(Duration.ZERO)).code())
        .isEqualTo(ServiceException.DEADLINE_EXCEEDED);
  }

  @Test
  void isSparedWhereItBreaksAgainAndAgain() {
    ModerationApi moderation = moderation();
    AtomicInteger reached = new AtomicInteger();
    behaviour =
        (caller, hop) -> {
          reached.incrementAndGet();
          throw new StackOverflowError();
        };
    for (int i = 0; i < 4; i++) {
      assertThat(failing(moderation, hop(Duration.ofSeconds(10))).code())
          .isEqualTo(ServiceException.UNAVAILABLE);
    }

    ServiceException spared = failing(moderation, hop(Duration.ofSeconds(10)));

    assertThat(spared.message()).contains("left alone");
    assertThat(reached).hasValue(4);
  }

  @Test
  void aStreamHoldsItsPlacesUntilItEnds() throws Exception {
    clients.close();
    clients = clients(1);
    InferenceApi inference = inference();
    CountDownLatch stopped = new CountDownLatch(1);

    try (InputStream first = complete(inference)) {
      ServiceException full =
          catchThrowableOfType(ServiceException.class, () -> complete(inference));
      assertThat(Objects.requireNonNull(full).code()).isEqualTo("overloaded");
      entrance.stop(stopped::countDown);
      assertThat(stopped.getCount()).as("it waits for what runs").isEqualTo(1);
      assertThat(first.available()).isPositive();
      assertThat(new String(first.readAllBytes(), StandardCharsets.UTF_8)).isEqualTo("{}\n");
    }

    await().until(() -> stopped.getCount() == 0);
    assertThat(overHttp).hasValue(0);
  }

  @Test
  void whoStoppedOrOffersNothingIsAskedOverHttp() {
    entrance.stop();
    assertThat(failing(moderation(), hop(Duration.ofSeconds(10))).code())
        .isEqualTo(ServiceException.UNAVAILABLE);
    assertThat(overHttp).hasValue(1);

    entrance.start();
    assertThat(moderation().screen(hop(Duration.ofSeconds(10)), REQUEST)).isSameAs(RESPONSE);
    assertThat(overHttp).hasValue(1);

    neighbours.open(
        server.getAddress().getPort(),
        new Entrance(
            neighbours,
            List.of(),
            tokens,
            new ServiceProperties(SECRET, Duration.ofSeconds(30)),
            ObservationRegistry.NOOP,
            new StandardEnvironment()));
    failing(moderation(), hop(Duration.ofSeconds(10)));
    assertThat(overHttp).hasValue(2);
  }

  private InputStream complete(InferenceApi inference) {
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

  private static final class Streaming implements InferenceApi {

    @Override
    public ModelList models(Hop hop) {
      throw new UnsupportedOperationException();
    }

    @Override
    public ResponseEntity<InputStream> complete(Hop hop, CompletionRequest request) {
      return ResponseEntity.ok(new ByteArrayInputStream("{}\n".getBytes(StandardCharsets.UTF_8)));
    }

    @Override
    public EngineStates engines(Hop hop) {
      throw new UnsupportedOperationException();
    }

    @Override
    public EmbeddingResponse embed(Hop hop, EmbeddingRequest request) {
      throw new UnsupportedOperationException();
    }
  }
}
