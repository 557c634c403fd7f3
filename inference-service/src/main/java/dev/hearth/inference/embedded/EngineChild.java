package dev.hearth.inference.embedded;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One run of the child process, with a folder of its own that only this user can enter. */
final class EngineChild implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(EngineChild.class);
  private static final int TOKEN_BYTES = 32;

  private final Process process;
  private final Path folder;
  private final Path socket;
  private final String token;
  private final CompletableFuture<Boolean> ready = new CompletableFuture<>();

  private EngineChild(Process process, Path folder, Path socket, String token) {
    this.process = process;
    this.folder = folder;
    this.socket = socket;
    this.token = token;
  }

  /**
   * Starts it and waits until it is ready.
   *
   * @throws IOException if it ended, or took longer than {@code timeout}
   */
  static EngineChild start(Path model, int context, int slots, int threads, Duration timeout)
      throws IOException, InterruptedException {
    Path folder =
        Files.createTempDirectory(
            "hearth-",
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    Path socket = folder.resolve("engine");
    byte[] secret = new byte[TOKEN_BYTES];
    new SecureRandom().nextBytes(secret);
    String token = HexFormat.of().formatHex(secret);
    List<String> arguments =
        List.of(
            model.toAbsolutePath().toString(),
            socket.toString(),
            Integer.toString(context),
            Integer.toString(slots),
            Integer.toString(threads));
    EngineChild child =
        new EngineChild(
            new ProcessBuilder(ChildCommand.of(folder, arguments))
                .redirectErrorStream(true)
                .start(),
            folder,
            socket,
            token);
    try {
      child.greet(timeout);
      return child;
    } catch (IOException | InterruptedException failure) {
      child.close();
      throw failure;
    }
  }

  private void greet(Duration timeout) throws IOException, InterruptedException {
    Thread.ofVirtual().name("engine-output").start(this::listen);
    process.getOutputStream().write((token + "\n").getBytes(StandardCharsets.UTF_8));
    process.getOutputStream().flush();
    try {
      if (!ready.get(timeout.toMillis(), TimeUnit.MILLISECONDS)) {
        throw new IOException("the engine ended while it loaded the model");
      }
    } catch (TimeoutException slow) {
      throw new IOException("the engine was not ready within " + timeout.toSeconds() + " s", slow);
    } catch (ExecutionException unreadable) {
      throw new IOException(unreadable);
    }
  }

  /** Reads what the process prints, to its end: a full pipe would stop it. */
  private void listen() {
    try (BufferedReader output =
        new BufferedReader(
            new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
      for (String line = output.readLine(); line != null; line = output.readLine()) {
        if (line.equals(EngineProcess.READY)) {
          ready.complete(true);
        } else {
          log.debug("engine: {}", line);
        }
      }
    } catch (IOException closed) {
      log.debug("the engine's output closed", closed);
    }
    ready.complete(false);
  }

  /** Opens a connection. */
  SocketChannel connect() throws IOException {
    return SocketChannel.open(UnixDomainSocketAddress.of(socket));
  }

  Path folder() {
    return folder;
  }

  String token() {
    return token;
  }

  Process process() {
    return process;
  }

  /** Ends the process and removes its folder. */
  @Override
  public void close() throws IOException {
    process.destroyForcibly();
    try {
      process.waitFor();
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    }
  }
}
