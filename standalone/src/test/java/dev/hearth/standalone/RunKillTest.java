package dev.hearth.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A whole Hearth as a process of its own, killed in the middle of a run. */
class RunKillTest {

  private static final String KEY = "an administrator's key of tests";
  private static final Duration START = Duration.ofMinutes(2);
  private static final Duration SOON = Duration.ofSeconds(60);

  @TempDir private Path home;
  private final int port = Ports.free();
  private final HttpClient client = HttpClient.newHttpClient();
  private final List<Process> started = new ArrayList<>();
  private final AtomicInteger letters = new AtomicInteger();
  private final CompletableFuture<Void> plugin = new CompletableFuture<>();
  private HttpServer post;
  private ScriptedEngine engine;

  @BeforeEach
  void serve() throws IOException {
    engine = new ScriptedEngine(request -> ScriptedEngine.says("Hello."));
    post = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    post.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    post.createContext("/letters", this::letter);
    post.start();
  }

  @AfterEach
  void stop() {
    plugin.complete(null);
    started.forEach(
        process -> {
          process.destroy();
          process.onExit().join();
        });
    post.stop(0);
    engine.close();
  }

  @Test
  void aCallThatWasBegunIsAskedAboutAndNotRepeated() throws Exception {
    Process first = up("first.log");
    awaitUp("first.log");
    registerPost();
    engine.plays(
        request ->
            ScriptedEngine.hasResult(request)
                ? ScriptedEngine.says("I cannot say whether the letter was sent.")
                : ScriptedEngine.calls(request, "{\"to\":\"Bob\"}"));
    String run =
        created("{\"goal\":\"Write to Bob.\",\"model\":\"scripted\",\"plugins\":[\"post\"]}");
    JsonNode waiting = awaitStatus(run, "requires_action");
    assertThat(waiting.at("/required_action/kind").asString()).isEqualTo("approval");
    assertThat(letters).hasValue(0);
    decide(run, waiting, "approve");
    // The letter is on its way; its answer never comes.
    await().atMost(SOON).until(() -> letters.get() == 1);

    first.destroyForcibly().waitFor();
    up("second.log");
    awaitUp("second.log");

    JsonNode asked = awaitStatus(run, "requires_action");
    assertThat(asked.at("/required_action/kind").asString()).isEqualTo("unknown_outcome");
    assertThat(asked.at("/steps/0/result").isNull()).isTrue();
    assertThat(letters).as("letters that were sent").hasValue(1);
    decide(run, asked, "refuse");
    JsonNode ended = awaitStatus(run, "completed");
    assertThat(ended.get("output").asString())
        .isEqualTo("I cannot say whether the letter was sent.");
    assertThat(letters).as("letters that were sent").hasValue(1);
    JsonNode frames = json(get("/v1/runs/" + run + "/replay")).get("frames");
    assertThat(frames.get(frames.size() - 1).get("run")).isEqualTo(ended);
    assertThat(frames.toString()).contains("run.resumed");
  }

  @Test
  void aTurnThatWasCutOffIsBegunAgain() throws Exception {
    Process first = up("first.log");
    awaitUp("first.log");
    CompletableFuture<Void> never = new CompletableFuture<>();
    engine.plays(
        request -> {
          never.join();
          return ScriptedEngine.says("too late");
        });
    String run = created("{\"goal\":\"Say something.\",\"model\":\"scripted\"}");
    await().atMost(SOON).until(() -> !engine.requests().isEmpty());

    first.destroyForcibly().waitFor();
    never.complete(null);
    engine.plays(request -> ScriptedEngine.says("Something."));
    up("second.log");
    awaitUp("second.log");

    assertThat(awaitStatus(run, "completed").get("output").asString()).isEqualTo("Something.");
    assertThat(get("/v1/runs/" + run + "/events").body())
        .contains("event: run.resumed")
        .contains("\"interrupted\":\"turn\"");
  }

  private void letter(HttpExchange exchange) {
    letters.incrementAndGet();
    plugin.join();
    exchange.close();
  }

