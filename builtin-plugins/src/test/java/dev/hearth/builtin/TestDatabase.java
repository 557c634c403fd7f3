package dev.hearth.builtin;

import static org.junit.jupiter.api.Assumptions.abort;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;

/** PostgreSQL servers of the tests' own: one as it is shipped, and one that has pgvector. */
public final class TestDatabase {

  private static final Path PROGRAMS = programs();

  private TestDatabase() {}

  private static Path programs() {
    String given = System.getenv("HEARTH_PGVECTOR");
    String cache = System.getenv("XDG_CACHE_HOME");
    return given != null
        ? Path.of(given)
        : (cache != null ? Path.of(cache) : Path.of(System.getProperty("user.home"), ".cache"))
            .resolve("hearth/postgresql-16-pgvector.txz");
  }

  /** Starts a server without pgvector. */
  public static EmbeddedPostgres plain() {
    return started(EmbeddedPostgres.builder());
  }

  /** Starts a server with pgvector, which {@code bench/knowledge/pgvector} brings. */
  public static EmbeddedPostgres withVectors() {
    return started(
        EmbeddedPostgres.builder()
            .setPgBinaryResolver((system, machine) -> Files.newInputStream(PROGRAMS)));
  }

  /** Skips the test, loudly, where there is no pgvector; on CI fails it. */
  public static void needsVectors() {
    if (Files.exists(PROGRAMS)) {
      return;
    }
    String line = "SKIPPED: the tests with pgvector: bench/knowledge/pgvector gets what they need";
    if (Objects.equals(System.getenv("CI"), "true")) {
      throw new AssertionError(line + ", and CI=true");
    }
    System.err.println(line);
    abort(line);
  }

  private static EmbeddedPostgres started(EmbeddedPostgres.Builder builder) {
    try {
      // What an operator's server does: what was acknowledged stays.
      return builder
          .setServerConfig("fsync", "on")
          .setServerConfig("synchronous_commit", "on")
          .start();
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }
}
