package dev.hearth.deploy;

import static org.junit.jupiter.api.Assumptions.abort;

import java.util.List;
import java.util.Optional;

/** The container engine of this machine, if it has one. */
public final class Containers {

  private Containers() {}

  /**
   * Goes on only where there is a container engine. Without one the tests are skipped, and say so;
   * with {@code HEARTH_CONTAINERS=required} they fail.
   */
  public static void require() {
    if (!Command.of("docker", "info").succeeds()) {
      missing("there is no container engine (docker info fails)");
    }
  }

  /** The compose command of this machine. */
  static List<String> compose() {
    return version2()
        .or(Containers::version1)
        .orElseGet(
            () -> {
              missing("there is neither docker compose nor docker-compose");
              return List.of();
            });
  }

  static Optional<List<String>> version2() {
    return found("docker", "compose");
  }

  static Optional<List<String>> version1() {
    return found("docker-compose");
  }

  private static Optional<List<String>> found(String... words) {
    List<String> command = List.of(words);
    return Command.of(command, "version").succeeds() ? Optional.of(command) : Optional.empty();
  }

  /** Skips the test for want of something, and says so; fails it where it is required. */
  static void missing(String what) {
    String line = "SKIPPED: the container tests: " + what;
    if ("required".equals(System.getenv("HEARTH_CONTAINERS"))) {
      throw new AssertionError(line + ", and HEARTH_CONTAINERS=required");
    }
    System.err.println(line);
    abort(line);
  }
}
