package dev.hearth.registry;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import dev.hearth.base.ServiceTokens;
import dev.hearth.contracts.Caller;
import dev.hearth.contracts.Scope;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The whole service on a real PostgreSQL and real HTTP, in front of it what the gateway sends. */
@SpringBootTest(
    webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
    properties = {
      "spring.config.name=" + RegistryApplication.CONFIG_NAME,
      "hearth.service-secret=0123456789abcdef0123456789abcdef",
      "hearth.registry.fetch-timeout=3s",
      "hearth.registry.call-timeout=3s",
      "hearth.registry.bootstrap-retry=50ms",
      "hearth.registry.credentials-key=" + RegistryTest.CREDENTIALS_KEY,
      "hearth.registry.public-url=https://hearth.example.org",
      "hearth.registry.resilience.open-for=1s",
      // What one test breaks must not stop the calls of the next.
      "hearth.calls.window=10000",
      "hearth.calls.minimum-calls=10000"
    })
public abstract class RegistryTest {

  protected static final String CREDENTIALS_KEY = "a key for tests with many characters";

  protected static final ModerationServer MODERATION = new ModerationServer();

  /** The platform's own plugin, allowed by its exact origin. */
  protected static final StubServer BUILT_IN = builtIn();

  /** Somebody else's plugin that the administrator gives to all teams. */
  protected static final StubServer FOREIGN = foreign();

  /** A team's internal tool, allowed by the administrator. */
  protected static final StubServer INTERNAL = new StubServer();

  /** A server that nobody allowed. */
  protected static final StubServer STRANGER = new StubServer();

  private static final EmbeddedPostgres POSTGRES = postgres();

  @Autowired private ServiceTokens tokens;
  @LocalServerPort private int port;
  private final HttpClient client = HttpClient.newHttpClient();

