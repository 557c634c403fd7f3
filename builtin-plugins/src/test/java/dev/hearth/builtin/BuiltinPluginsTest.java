package dev.hearth.builtin;

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
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import org.springframework.util.function.SingletonSupplier;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The whole service over HTTP, on a real PostgreSQL. */
@SpringBootTest(
    webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
    properties = {
      "spring.config.name=" + BuiltinPluginsApplication.CONFIG_NAME,
      "hearth.service-secret=0123456789abcdef0123456789abcdef",
      "spring.datasource.url=${test.plain-database}",
      "spring.datasource.username=postgres"
    })
public abstract class BuiltinPluginsTest {

  /** Each is started by the first test class that names it. */
  private static final Supplier<EmbeddedPostgres> PLAIN = SingletonSupplier.of(TestDatabase::plain);

  private static final Supplier<EmbeddedPostgres> WITH_VECTORS =
      SingletonSupplier.of(TestDatabase::withVectors);

  private final HttpClient client = HttpClient.newHttpClient();

  @Autowired private ServiceTokens tokens;
  @LocalServerPort private int port;

  @DynamicPropertySource
  static void databases(DynamicPropertyRegistry registry) {
    registry.add("test.plain-database", () -> url(PLAIN.get()));
    registry.add("test.vector-database", () -> url(WITH_VECTORS.get()));
  }

  private static String url(EmbeddedPostgres server) {
    return server.getJdbcUrl("postgres", "postgres");
  }

  /** What came back. */
  public record Answer(int status, String text) {

    public JsonNode json() {
      return JsonMapper.shared().readTree(text);
    }

    public String at(String pointer) {
      return json().at(pointer).asString("");
    }
  }

  protected HttpResponse<String> get(String path) throws Exception {
    return client.send(request(path).build(), HttpResponse.BodyHandlers.ofString());
  }

  protected HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path));
  }

  protected Answer send(HttpRequest request) {
    try {
      HttpResponse<String> response = client.send(request, HttpResponse.BodyHandlers.ofString());
      return new Answer(response.statusCode(), response.body());
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    } catch (InterruptedException interrupted) {
      throw new IllegalStateException(interrupted);
    }
  }

  /** A request as the plugin-registry makes it for a team. */
  protected HttpRequest.Builder as(String team, String path) {
    Caller caller = new Caller("key-of-" + team, team, Set.of(Scope.CHAT), "req");
    return request(path)
        .header("Authorization", "Bearer " + tokens.mint(caller, Instant.now().plusSeconds(60)));
  }

  protected Answer ask(String team, String path) {
    return send(as(team, path).GET().build());
  }

  protected Answer post(String team, String path, String json) {
    return send(
        as(team, path)
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(json))
            .build());
  }

  protected Answer upload(
      String team, String fileName, byte[] content, Map<String, String> fields) {
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    fields.forEach((name, value) -> part(body, name, null, value.getBytes(StandardCharsets.UTF_8)));
    part(body, "file", fileName, content);
    body.writeBytes("--parts--\r\n".getBytes(StandardCharsets.UTF_8));
    return send(
        as(team, "/knowledge/upsert-file")
            .header("Content-Type", "multipart/form-data; boundary=parts")
            .POST(HttpRequest.BodyPublishers.ofByteArray(body.toByteArray()))
            .build());
  }

  private static void part(
      ByteArrayOutputStream body, String name, @Nullable String fileName, byte[] content) {
    String head =
        "--parts\r\nContent-Disposition: form-data; name=\""
            + name
            + (fileName == null ? "" : "\"; filename=\"" + fileName)
            + "\"\r\n\r\n";
    body.writeBytes(head.getBytes(StandardCharsets.UTF_8));
    body.writeBytes(content);
    body.writeBytes("\r\n".getBytes(StandardCharsets.UTF_8));
  }
}
