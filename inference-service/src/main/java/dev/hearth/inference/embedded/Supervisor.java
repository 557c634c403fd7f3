package dev.hearth.inference.embedded;

import dev.hearth.contracts.inference.ModelInfo;
import dev.hearth.inference.model.ModelFiles;
import dev.hearth.inference.model.ModelProgress;
import dev.hearth.inference.model.ModelUnavailableException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Gets the model, keeps the child process running, and says where both stand. Thread-safe. */
final class Supervisor implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(Supervisor.class);

  /** A run that lasted so long was a good one: the delays start anew. */
  private static final Duration GOOD_RUN = Duration.ofMinutes(1);

  private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(10);

  private final ModelFiles files;
  private final EmbeddedProperties properties;
  private final Thread thread;
  private ModelState state = new ModelState.Preparing("The model is being looked for.");

  Supervisor(ModelFiles files, EmbeddedProperties properties) {
    this.files = files;
    this.properties = properties;
    this.thread = Thread.ofVirtual().name("engine-supervisor").unstarted(this::run);
  }

  void start() {
    thread.start();
  }

  synchronized ModelState state() {
    return state;
  }

  /**
   * Waits while a model is being prepared or restarted.
   *
   * @return the state at the deadline at the latest
   */
  synchronized ModelState settled(Instant deadline) throws InterruptedException {
    while (isUnsettled(state)) {
      long left = Duration.between(Instant.now(), deadline).toMillis();
      if (left <= 0) {
        return state;
      }
      wait(left);
    }
    return state;
  }

  private static boolean isUnsettled(ModelState state) {
    return switch (state) {
      case ModelState.Preparing _, ModelState.Loading _ -> true;
      case ModelState.Ready ready -> !ready.child().process().isAlive();
      case ModelState.Missing _, ModelState.Closed _ -> false;
    };
  }

  private synchronized void become(ModelState next) {
    if (!(state instanceof ModelState.Closed)) {
      state = next;
      notifyAll();
    }
  }

  private void run() {
    try {
      Path file = files.provide(new Progress());
      supervise(file, Gguf.read(file));
    } catch (ModelUnavailableException none) {
      log.warn("{}", none.getMessage(), none.getCause());
      become(new ModelState.Missing(String.valueOf(none.getMessage())));
    } catch (IOException unusable) {
      log.warn("the model cannot be used", unusable);
      become(
          new ModelState.Missing(
              "The model file cannot be used: "
                  + unusable.getMessage()
                  + ". "
                  + files.howToProvide()));
    } catch (InterruptedException closing) {
      Thread.currentThread().interrupt();
    }
  }

  private void supervise(Path file, Gguf gguf) throws IOException, InterruptedException {
    int context =
        gguf.contextLength() == 0
            ? properties.contextLength()
            : Math.min(properties.contextLength(), gguf.contextLength());
    ModelInfo model =
        new ModelInfo(
            id(file),
            EmbeddedEngine.NAME,
            Files.getLastModifiedTime(file).toMillis() / 1000,
            context,
            false);
    ChatTurns turns = new ChatTurns(gguf.controlTokens());
    int threads =
        properties.threads() == 0
            ? Runtime.getRuntime().availableProcessors()
            : properties.threads();
    Duration delay = properties.restartDelay();
    become(new ModelState.Loading(model));
    while (!(state() instanceof ModelState.Closed)) {
      Instant begin = Instant.now();
      try (EngineChild child =
          EngineChild.start(
              file, context, properties.slots(), threads, properties.startTimeout())) {
        log.info(
            "{} is loaded after {} ms",
            model.id(),
            Duration.between(begin, Instant.now()).toMillis());
        become(new ModelState.Ready(model, child, turns, gguf.chatTemplate()));
        int exit = child.process().waitFor();
        log.warn("the engine ended with {}", exit);
      } catch (IOException failed) {
        log.warn("the engine did not start", failed);
      }
      become(new ModelState.Loading(model));
      if (Duration.between(begin, Instant.now()).compareTo(GOOD_RUN) > 0) {
        delay = properties.restartDelay();
      }
      Thread.sleep(delay);
      delay = min(delay.multipliedBy(2), properties.longestRestartDelay());
    }
  }

  /** The file's name without what says how it was quantised. */
  static String id(Path file) {
    return file.getFileName()
        .toString()
        .toLowerCase(Locale.ROOT)
        .replaceFirst("\\.gguf$", "")
        .replaceFirst("[.-](?:i?q\\d[a-z0-9_]*|b?f16|f32)$", "");
  }

  private static Duration min(Duration one, Duration other) {
    return one.compareTo(other) < 0 ? one : other;
  }

  /** Ends the child process and waits for it. */
  @Override
  public void close() {
    become(new ModelState.Closed());
    thread.interrupt();
    try {
      if (thread.getState() != Thread.State.NEW && !thread.join(CLOSE_TIMEOUT)) {
        log.warn("the engine did not end within {} s", CLOSE_TIMEOUT.toSeconds());
      }
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private final class Progress implements ModelProgress {

    private int percent = -1;

    @Override
    public void source(String description) {
      log.info("fetching the default model from {}", description);
      become(new ModelState.Preparing("The default model is being fetched."));
    }

    @Override
    public void bytes(long done, long total) {
      int now = (int) (100 * done / total);
      if (now != percent) {
        percent = now;
        become(new ModelState.Preparing("The default model is being fetched: " + now + " %."));
      }
    }
  }
}
