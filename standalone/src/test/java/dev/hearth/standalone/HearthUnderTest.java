package dev.hearth.standalone;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.util.FileSystemUtils;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A whole Hearth with the real default model, in a home of its own. */
public final class HearthUnderTest implements AutoCloseable {

  public static final String ADMIN_KEY = "hearth-tests-administrator-key";

  private static final JsonMapper JSON = JsonMapper.shared();
  private static final HttpClient CLIENT =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  private static @Nullable HearthUnderTest shared;

  private final Path home;
  private final Hearth hearth;

  private HearthUnderTest(Path home, Hearth hearth) {
    this.home = home;
    this.hearth = hearth;
  }

  /** One that tests share which leave it as it was; stopped with the JVM. */
  static synchronized HearthUnderTest shared() {
    HearthUnderTest running = shared;
    if (running == null) {
      running = start();
      shared = running;
      Runtime.getRuntime().addShutdownHook(new Thread(running::close));
    }
    return running;
  }

  /** Starts one with the default model, which is fetched once and kept in the user's cache. */
  static HearthUnderTest start() {
    return start(Map.of());
  }

  static HearthUnderTest start(Map<String, String> properties) {
    return start(Optional.of(TestModel.file()), properties);
  }

  /** Starts one with this model. */
  public static HearthUnderTest start(Optional<Path> model, Map<String, String> properties) {
    return start(model, Optional.empty(), properties);
  }

  /** Starts one on a database that is there, as HEARTH_DATABASE_URL does. */
  static HearthUnderTest startOn(String databaseUrl, String user) {
    return start(
        Optional.of(TestModel.file()),
        Optional.of(databaseUrl),
        Map.of(
            "spring.datasource.url",
            databaseUrl,
            "spring.datasource.username",
            user,
            "spring.datasource.password",
            ""));
  }

  private static HearthUnderTest start(
      Optional<Path> model, Optional<String> databaseUrl, Map<String, String> properties) {
    try {
      Path home = Files.createTempDirectory("hearth-test");
      Settings settings = new Settings(home, Ports.free(), model, databaseUrl, true);
      Map<String, String> all = new HashMap<>(properties);
      all.put("hearth.gateway.admin-key", ADMIN_KEY);
      return new HearthUnderTest(home, Hearth.start(settings, all, new Console(System.out, false)));
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  public String url() {
    return "http://localhost:" + hearth.settings().port();
  }

  /** The inference-service. */
  public ConfigurableApplicationContext inference() {
    return hearth.services().context(Services.Service.INFERENCE);
  }

  /** The inference-service's address. */
  public String inferenceUrl() {
    return Services.Service.INFERENCE.url(hearth.settings().port());
  }

  Hearth hearth() {
    return hearth;
  }

  /** A chat-only key, as {@code ./hearth ask} uses it. */
  String chatKey() {
    try {
      return Files.readString(home.resolve("cli-key")).strip();
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  Answer get(String path) {
    return send(request(path).GET().build());
  }

  Answer post(String path, String body) {
    return send(
        request(path)
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(body))
            .build());
  }

  HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create(url() + path))
        .timeout(Duration.ofMinutes(3))
        .header("Authorization", "Bearer " + ADMIN_KEY);
  }

  Answer send(HttpRequest request) {
    try {
      HttpResponse<String> response = CLIENT.send(request, HttpResponse.BodyHandlers.ofString());
      return new Answer(response);
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(interrupted);
    }
  }

  HttpClient client() {
    return CLIENT;
  }

  @Override
  public void close() {
    hearth.close();
    try {
      FileSystemUtils.deleteRecursively(home);
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  /** What came back. */
  record Answer(HttpResponse<String> response) {

    int status() {
      return response.statusCode();
    }

    String text() {
      return response.body();
    }

    JsonNode json() {
      return JSON.readTree(response.body());
    }
  }
}