  private static EmbeddedPostgres postgres() {
    try {
      return EmbeddedPostgres.start();
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }

  private static StubServer builtIn() {
    StubServer server = new StubServer();
    server.on(
        "/echo/.well-known/ai-plugin.json",
        "application/json",
        """
        {"schema_version":"v1","name_for_human":"Echo","name_for_model":"echo",
         "description_for_human":"Says it again.","description_for_model":"Repeats a text.",
         "auth":{"type":"none"},"api":{"type":"openapi","url":"/echo/openapi.yaml"}}
        """);
    server.on(
        "/echo/openapi.yaml",
        "application/yaml",
        """
        openapi: 3.0.3
        info: {title: Echo, version: "1"}
        servers: [{url: /echo}]
        paths:
          /say:
            get:
              operationId: say
              summary: Repeat a text
              parameters:
                - {name: text, in: query, required: true, schema: {type: string, maxLength: 200}}
              responses: {"200": {description: The text}}
        """);
    server.on("/echo/say", RegistryTest::echo);
    return server;
  }

  /** What the platform's own plugin does, unless a test has it do something else for a while. */
  protected static void echo(HttpExchange exchange, String body) throws IOException {
    StubServer.answer(
        exchange,
        200,
        "application/json",
        "{\"said\": \"" + exchange.getRequestURI().getQuery() + "\"}");
  }

  private static StubServer foreign() {
    StubServer server = new StubServer();
    server.on(
        "/plain/.well-known/ai-plugin.json",
        "application/json",
        """
        {"schema_version":"v1","name_for_human":"Plain","name_for_model":"plain",
         "description_for_human":"Answers.","description_for_model":"Answers a call.",
         "auth":{"type":"none"},"api":{"type":"openapi","url":"/plain/openapi.yaml"}}
        """);
    server.on(
        "/plain/openapi.yaml",
        "application/yaml",
        """
        openapi: 3.0.3
        info: {title: Plain, version: "1"}
        servers: [{url: /plain}]
        paths:
          /answer: {get: {operationId: answer_plainly, responses: {"200": {description: ok}}}}
        """);
    server.on("/plain/answer", "text/plain", "yes");
    return server;
  }

  @DynamicPropertySource
  static void properties(DynamicPropertyRegistry registry) {
    registry.add("spring.datasource.url", () -> POSTGRES.getJdbcUrl("postgres", "postgres"));
    registry.add("spring.datasource.username", () -> "postgres");
    registry.add("hearth.registry.moderation-url", MODERATION::origin);
    registry.add(
        "hearth.registry.bootstrap[0]",
        () -> BUILT_IN.origin() + "/echo/.well-known/ai-plugin.json");
    registry.add(
        "hearth.registry.bootstrap[1]",
        () -> FOREIGN.origin() + "/plain/.well-known/ai-plugin.json");
    registry.add("hearth.registry.platform-origins[0]", BUILT_IN::origin);
    registry.add("hearth.registry.egress.allow[0]", INTERNAL::origin);
  }

  /** An answer of the service. */
  protected record Answer(int status, JsonNode json, String text, String etag) {

    public Answer has(int expected) {
      assertThat(status).as(text).isEqualTo(expected);
      return this;
    }

    public String at(String pointer) {
      return json.at(pointer).asString("");
    }
  }

  protected Answer call(String team, String method, String path, String body) {
    return call(team, EnumSet.allOf(Scope.class), method, path, "application/json", body);
  }

  protected Answer call(
      String team, Set<Scope> scopes, String method, String path, String type, String body) {
    return call(team, scopes, method, path, type, body.getBytes(StandardCharsets.UTF_8));
  }

  protected Answer call(
      String team, Set<Scope> scopes, String method, String path, String type, byte[] body) {
    return call(team, scopes, method, path, type, body, Map.of());
  }

  protected Answer call(
      String team,
      Set<Scope> scopes,
      String method,
      String path,
      String type,
      byte[] body,
      Map<String, String> headers) {
    return call(
        new Caller("key-of-" + team, team, scopes, "req"), method, path, type, body, headers);
  }

  protected Answer call(Caller caller, String method, String path, String body) {
    return call(
        caller, method, path, "application/json", body.getBytes(StandardCharsets.UTF_8), Map.of());
  }

  private Answer call(
      Caller caller,
      String method,
      String path,
      String type,
      byte[] body,
      Map<String, String> headers) {
    String token = tokens.mint(caller, Instant.now().plusSeconds(60));
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
            .header("Authorization", "Bearer " + token)
            .method(
                method,
                body.length == 0 ? BodyPublishers.noBody() : BodyPublishers.ofByteArray(body));
    headers.forEach(request::header);
    if (body.length > 0) {
      request.header("Content-Type", type);
    }
    try {
      HttpResponse<String> response =
          client.send(request.build(), HttpResponse.BodyHandlers.ofString());
      String text = response.body();
      JsonNode json =
          text.startsWith("{") || text.startsWith("[")
              ? JsonMapper.shared().readTree(text)
              : JsonMapper.shared().nullNode();
      return new Answer(
          response.statusCode(), json, text, response.headers().firstValue("ETag").orElse(""));
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    } catch (InterruptedException interrupted) {
      throw new IllegalStateException(interrupted);
    }
  }

  /** Registers a document, as YAML, with these headers. */
  protected Answer register(String team, String document, Map<String, String> headers) {
    return call(
        team,
        EnumSet.allOf(Scope.class),
        "POST",
        "/v1/plugins",
        "application/yaml",
        document.getBytes(StandardCharsets.UTF_8),
        headers);
  }

  protected Answer get(String team, String path) {
    return call(team, "GET", path, "");
  }

  protected Answer post(String team, String path, String json) {
    return call(team, "POST", path, json);
  }

  protected Answer upload(String team, String path, Map<String, String> parts) {
    Map<String, byte[]> bytes = new LinkedHashMap<>();
    parts.forEach((name, text) -> bytes.put(name, text.getBytes(StandardCharsets.UTF_8)));
    return upload(team, EnumSet.allOf(Scope.class), path, bytes);
  }

  protected Answer upload(String team, Set<Scope> scopes, String path, Map<String, byte[]> parts) {
    String boundary = "----parts";
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    parts.forEach(
        (name, bytes) -> {
          String head =
              "--%s\r\nContent-Disposition: form-data; name=\"%s\"; filename=\"%s\"\r\n\r\n"
                  .formatted(boundary, name, name);
          body.writeBytes(head.getBytes(StandardCharsets.UTF_8));
          body.writeBytes(bytes);
          body.writeBytes("\r\n".getBytes(StandardCharsets.UTF_8));
        });
    body.writeBytes(("--" + boundary + "--\r\n").getBytes(StandardCharsets.UTF_8));
    return call(
        team,
        scopes,
        "POST",
        path,
        "multipart/form-data; boundary=" + boundary,
        body.toByteArray());
  }
}
