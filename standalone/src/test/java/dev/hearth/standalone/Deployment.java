package dev.hearth.standalone;

import static org.awaitility.Awaitility.await;

import dev.hearth.gateway.GatewayApplication;
import dev.hearth.inference.InferenceApplication;
import dev.hearth.moderation.ModerationApplication;
import dev.hearth.registry.RegistryApplication;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.util.FileSystemUtils;

/**
 * Every service as a process of its own, a PostgreSQL and an engine, with a proxy before each part
 * that another calls. Made once and shared, since its start takes long.
 */
final class Deployment implements AutoCloseable {

  /** A part that can fail. */
  enum Part {
    MODERATION(ModerationApplication.class),
    INFERENCE(InferenceApplication.class),
    REGISTRY(RegistryApplication.class),
    ENGINE(StubEngine.class),
    DATABASE(null),
    REDIS(null),
    GATEWAY(GatewayApplication.class);

    private final @Nullable Class<?> program;

    Part(@Nullable Class<?> program) {
      this.program = program;
    }
  }

  static final String ADMIN_KEY = "hearth-tests-administrator-key";

  /** The deadline of each request to the gateway. */
  static final Duration DEADLINE = Duration.ofSeconds(4);

  private static final Duration START = Duration.ofMinutes(4);
  private static final HttpClient CLIENT =
      HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(2)).build();

  private static @Nullable Deployment shared;

  private final Path folder;
  private final Home home;
  private final Map<Part, Integer> ports = new EnumMap<>(Part.class);
  private final Map<Part, FaultProxy> proxies = new EnumMap<>(Part.class);
  private final Map<Part, Process> processes = new EnumMap<>(Part.class);
  private final List<Process> further = new ArrayList<>();
  private EmbeddedDatabase database;

  private Deployment() throws IOException {
    folder = Files.createTempDirectory("hearth-faults");
    home = Home.open(folder);
    database = EmbeddedDatabase.start(home);
    int port = Ports.free();
    for (Part part : Part.values()) {
      ports.put(
          part,
          switch (part) {
            case DATABASE -> databasePort();
            case REDIS -> Ports.free();
            case MODERATION, INFERENCE, REGISTRY, ENGINE, GATEWAY -> port++;
          });
      if (part != Part.GATEWAY) {
        proxies.put(part, new FaultProxy(port(part)));
      }
    }
    for (Part part : Part.values()) {
      if (part != Part.DATABASE && (part != Part.REDIS || hasRedis())) {
        processes.put(part, launch(part));
      }
    }
    for (Part part : Part.values()) {
      if (part != Part.REDIS || hasRedis()) {
        awaitReturn(part);
      }
    }
  }

  /** The one that tests share and leave as it was; it ends with this JVM. */
  static synchronized Deployment shared() {
    Deployment running = shared;
    if (running == null) {
      try {
        running = new Deployment();
      } catch (IOException failure) {
        throw new UncheckedIOException(failure);
      }
      shared = running;
      Runtime.getRuntime().addShutdownHook(new Thread(running::close));
    }
    return running;
  }

  int port(Part part) {
    return Objects.requireNonNull(ports.get(part));
  }

  FaultProxy proxy(Part part) {
    return Objects.requireNonNull(proxies.get(part), "a proxy");
  }

  private int databasePort() {
    return URI.create(database.url().substring("jdbc:".length())).getPort();
  }

  private Process launch(Part part) throws IOException {
    List<String> arguments = new ArrayList<>();
    if (part == Part.REDIS) {
      return redis();
    }
    if (part == Part.ENGINE) {
      arguments.add(Integer.toString(port(part)));
    } else {
      arguments.addAll(settings(port(part)));
    }
    return java(part, part.name().toLowerCase(Locale.ROOT) + ".log", arguments);
  }

  private Process redis() throws IOException {
    return new ProcessBuilder(
            "redis-server",
            "--port",
            Integer.toString(port(Part.REDIS)),
            "--bind",
            "127.0.0.1",
            "--save",
            "",
            "--appendonly",
            "no",
            "--dir",
            folder.toString())
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.appendTo(folder.resolve("redis.log").toFile()))
        .start();
  }

  /** Whether there is a Redis on this machine; without one, gateways count by themselves. */
  static boolean hasRedis() {
    return Stream.of(System.getenv("PATH").split(":"))
        .anyMatch(one -> Files.isExecutable(Path.of(one, "redis-server")));
  }

  private List<String> settings(int port) {
    List<String> all = new ArrayList<>();
    all.add("--server.port=" + port);
    all.add("--server.address=127.0.0.1");
    all.add(
        "--spring.datasource.url=jdbc:postgresql://127.0.0.1:"
            + proxy(Part.DATABASE).port()
            + "/hearth");
    all.add("--spring.datasource.username=" + EmbeddedDatabase.USER);
    all.add("--spring.datasource.password=" + database.password());
    all.add("--management.endpoint.health.probes.add-additional-paths=true");
    // As everywhere: less than the deadline (4 s here, not 120 s).
    all.add("--spring.datasource.hikari.maximum-pool-size=6");
    all.add("--spring.datasource.hikari.connection-timeout=1500");
    all.add("--spring.datasource.hikari.validation-timeout=1000");
    all.add("--spring.datasource.hikari.data-source-properties.socketTimeout=3");
    all.add("--hearth.service-secret=" + home.secret("service-secret"));
    all.add("--hearth.request-timeout=" + DEADLINE.toMillis() + "ms");
    all.add("--hearth.gateway.admin-key=" + ADMIN_KEY);
    if (hasRedis()) {
      all.add("--hearth.gateway.admission.redis-url=redis://127.0.0.1:" + proxy(Part.REDIS).port());
    }
    all.add("--hearth.gateway.admission.requests-per-minute=1000000");
    all.add("--hearth.gateway.admission.tokens-per-minute=1000000000");
    all.add("--hearth.registry.credentials-key=" + home.secret("credentials-key"));
    all.add("--hearth.inference.home=" + folder);
    all.add("--hearth.inference.openai-url=" + proxy(Part.ENGINE).url());
    for (String caller : List.of("gateway", "inference", "registry")) {
      all.add("--hearth." + caller + ".inference-url=" + proxy(Part.INFERENCE).url());
      all.add("--hearth." + caller + ".registry-url=" + proxy(Part.REGISTRY).url());
      all.add("--hearth." + caller + ".moderation-url=" + proxy(Part.MODERATION).url());
    }
    return all;
  }

  private Process java(Part part, String log, List<String> arguments) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(
        List.of(
            "-Xmx400m",
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "-Dhearth.log=" + folder.resolve("log-of-" + log),
            "--enable-native-access=ALL-UNNAMED",
            "--sun-misc-unsafe-memory-access=allow",
            "-cp",
            System.getProperty("java.class.path"),
            Objects.requireNonNull(part.program).getName()));
    command.addAll(arguments);
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(folder.resolve(log).toFile()));
    builder.environment().keySet().removeIf(name -> name.startsWith("HEARTH_"));
    return builder.start();
  }

  /** A further gateway, which its caller stops. */
  Process gateway(int port, String... settings) throws IOException {
    List<String> all = settings(port);
    for (String setting : settings) {
      // Given twice, a value would be a list.
      String name = setting.substring(0, setting.indexOf('=') + 1);
      all.removeIf(one -> one.startsWith(name));
      all.add(setting);
    }
    Process process = java(Part.GATEWAY, "gateway-" + port + ".log", all);
    further.add(process);
    return process;
  }

  /** Waits until a part that was started can do its work. */
  void awaitReturn(Part part) {
    switch (part) {
      case DATABASE ->
          await().atMost(START).ignoreExceptions().until(() -> recorded(Set.of("none")).isEmpty());
      case REDIS ->
          await()
              .atMost(START)
              .ignoreExceptions()
              .until(
                  () -> {
                    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port(part))) {
                      return socket.isConnected();
                    }
                  });
      case ENGINE -> awaitUp(port(part), "/v1/models");
      case GATEWAY, INFERENCE -> awaitUp(port(part), "/readyz");
      case MODERATION, REGISTRY -> awaitUp(port(part), "/livez");
    }
  }

  /** Waits until a server answers 200 here. */
  static void awaitUp(int port, String path) {
    await()
        .atMost(START)
        .pollInterval(Duration.ofMillis(100))
        .ignoreExceptions()
        .until(() -> status(port, path) == 200);
  }

  /** The status that is answered there. */
  static int status(int port, String path) throws IOException, InterruptedException {
    return CLIENT
        .send(
            HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                .timeout(Duration.ofSeconds(3))
                .build(),
            HttpResponse.BodyHandlers.discarding())
        .statusCode();
  }

  /** How many requests reached the engine with what it must not read, since it was started. */
  int leaks() throws IOException, InterruptedException {
    return Integer.parseInt(
        CLIENT
            .send(
                HttpRequest.newBuilder(
                        URI.create("http://127.0.0.1:" + port(Part.ENGINE) + "/leaks"))
                    .build(),
                HttpResponse.BodyHandlers.ofString())
            .body());
  }

  /** Ends a part as the kernel does when memory is short. */
  void kill(Part part) throws InterruptedException, IOException {
    if (part == Part.DATABASE) {
      for (ProcessHandle process : handles(part)) {
        process.destroyForcibly();
      }
      await().until(() -> handles(part).stream().noneMatch(ProcessHandle::isAlive));
    } else {
      Objects.requireNonNull(processes.get(part)).destroyForcibly().waitFor();
    }
  }

  /** Starts a part that was killed. */
  void revive(Part part) throws IOException {
    if (part == Part.DATABASE) {
      // It lets go of its folder's lock.
      database.close();
      database = EmbeddedDatabase.start(home);
      ports.put(part, databasePort());
      proxy(part).to(databasePort());
    } else {
      processes.put(part, launch(part));
    }
    awaitReturn(part);
  }

  /** Stops a part's processes without ending them; they keep their connections. */
  void pause(Part part) throws IOException, InterruptedException {
    signal("-STOP", part);
  }

  void resume(Part part) throws IOException, InterruptedException {
    signal("-CONT", part);
  }

  private void signal(String signal, Part part) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of("kill", signal));
    handles(part).forEach(process -> command.add(Long.toString(process.pid())));
    // A backend of the database may end by itself in between: then kill complains of it alone.
    new ProcessBuilder(command).redirectErrorStream(true).start().waitFor();
  }

  private List<ProcessHandle> handles(Part part) throws IOException {
    if (part != Part.DATABASE) {
      return List.of(Objects.requireNonNull(processes.get(part)).toHandle());
    }
    Path pid = folder.resolve("postgres/data/postmaster.pid");
    ProcessHandle postmaster =
        ProcessHandle.of(Long.parseLong(Files.readAllLines(pid).getFirst().strip())).orElse(null);
    return postmaster == null
        ? List.of()
        : Stream.concat(Stream.of(postmaster), postmaster.descendants()).toList();
  }

  /** Those of these request ids of which there is an audit record. */
  Set<String> recorded(Set<String> requestIds) throws SQLException {
    Set<String> found = new TreeSet<>();
    try (Connection connection =
            DriverManager.getConnection(
                database.url(), EmbeddedDatabase.USER, database.password());
        PreparedStatement query =
            connection.prepareStatement(
                "select request_id from gateway.audit_record where request_id = any(?)")) {
      query.setArray(1, connection.createArrayOf("text", requestIds.toArray()));
      try (ResultSet rows = query.executeQuery()) {
        while (rows.next()) {
          found.add(rows.getString(1));
        }
      }
    }
    return found;
  }

  @Override
  public void close() {
    Stream.concat(processes.values().stream(), further.stream())
        .filter(Process::isAlive)
        .forEach(
            process -> {
              process.destroyForcibly();
              try {
                process.waitFor(10, TimeUnit.SECONDS);
              } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
              }
            });
    database.close();
    home.close();
    try {
      for (FaultProxy proxy : proxies.values()) {
        proxy.close();
      }
      FileSystemUtils.deleteRecursively(folder);
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }
}
