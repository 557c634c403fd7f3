package dev.hearth.deploy;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.hearth.inference.model.ModelFiles;
import dev.hearth.inference.model.ModelProgress;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * docker-compose.yml for real: images built, everything up with a real model on a real Ollama, a
 * plugin of a third party uploaded and used, and everything taken down again. Needs a container
 * engine, and the jars, which the build has made by then.
 */
@TestInstance(Lifecycle.PER_CLASS)
class ComposeTest {

  private static final String PROJECT = "hearth-compose-test";
  private static final List<String> SERVICES =
      List.of(
          "gateway-service",
          "inference-service",
          "plugin-registry",
          "moderation-service",
          "builtin-plugins");
  private static final List<String> STORES = List.of("postgres", "redis", "ollama");
  private static final String OLLAMA = "ollama/ollama:0.24.0";
  private static final String MODEL = "smollm2:135m";
  private static final JsonMapper JSON = JsonMapper.shared();

  private final HttpClient client =
      HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).build();
  private List<String> compose = List.of();
  private Map<String, String> environment = Map.of();
  private int port;
  private String key = "";

  @BeforeAll
  void up(@TempDir Path scratch) throws Exception {
    Containers.require();
    compose = new ArrayList<>(Containers.compose());
    compose.addAll(
        List.of(
            "--project-name",
            PROJECT,
            "--file",
            "docker-compose.yml",
            "--file",
            "standalone/src/test/resources/deploy/acme.yml"));
    port = freePort();
    environment =
        Map.of(
            "HEARTH_PORT",
            Integer.toString(port),
            "HEARTH_SECRETS",
            secrets(scratch).toString(),
            "HEARTH_TAG",
            "test",
            "HEARTH_OLLAMA_MODEL",
            MODEL);
    down();
    if (!Command.of("docker", "image", "inspect", OLLAMA).succeeds()
        && !Command.of("docker", "pull", OLLAMA).within(Duration.ofMinutes(10)).succeeds()) {
      Command.of("bench/images/ollama").within(Duration.ofMinutes(15)).output();
    }
    storeModel();
    run(Duration.ofMinutes(20), "build");
    run(Duration.ofMinutes(10), "up", "--detach");
    await().atMost(Duration.ofMinutes(2)).ignoreExceptions().until(this::ready);
  }

  @AfterAll
  void takeDown() {
    if (!environment.isEmpty()) {
      down();
      assertThat(containers("ps", "--all", "--quiet")).isBlank();
    }
  }

  private void down() {
    run(Duration.ofMinutes(5), "down", "--volumes", "--remove-orphans");
  }

  private String run(Duration limit, String... arguments) {
    return Command.of(compose, arguments).with(environment).within(limit).output();
  }

  private static String containers(String... arguments) {
    List<String> words = new ArrayList<>(List.of("docker"));
    words.addAll(List.of(arguments));
    words.add("--filter");
    words.add("label=com.docker.compose.project=" + PROJECT);
    return Command.of(words).output();
  }

  private static Path secrets(Path scratch) throws IOException {
    Path script = Files.copy(Path.of("../docker/make-secrets"), scratch.resolve("make-secrets"));
    Command.of("sh", script.toString()).output();
    return scratch.resolve("secrets");
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }

  /** Puts the default model into Ollama's volume, as a pull does where the hub can be reached. */
  private void storeModel() throws Exception {
    Path cache = Path.of(System.getProperty("user.home"), ".cache", "hearth");
    Path model = new ModelFiles(cache, null).provide(ModelProgress.SILENT);
    String volume = PROJECT + "_models";
    Command.of(
            "docker",
            "volume",
            "create",
            "--label",
            "com.docker.compose.project=" + PROJECT,
            "--label",
            "com.docker.compose.volume=models",
            volume)
        .output();
    Command.of(
            "docker",
            "run",
            "--rm",
            "--volume",
            volume + ":/models",
            "--volume",
            model.toAbsolutePath() + ":/model.gguf:ro",
            "--env",
            "OLLAMA_MODELS=/models",
            "--env",
            "OLLAMA_HOST=127.0.0.1:11434",
            "--env",
            "HOME=/tmp",
            "--entrypoint",
            "/bin/sh",
            OLLAMA,
            "-ec",
            """
            ollama serve 2>/tmp/log &
            until ollama list >/dev/null 2>&1; do sleep 1; done
            echo 'FROM /model.gguf' >/tmp/Modelfile
            ollama create %s -f /tmp/Modelfile
            chown -R 10001:10001 /models
            """
                .formatted(MODEL))
        .output();
  }

  private boolean ready() throws Exception {
    return get("/readyz").statusCode() == 200;
  }

  private String key() throws IOException {
    if (key.isEmpty()) {
      key =
          Files.readString(
              Path.of(environment.getOrDefault("HEARTH_SECRETS", "")).resolve("admin-key"));
    }
    return key;
  }

  private HttpRequest.Builder to(String path) throws IOException {
    return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
        .timeout(Duration.ofSeconds(130))
        .header("Authorization", "Bearer " + key());
  }

  private HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
    return client.send(request.build(), BodyHandlers.ofString());
  }

  private HttpResponse<String> get(String path) throws Exception {
    return send(to(path));
  }

  private HttpResponse<String> ask(String question, String plugin) throws Exception {
    String body =
        JSON.writeValueAsString(
            Map.of(
                "messages",
                List.of(Map.of("role", "user", "content", question)),
                "plugins",
                List.of(plugin),
                "temperature",
                0,
                "seed",
                7));
    return send(
        to("/v1/chat/completions")
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofString(body)));
  }

  /** The calculator under another name and address, as if somebody else ran it. */
  private HttpResponse<String> upload(String name) throws Exception {
    String manifest =
        """
        {
          "schema_version": "v1",
          "name_for_human": "Acme Calculator",
          "name_for_model": "%s",
          "description_for_human": "Exact arithmetic.",
          "description_for_model": "Calculates exactly. Use it for every calculation with numbers.",
          "auth": {"type": "none"},
          "api": {"type": "openapi", "url": "http://acme-plugin:8084/calculator/openapi.yaml"},
          "logo_url": "http://acme-plugin:8084/calculator/logo.svg",
          "contact_email": "acme@example.org",
          "legal_info_url": "http://acme-plugin:8084/calculator/openapi.yaml"
        }
        """
            .formatted(name);
    String form =
        "--b\r\nContent-Disposition: form-data; name=\"manifest\"; filename=\"ai-plugin.json\"\r\n"
            + "Content-Type: application/json\r\n\r\n"
            + manifest
            + "\r\n--b--\r\n";
    return send(
        to("/v1/plugins")
            .header("Content-Type", "multipart/form-data; boundary=b")
            .POST(BodyPublishers.ofString(form)));
  }

  @Test
  void aPluginThatIsUploadedAnswersAQuestionAndLeavesARecord() throws Exception {
    assertThat(upload("acme_calculator").statusCode()).isEqualTo(201);

    HttpResponse<String> answer = ask("What is 27 × 453? Use the calculator.", "acme_calculator");

    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    JsonNode reply = JSON.readTree(answer.body());
    assertThat(reply.at("/choices/0/message/content").asString()).contains("12231");
    assertThat(reply.at("/hearth/steps/0/plugin").asString()).isEqualTo("acme_calculator");
    assertThat(reply.at("/hearth/steps/0/verdict").asString()).isEqualTo("allow");

    String requestId = answer.headers().firstValue("x-request-id").orElseThrow();
    JsonNode records = JSON.readTree(get("/admin/audit").body()).path("data");
    assertThat(Workload.list(records))
        .filteredOn(record -> record.path("request_id").asString().equals(requestId))
        .singleElement()
        .satisfies(
            record -> {
              assertThat(record.path("status").asInt()).isEqualTo(200);
              assertThat(record.path("steps").asInt()).isPositive();
              assertThat(record.toString()).doesNotContain("27 × 453");
            });
  }

  @Test
  void onlyTheGatewayHasAPort() throws Exception {
    Set<String> published = new TreeSet<>();
    for (String line :
        containers("ps", "--format", "{{.Label \"com.docker.compose.service\"}} {{.Ports}}")
            .lines()
            .toList()) {
      if (line.contains("->")) {
        published.add(line);
      }
    }
    assertThat(published).containsExactly("gateway-service 127.0.0.1:%d->8080/tcp".formatted(port));

    for (int closed : new int[] {8081, 8082, 8083, 8084, 9090, 5432, 6379, 11434}) {
      assertThat(opens(closed)).as("port " + closed).isFalse();
    }
    assertThat(opens(port)).isTrue();
  }

  private static boolean opens(int port) throws IOException {
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 2000);
      return true;
    } catch (ConnectException refused) {
      return false;
    }
  }

  @Test
  void onlyTheRegistryReachesOutside() {
    if (!Command.of("ip", "netns", "add", "hearth-outside").succeeds()) {
      Containers.missing("no network namespace can be made (ip netns add fails)");
    }
    try (Outside outside = Outside.open()) {
      for (String name : SERVICES) {
        assertThat(reaches(name, outside.address()))
            .as(name)
            .isEqualTo(name.equals("plugin-registry"));
      }
      for (String name : STORES) {
        assertThat(reaches(name, outside.address())).as(name).isFalse();
      }
    }
  }

  private boolean reaches(String service, String address) {
    return Command.of(
            "docker",
            "exec",
            container(service),
            "timeout",
            "3",
            "bash",
            "-c",
            "exec 3<>/dev/tcp/" + address)
        .succeeds();
  }

  private static String container(String service) {
    return containers("ps", "--quiet", "--filter", "label=com.docker.compose.service=" + service)
        .strip();
  }

  @Test
  void servicesAreConfined() {
    for (String service : SERVICES) {
      JsonNode container =
          JSON.readTree(Command.of("docker", "inspect", container(service)).output()).get(0);
      JsonNode host = container.path("HostConfig");

      assertThat(container.at("/Config/User").asString()).as(service).isEqualTo("10001:10001");
      assertThat(host.path("ReadonlyRootfs").asBoolean()).as(service).isTrue();
      assertThat(host.path("CapDrop").toString()).as(service).isEqualTo("[\"ALL\"]");
      assertThat(host.path("SecurityOpt").toString())
          .as(service)
          .contains("no-new-privileges:true");
      assertThat(host.path("Memory").asLong()).as(service).isPositive();
      assertThat(host.path("NanoCpus").asLong()).as(service).isPositive();
      assertThat(container.at("/Config/Env").toString())
          .as(service + " has no secret in its environment")
          .doesNotContain("PASSWORD", "SECRET", "ADMIN");
    }
  }

  @Test
  void nothingAcknowledgedIsLostWhenPostgresRestarts() throws Exception {
    assertThat(upload("kept_calculator").statusCode()).isEqualTo(201);

    run(Duration.ofMinutes(2), "restart", "postgres");
    HttpResponse<String> meanwhile = ask("What is 12 + 30? Use the calculator.", "kept_calculator");

    assertThat(meanwhile.statusCode()).isIn(200, 503);
    await()
        .atMost(Duration.ofSeconds(60))
        .ignoreExceptions()
        .until(() -> get("/v1/plugins/kept_calculator").statusCode() == 200);
    HttpResponse<String> after = ask("What is 12 + 30? Use the calculator.", "kept_calculator");
    assertThat(after.statusCode()).as(after.body()).isEqualTo(200);
    assertThat(after.body()).contains("42");
  }

  @Test
  void healthTellsWhichPartIsDownAndNothingElse() throws Exception {
    assertThat(parts("gateway-service"))
        .containsEntry("db", "UP")
        .containsEntry("moderation", "UP");
    assertThat(parts("plugin-registry")).containsEntry("db", "UP");
    assertThat(parts("inference-service")).containsEntry("models", "UP");
    try {
      run(Duration.ofMinutes(3), "stop", "moderation-service", "postgres");

      await()
          .atMost(Duration.ofSeconds(60))
          .untilAsserted(
              () ->
                  assertThat(parts("gateway-service"))
                      .containsEntry("db", "DOWN")
                      .containsEntry("moderation", "DOWN")
                      .containsEntry("livenessState", "UP"));
      assertThat(parts("plugin-registry")).containsEntry("db", "DOWN");
      assertThat(parts("inference-service")).containsEntry("models", "UP");
      HttpResponse<String> ready = get("/readyz");
      assertThat(ready.statusCode()).isEqualTo(503);
      assertThat(ready.body()).as("what anyone may read").doesNotContain("moderation");
    } finally {
      run(Duration.ofMinutes(3), "start", "postgres", "moderation-service");
    }
    await().atMost(Duration.ofMinutes(2)).ignoreExceptions().until(this::ready);
    await()
        .atMost(Duration.ofMinutes(1))
        .untilAsserted(() -> assertThat(parts("plugin-registry").values()).containsOnly("UP"));
  }

  /** The parts of a service by its health endpoint, each with its state and nothing more. */
  private static Map<String, String> parts(String service) {
    String answer = management(service, "/actuator/health");
    JsonNode health = JSON.readTree(answer.substring(answer.indexOf('{')));
    Map<String, String> parts = new TreeMap<>();
    for (Map.Entry<String, JsonNode> part : health.path("components").properties()) {
      assertThat(part.getValue().propertyNames()).as(answer).containsExactly("status");
      parts.put(part.getKey(), part.getValue().path("status").asString());
    }
    return parts;
  }

  /** What the management port answers, which no other container reaches: head and body. */
  private static String management(String service, String path) {
    return Command.of(
            "docker",
            "exec",
            container(service),
            "bash",
            "-c",
            "exec 3<>/dev/tcp/127.0.0.1/9090 && printf 'GET "
                + path
                + " HTTP/1.0\\r\\n\\r\\n' >&3 && cat <&3")
        .output();
  }

  @Test
  void everyImageCarriesWhatItIsMadeOfAndNoServiceServesIt() {
    for (String service : SERVICES) {
      String text =
          Command.of("docker", "exec", container(service), "cat", "/app/sbom.cdx.json").output();

      assertThat(JSON.readTree(text).at("/metadata/component/name").asString()).isEqualTo(service);
      assertThat(management(service, "/actuator/sbom")).doesNotContain(" 200", "CycloneDX");
    }
  }

  @Test
  void everyComposeOfThisMachineAcceptsTheFile() {
    List<List<String>> found = new ArrayList<>();
    Containers.version1().ifPresent(found::add);
    Containers.version2().ifPresent(found::add);

    assertThat(found).isNotEmpty();
    for (List<String> command : found) {
      String config = Command.of(command, "config").with(environment).output();
      assertThat(config.getBytes(UTF_8)).as(command.toString()).hasSizeGreaterThan(2000);
    }
  }

  @Test
  void everyMetricThatAnAlertOrAnAutoscalerNamesExists() throws Exception {
    StringBuilder scraped = new StringBuilder();
    for (String service : SERVICES) {
      String metrics = management(service, "/actuator/prometheus");
      assertThat(metrics).as(service).contains(" 200", "jvm_memory_used_bytes");
      scraped.append(metrics);
    }
    Set<String> named = new TreeSet<>();
    Path folder = Path.of("../k8s/observability");
    for (String file : List.of("rules.yaml", "prometheus-adapter.values.yaml")) {
      Matcher names =
          Pattern.compile("\\b(?:http|hikaricp|jvm|process|hearth)_[a-z_]+(?=\\{)")
              .matcher(Files.readString(folder.resolve(file)));
      while (names.find()) {
        named.add(names.group());
      }
    }

    assertThat(named).hasSizeGreaterThan(3);
    assertThat(named).allSatisfy(name -> assertThat(scraped).containsPattern("\n" + name + "[{ ]"));
  }

  /** A host outside: a network namespace that answers on port 8000, and knows no way back. */
  private record Outside(Process server) implements AutoCloseable {

    static Outside open() {
      String[][] commands = {
        {"ip", "link", "add", "hearth-out0", "type", "veth", "peer", "name", "hearth-out1"},
        {"ip", "link", "set", "hearth-out1", "netns", "hearth-outside"},
        {"ip", "address", "add", "10.99.0.1/24", "dev", "hearth-out0"},
        {"ip", "link", "set", "hearth-out0", "up"},
        {
          "ip",
          "netns",
          "exec",
          "hearth-outside",
          "ip",
          "address",
          "add",
          "10.99.0.2/24",
          "dev",
          "hearth-out1"
        },
        {"ip", "netns", "exec", "hearth-outside", "ip", "link", "set", "hearth-out1", "up"},
      };
      try {
        for (String[] command : commands) {
          Command.of(command).output();
        }
        Process server =
            new ProcessBuilder(
                    "ip",
                    "netns",
                    "exec",
                    "hearth-outside",
                    "python3",
                    "-m",
                    "http.server",
                    "8000",
                    "--bind",
                    "10.99.0.2")
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        await()
            .atMost(Duration.ofSeconds(20))
            .until(() -> Command.of("bash", "-c", "exec 3<>/dev/tcp/10.99.0.2/8000").succeeds());
        return new Outside(server);
      } catch (IOException absent) {
        throw new UncheckedIOException(absent);
      }
    }

    String address() {
      return "10.99.0.2/8000";
    }

    @Override
    public void close() {
      server.destroy();
      Command.of("ip", "netns", "delete", "hearth-outside").output();
    }
  }
}
