package dev.hearth.inference.embedded;

import de.kherud.llama.LlamaModel;
import de.kherud.llama.ModelParameters;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Objects;
import java.util.stream.Stream;

/**
 * The child process: loads a model and serves it on a Unix socket to whoever knows the token, which
 * it reads from its standard input. It ends when that closes, and so never outlives its parent.
 */
final class EngineProcess {

  /** The line on standard output that says that requests are welcome. */
  static final String READY = "hearth-engine-ready";

  /** Prompt tokens evaluated at a time; between two batches other requests have their turn. */
  private static final int BATCH = 512;

  private EngineProcess() {}

  /** Arguments: model file, socket, tokens of context for each slot, slots, threads. */
  public static void main(String[] arguments) throws IOException {
    BufferedReader parent =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    String token = parent.readLine();
    if (token == null || arguments.length != 5) {
      throw new IllegalArgumentException("started by hand? The inference-service starts this");
    }
    Thread.ofPlatform()
        .daemon()
        .name("parent")
        .start(() -> endWith(parent, Objects.requireNonNull(Path.of(arguments[1]).getParent())));
    int context = Integer.parseInt(arguments[2]);
    int slots = Integer.parseInt(arguments[3]);
    int threads = Integer.parseInt(arguments[4]);
    LlamaModel model =
        new LlamaModel(
            new ModelParameters()
                .setModel(arguments[0])
                .setCtxSize(context * slots)
                .setParallel(slots)
                .enableContBatching()
                .disableContextShift()
                .setBatchSize(BATCH)
                .setUbatchSize(BATCH)
                .setThreads(threads)
                .setThreadsBatch(threads)
                .enableJinja()
                .disableLog());
    Llama llama = new Llama(model, context, slots);
    try (ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      server.bind(UnixDomainSocketAddress.of(Path.of(arguments[1])));
      System.out.println(READY);
      while (true) {
        SocketChannel connection = server.accept();
        // A platform thread: native calls would hold a virtual thread's carrier.
        Thread.ofPlatform()
            .daemon()
            .name("request")
            .start(new EngineConnection(connection, token, llama));
      }
    }
  }

  private static void endWith(BufferedReader parent, Path folder) {
    try {
      while (parent.readLine() != null) {
        // The parent says nothing more; only the end matters.
      }
    } catch (IOException gone) {
      System.err.println("the parent is gone: " + gone.getMessage());
    }
    try (Stream<Path> files = Files.walk(folder)) {
      // A parent that was killed cannot remove it.
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    } catch (IOException inUse) {
      System.err.println("a temporary folder stays: " + inUse.getMessage());
    }
    // Not exit: native threads may be in the middle of a batch.
    Runtime.getRuntime().halt(0);
  }
}