  private void registerPost() throws Exception {
    String origin = "http://127.0.0.1:" + post.getAddress().getPort();
    String manifest =
        """
        {"schema_version":"v1","name_for_model":"post","name_for_human":"Post",
         "description_for_model":"Sends letters to people.","description_for_human":"Letters.",
         "auth":{"type":"none"},"api":{"type":"openapi","url":"%s/openapi.json"},
         "logo_url":"%s/logo.png","contact_email":"post@example.org","legal_info_url":"%s/legal"}\
        """
            .formatted(origin, origin, origin);
    String api =
        """
        {"openapi":"3.0.1","info":{"title":"Post","version":"1"},"servers":[{"url":"%s"}],
         "paths":{"/letters":{"post":{"operationId":"sendLetter","summary":"Sends a letter",
          "requestBody":{"required":true,"content":{"application/json":{"schema":{"type":"object",
           "required":["to"],"properties":{"to":{"type":"string"}}}}}},
          "responses":{"200":{"description":"sent"}}}}}}\
        """
            .formatted(origin);
    String boundary = "hearth-tests";
    String body =
        part(boundary, "manifest", "ai-plugin.json", manifest)
            + part(boundary, "openapi", "openapi.json", api)
            + "--"
            + boundary
            + "--\r\n";
    HttpResponse<String> registered =
        client.send(
            to("/v1/plugins")
                .header("Content-Type", "multipart/form-data; boundary=" + boundary)
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build(),
            HttpResponse.BodyHandlers.ofString());
    assertThat(registered.statusCode()).as(registered.body()).isBetween(200, 201);
    HttpResponse<String> enabled =
        client.send(
            to("/v1/plugins/post")
                .header("Content-Type", "application/json")
                .method("PATCH", HttpRequest.BodyPublishers.ofString("{\"enabled\":true}"))
                .build(),
            HttpResponse.BodyHandlers.ofString());
    assertThat(enabled.statusCode()).as(enabled.body()).isEqualTo(200);
  }

  private static String part(String boundary, String name, String file, String content) {
    return "--%s\r\nContent-Disposition: form-data; name=\"%s\"; filename=\"%s\"\r\nContent-Type: application/json\r\n\r\n%s\r\n"
        .formatted(boundary, name, file, content);
  }

  private String created(String body) throws Exception {
    HttpResponse<String> created = post("/v1/runs", body);
    assertThat(created.statusCode()).as(created.body()).isEqualTo(202);
    return json(created).get("id").asString();
  }

  private void decide(String run, JsonNode waiting, String decision) throws Exception {
    HttpResponse<String> decided =
        post(
            "/v1/runs/" + run + "/actions/" + waiting.at("/required_action/id").asString(),
            "{\"decision\":\"" + decision + "\"}");
    assertThat(decided.statusCode()).as(decided.body()).isEqualTo(202);
  }

  private JsonNode awaitStatus(String run, String status) throws Exception {
    await()
        .atMost(SOON)
        .pollInterval(Duration.ofMillis(200))
        .until(
            () -> {
              HttpResponse<String> answer = get("/v1/runs/" + run);
              return answer.statusCode() == 200
                  && json(answer).get("status").asString().equals(status);
            });
    return json(get("/v1/runs/" + run));
  }

  private Process up(String log) throws IOException {
    ProcessBuilder builder =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                "-cp",
                System.getProperty("java.class.path"),
                Up.class.getName())
            .redirectErrorStream(true)
            .redirectOutput(home.resolve(log).toFile());
    builder.environment().put("HEARTH_HOME", home.toString());
    builder.environment().put("HEARTH_PORT", Integer.toString(port));
    builder.environment().put("HEARTH_MODEL", TestModel.file().toString());
    builder.environment().put("HEARTH_ADMIN_KEY", KEY);
    builder.environment().put("HEARTH_OPENAI_URL", engine.url().toString());
    builder
        .environment()
        .put("HEARTH_REGISTRY_EGRESS_ALLOW", "http://127.0.0.1:" + post.getAddress().getPort());
    Process process = builder.start();
    started.add(process);
    return process;
  }

  private void awaitUp(String log) {
    await()
        .atMost(START)
        .pollInterval(Duration.ofMillis(250))
        .until(
            () ->
                Files.readString(home.resolve(log)).contains("Ctrl-C stops it")
                    && get("/v1/models").body().contains("scripted"));
  }

  private HttpResponse<String> get(String path) throws Exception {
    return client.send(to(path).build(), HttpResponse.BodyHandlers.ofString());
  }

  private HttpResponse<String> post(String path, String body) throws Exception {
    return client.send(
        to(path)
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(body, StandardCharsets.UTF_8))
            .build(),
        HttpResponse.BodyHandlers.ofString());
  }

  private HttpRequest.Builder to(String path) {
    return HttpRequest.newBuilder(URI.create("http://localhost:" + port + path))
        .header("Authorization", "Bearer " + KEY);
  }

  private static JsonNode json(HttpResponse<String> response) {
    return JsonMapper.shared().readTree(response.body());
  }
}
