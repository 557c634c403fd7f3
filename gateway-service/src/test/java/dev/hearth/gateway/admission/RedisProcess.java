package dev.hearth.gateway.admission;

import static org.junit.jupiter.api.Assumptions.abort;

import dev.hearth.gateway.Ports;
import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;

/** A real Redis, as a process of its own on a port of its own. */
public final class RedisProcess implements AutoCloseable {

  private final int port;
  private Process process;

  private RedisProcess(int port) {
    this.port = port;
    process = launch(port);
  }

  /** Starts one; skips the test, and says so, where there is no redis-server. */
  public static RedisProcess start() {
    boolean there =
        Arrays.stream(System.getenv("PATH").split(File.pathSeparator))
            .anyMatch(folder -> Files.isExecutable(Path.of(folder, "redis-server")));
    if (!there) {
      String line = "SKIPPED: the tests with Redis: no redis-server on the PATH";
      if ("true".equals(System.getenv("CI"))) {
        throw new AssertionError(line + ", and CI=true");
      }
      System.err.println(line);
      abort(line);
    }
    return new RedisProcess(Ports.free());
  }

  /** Its address. */
  public String url() {
    return "redis://127.0.0.1:" + port;
  }

  /** Stops answering, without hanging up. */
  public void pause() {
    signal("STOP");
  }

  /** Goes on after {@link #pause}. */
  public void resume() {
    signal("CONT");
  }

  /** Ends, and forgets everything. */
  public void kill() {
    signal("CONT");
    process.destroyForcibly();
    try {
      process.waitFor(10, TimeUnit.SECONDS);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  /** Starts again after {@link #kill}, on the same port; nothing if it runs. */
  public void restart() {
    if (!process.isAlive()) {
      process = launch(port);
    }
  }

  @Override
  public void close() {
    kill();
  }

  private void signal(String name) {
    try {
      new ProcessBuilder("kill", "-" + name, Long.toString(process.pid())).start().waitFor();
    } catch (IOException impossible) {
      throw new IllegalStateException(impossible);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private static Process launch(int port) {
    try {
      Process started =
          new ProcessBuilder(
                  "redis-server",
                  "--port",
                  Integer.toString(port),
                  "--bind",
                  "127.0.0.1",
                  "--save",
                  "",
                  "--appendonly",
                  "no")
              .directory(new File(System.getProperty("java.io.tmpdir")))
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start();
      Awaitility.await().atMost(Duration.ofSeconds(20)).until(() -> listens(port));
      return started;
    } catch (IOException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  private static boolean listens(int port) {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      return socket.isConnected();
    } catch (IOException notYet) {
      return false;
    }
  }
}
