package dev.hearth.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A whole Hearth as a process of its own, killed and interrupted. */
class KillTest {

  private static final Duration START = Duration.ofMinutes(2);

  @TempDir private Path home;
  private final int port = Ports.free();
  private final HttpClient client = HttpClient.newHttpClient();
  private final List<Process> started = new ArrayList<>();

  @AfterEach
  void stop() {
    started.forEach(
        process -> {
          process.destroy();
          process.onExit().join();
        });
  }

  @Test
  void aKilledHearthLeavesNothingThatStopsTheNextStart() throws Exception {
    Process first = up("first.log");
    awaitUp("first.log");
    String key = Files.readString(home.resolve("cli-key")).strip();
    assertThat(Files.readString(home.resolve("first.log"))).contains("first administrator's");
    List<ProcessHandle> children = first.descendants().toList();
    ProcessHandle postgres = postgres();
    assertThat(children).as("the engine's process").isNotEmpty();

    first.destroyForcibly().waitFor();

    await()
        .atMost(Duration.ofSeconds(15))
        .untilAsserted(
            () -> {
              assertThat(children).noneMatch(ProcessHandle::isAlive);
              assertThat(postgres.isAlive()).isFalse();
            });
    Process second = up("second.log");
    awaitUp("second.log");
    HttpResponse<String> models = models(key);
    assertThat(models.statusCode()).as("the key of before").isEqualTo(200);
    assertThat(models.body()).contains("smollm2");
    assertThat(Files.readString(home.resolve("second.log"))).doesNotContain("administrator");

    second.destroy();

    assertThat(second.waitFor(30, TimeUnit.SECONDS)).isTrue();
    assertThat(Ports.allFree(port)).isTrue();
  }

  @Test
  void aSecondHearthOnTheSameHomeIsRefused() throws Exception {
    up("first.log");
    awaitUp("first.log");

    Process second = up("second.log", Ports.free());

    assertThat(second.waitFor()).isEqualTo(1);
    assertThat(Files.readString(home.resolve("second.log"))).contains("another Hearth is running");
  }

  private Process up(String log) throws IOException {
    return up(log, port);
  }

  private Process up(String log, int onPort) throws IOException {
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
    builder.environment().put("HEARTH_PORT", Integer.toString(onPort));
    builder.environment().put("HEARTH_MODEL", TestModel.file().toString());
    builder.environment().remove("HEARTH_ADMIN_KEY");
    Process process = builder.start();
    started.add(process);
    return process;
  }

  private void awaitUp(String log) {
    await()
        .atMost(START)
        .pollInterval(Duration.ofMillis(250))
        .until(() -> Files.readString(home.resolve(log)).contains("Ctrl-C stops it"));
  }

  private HttpResponse<String> models(String key) throws Exception {
    return client.send(
        HttpRequest.newBuilder(URI.create("http://localhost:" + port + "/v1/models"))
            .header("Authorization", "Bearer " + key)
            .build(),
        HttpResponse.BodyHandlers.ofString());
  }

  private ProcessHandle postgres() throws IOException {
    String pid =
        Files.readAllLines(home.resolve("postgres/data/postmaster.pid")).getFirst().strip();
    return ProcessHandle.of(Long.parseLong(pid)).orElseThrow();
  }
}
