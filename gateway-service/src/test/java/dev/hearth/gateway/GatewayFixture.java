package dev.hearth.gateway;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The gateway on a port of its own, with a real PostgreSQL and stand-ins for the other services.
 */
@SpringBootTest(
    classes = GatewayApplication.class,
    webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
    properties = {
      "spring.config.name=" + GatewayApplication.CONFIG_NAME,
      "hearth.service-secret=0123456789abcdef0123456789abcdef",
      "hearth.gateway.admin-key=" + GatewayFixture.ADMIN_KEY,
      "hearth.request-timeout=20s",
      "hearth.gateway.drain.notice=0s",
      // What one test breaks must not stop the calls of the next.
      "hearth.calls.window=10000",
      "hearth.calls.minimum-calls=10000",
      "hearth.gateway.admission.adaptive=false"
    })
abstract class GatewayFixture {

  static final String ADMIN_KEY = "an administrator's key / with $igns!";
  static final JsonMapper JSON = new JsonMapper();
  static final HttpClient HTTP = HttpClient.newHttpClient();
  static final ModerationStandIn MODERATION;
  static final InferenceStandIn INFERENCE;
  static final RegistryStandIn REGISTRY;
  private static final EmbeddedPostgres POSTGRES;

  static {
    try {
      POSTGRES = EmbeddedPostgres.start();
      MODERATION = new ModerationStandIn();
      INFERENCE = new InferenceStandIn();
      REGISTRY = new RegistryStandIn();
    } catch (IOException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  @LocalServerPort int port;
  @Autowired JdbcClient jdbc;

  @DynamicPropertySource
  static void services(DynamicPropertyRegistry registry) {
    registry.add("spring.datasource.url", () -> POSTGRES.getJdbcUrl("postgres", "postgres"));
    registry.add("spring.datasource.username", () -> "postgres");
    registry.add("hearth.gateway.moderation-url", MODERATION::url);
    registry.add("hearth.gateway.inference-url", INFERENCE::url);
    registry.add("hearth.gateway.registry-url", REGISTRY::url);
  }

  @BeforeEach
  void behave() {
    // Runs go on by themselves: one of another test would ask the stand-ins in the middle of this.
    Awaitility.await().atMost(Duration.ofSeconds(60)).until(() -> runsAtWork() == 0);
    MODERATION.reset();
    INFERENCE.reset();
    REGISTRY.reset();
  }

  private int runsAtWork() {
    return jdbc.sql("select count(*) from gateway.run where status in ('queued', 'running')")
        .query(Integer.class)
        .single();
  }

  /** Another gateway beside the one under test, with the same database and services. */
  static ConfigurableApplicationContext another(String... properties) {
    List<String> all =
        new ArrayList<>(
            List.of(
                "spring.main.banner-mode=off",
                "server.port=0",
                "server.address=127.0.0.1",
                "hearth.service-secret=0123456789abcdef0123456789abcdef",
                "hearth.gateway.admin-key=" + ADMIN_KEY,
                "spring.datasource.url=" + POSTGRES.getJdbcUrl("postgres", "postgres"),
                "spring.datasource.username=postgres",
                "hearth.gateway.moderation-url=" + MODERATION.url(),
                "hearth.gateway.inference-url=" + INFERENCE.url(),
                "hearth.gateway.registry-url=" + REGISTRY.url()));
    for (String property : properties) {
      // Given twice, a value would be a list.
      String name = property.substring(0, property.indexOf('=') + 1);
      all.removeIf(one -> one.startsWith(name));
      all.add(property);
    }
    return new SpringApplicationBuilder(GatewayApplication.class)
        .properties("spring.config.name=" + GatewayApplication.CONFIG_NAME)
        .run(all.stream().map(property -> "--" + property).toArray(String[]::new));
  }

  /** The address of another database beside the one of the gateway under test. */
  static String database(String name) {
    return POSTGRES.getJdbcUrl("postgres", name);
  }

  String url(String path) {
    return "http://127.0.0.1:" + port + path;
  }

  HttpRequest.Builder to(String path) {
    return HttpRequest.newBuilder(URI.create(url(path)))
        .header("Authorization", "Bearer " + ADMIN_KEY);
  }

  static HttpResponse<String> send(HttpRequest.Builder request)
      throws IOException, InterruptedException {
    return HTTP.send(request.build(), HttpResponse.BodyHandlers.ofString());
  }

  HttpResponse<String> get(String path) throws IOException, InterruptedException {
    return send(to(path));
  }

  HttpResponse<String> post(String path, String body) throws IOException, InterruptedException {
    return send(
        to(path)
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(body)));
  }

  HttpResponse<String> chat(String body) throws IOException, InterruptedException {
    return post("/v1/chat/completions", body);
  }

  static JsonNode json(HttpResponse<String> response) {
    return JSON.readTree(response.body());
  }

  static JsonNode at(JsonNode node, String pointer) {
    return node.at(pointer);
  }

  static String header(HttpResponse<?> response, String name) {
    return Objects.requireNonNull(
        response.headers().firstValue(name).orElse(null), () -> "no header " + name);
  }
}
