package dev.hearth.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import dev.hearth.standalone.Load.Outcome;
import dev.hearth.standalone.Load.Question;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two gateways behind nginx as docs/examples/nginx.conf has it, restarted one after the other. */
class RollingRestartTest {

  @TempDir private Path folder;
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
  void noRequestFails() throws Exception {
    Optional<Path> nginx = nginx();
    if (nginx.isEmpty()) {
      System.out.println(
          "==== SKIPPED: THE ROLLING RESTART BEHIND NGINX: there is no nginx here ====");
    }
    assumeThat(nginx).isPresent();
    Deployment deployment = Deployment.shared();
    int[] ports = {Ports.free(), Ports.free()};
    int entry = Ports.free();
    Process[] gateways = new Process[2];
    for (int i = 0; i < 2; i++) {
      gateways[i] = start(deployment, ports[i]);
    }
    for (int port : ports) {
      Deployment.awaitUp(port, "/readyz");
    }
    proxy(nginx.get(), entry, ports);
    Deployment.awaitUp(entry, "/livez");

    Load load = new Load(entry, 3, Question.PLAIN, Question.STREAMED);
    try (load) {
      await().atMost(Duration.ofSeconds(60)).until(() -> load.outcomes().size() >= 6);
      for (int i = 0; i < 2; i++) {
        gateways[i].destroy();
        assertThat(gateways[i].waitFor(60, TimeUnit.SECONDS)).isTrue();
        gateways[i] = start(deployment, ports[i]);
        Deployment.awaitUp(ports[i], "/readyz");
        int before = load.outcomes().size();
        await().atMost(Duration.ofSeconds(60)).until(() -> load.outcomes().size() >= before + 6);
      }
    }

    System.out.printf(
        "rolling restart: %d requests, %d failed%n",
        load.outcomes().size(),
        load.outcomes().stream().filter(outcome -> !outcome.complete()).count());
    assertThat(load.outcomes()).hasSizeGreaterThan(20).allMatch(Outcome::complete);
    assertThat(deployment.recorded(load.answered())).isEqualTo(load.answered());
  }

  private Process start(Deployment deployment, int port) throws IOException {
    Process gateway = deployment.gateway(port, "--hearth.request-timeout=30s");
    started.add(gateway);
    return gateway;
  }

  private static Optional<Path> nginx() {
    return Stream.of("/usr/sbin/nginx", "/usr/bin/nginx", "/usr/local/sbin/nginx")
        .map(Path::of)
        .filter(Files::isExecutable)
        .findFirst();
  }

  /** The example with this machine's ports in it. */
  private void proxy(Path nginx, int entry, int[] ports) throws IOException {
    String example =
        Files.readString(Path.of("../docs/examples/nginx.conf"))
            .replace("gateway-1:8080", "127.0.0.1:" + ports[0])
            .replace("gateway-2:8080", "127.0.0.1:" + ports[1])
            .replace("listen 80;", "listen 127.0.0.1:" + entry + ";");
    assertThat(example).contains("127.0.0.1:" + ports[0], "127.0.0.1:" + ports[1]);
    Files.writeString(folder.resolve("hearth.conf"), example);
    Path configuration = folder.resolve("nginx.conf");
    Files.writeString(
        configuration,
        """
        daemon off;
        worker_processes 1;
        pid %1$s/nginx.pid;
        error_log %1$s/error.log warn;
        events { worker_connections 512; }
        http {
          access_log off;
          client_body_temp_path %1$s/body;
          proxy_temp_path %1$s/proxy;
          fastcgi_temp_path %1$s/fastcgi;
          uwsgi_temp_path %1$s/uwsgi;
          scgi_temp_path %1$s/scgi;
          include %1$s/hearth.conf;
        }
        """
            .formatted(folder));
    started.add(
        new ProcessBuilder(
                nginx.toString(), "-p", folder.toString(), "-c", configuration.toString())
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("nginx.log").toFile())
            .start());
  }
}
