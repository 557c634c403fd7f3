package dev.hearth.deploy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A program that a test runs, from the repository's root. */
final class Command {

  private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();

  private final List<String> words;
  private final Map<String, String> environment = new HashMap<>();
  private Duration limit = Duration.ofMinutes(2);

  private Command(List<String> words) {
    this.words = new ArrayList<>(words);
  }

  static Command of(String... words) {
    return new Command(Arrays.asList(words));
  }

  static Command of(List<String> words, String... more) {
    Command command = new Command(words);
    command.words.addAll(Arrays.asList(more));
    return command;
  }

  Command with(Map<String, String> variables) {
    environment.putAll(variables);
    return this;
  }

  Command within(Duration duration) {
    limit = duration;
    return this;
  }

  /**
   * How it ended.
   *
   * @param status its exit status; −1 if it could not be started
   * @param output what it printed, errors included
   */
  record Result(int status, String output) {}

  Result run() {
    Path output = null;
    try {
      output = Files.createTempFile("command", ".log");
      ProcessBuilder builder =
          new ProcessBuilder(words)
              .directory(ROOT.toFile())
              .redirectErrorStream(true)
              .redirectOutput(output.toFile());
      builder.environment().putAll(environment);
      Process process;
      try {
        process = builder.start();
      } catch (IOException absent) {
        return new Result(-1, String.valueOf(absent.getMessage()));
      }
      if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
        process.destroyForcibly();
        throw new AssertionError(words + " did not end: " + Files.readString(output));
      }
      return new Result(process.exitValue(), Files.readString(output));
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(interrupted);
    } finally {
      if (output != null) {
        output.toFile().delete();
      }
    }
  }

  /** What it printed; a status other than 0 fails the test. */
  String output() {
    Result result = run();
    if (result.status() != 0) {
      throw new AssertionError(words + " ended with " + result.status() + ": " + result.output());
    }
    return result.output();
  }

  boolean succeeds() {
    return run().status() == 0;
  }
}
