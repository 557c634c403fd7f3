package dev.hearth.standalone;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.springframework.util.FileSystemUtils;

/**
 * A real PostgreSQL as a child process, with its data under HEARTH_HOME. It listens on loopback and
 * asks for a password, writes durably, and ends with this JVM however that ends: a watchdog process
 * stops it when the pipe from here breaks.
 */
final class EmbeddedDatabase implements AutoCloseable {

  static final String USER = "postgres";
  private static final String DATABASE = "hearth";
  private static final Duration STOP_WAIT = Duration.ofSeconds(15);

  private static final String ONLY_WITH_PASSWORD =
      """
      host all all 127.0.0.1/32 scram-sha-256
      host all all ::1/128 scram-sha-256
      """;

  private final EmbeddedPostgres postgres;
  private final Process watchdog;
  private final String password;

  private EmbeddedDatabase(EmbeddedPostgres postgres, Process watchdog, String password) {
    this.postgres = postgres;
    this.watchdog = watchdog;
    this.password = password;
  }

  /** Starts the database, making it at the first start. */
  static EmbeddedDatabase start(Home home) {
    Path folder = home.folder().resolve("postgres");
    Path data = folder.resolve("data");
    Path complete = folder.resolve("complete");
    String password = home.secret("postgres-password");
    try {
      stopOrphan(data);
      if (!Files.exists(complete)) {
        // A first start that was killed may have left half a cluster; nothing was acknowledged yet.
        FileSystemUtils.deleteRecursively(data);
        Files.createDirectories(data);
      }
      EmbeddedPostgres postgres =
          EmbeddedPostgres.builder()
              .setDataDirectory(data)
              .setCleanDataDirectory(false)
              .setOverrideWorkingDirectory(folder.resolve("program").toFile())
              .setRegisterShutdownHook(false)
              .setPGStartupWait(Duration.ofSeconds(60))
              .setConnectConfig("password", password)
              .setServerConfig("listen_addresses", "localhost")
              .setServerConfig("unix_socket_directories", "")
              .setServerConfig("max_connections", "50")
              .setServerConfig("shared_buffers", "64MB")
              // The library is made for tests and switches both off.
              .setServerConfig("fsync", "on")
              .setServerConfig("synchronous_commit", "on")
              .start();
      EmbeddedDatabase database = new EmbeddedDatabase(postgres, watch(data), password);
      if (!Files.exists(complete)) {
        database.prepare(data);
        Files.createFile(complete);
      }
      return database;
    } catch (IOException | SQLException failure) {
      throw new StartFailure(
          "the embedded PostgreSQL in %s did not start (%s); its data is untouched. Set"
                  .formatted(folder, failure.getMessage())
              + " HEARTH_DATABASE_URL to use a PostgreSQL of your own",
          failure);
    }
  }

  private void prepare(Path data) throws SQLException, IOException {
    try (Connection connection = postgres.getPostgresDatabase().getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute("ALTER USER " + USER + " PASSWORD '" + password + "'");
      Files.writeString(data.resolve("pg_hba.conf"), ONLY_WITH_PASSWORD);
      statement.execute("SELECT pg_reload_conf()");
      try (ResultSet existing =
          statement.executeQuery("SELECT 1 FROM pg_database WHERE datname = '" + DATABASE + "'")) {
        if (existing.next()) {
          return;
        }
      }
      statement.execute("CREATE DATABASE " + DATABASE);
    }
  }

  /** JDBC URL, without credentials. */
  String url() {
    return "jdbc:postgresql://localhost:" + postgres.getPort() + "/" + DATABASE;
  }

  String password() {
    return password;
  }

  /** The watchdog reads from a pipe that this JVM holds open; its end is this JVM's end. */
  private static Process watch(Path data) throws IOException {
    long pid = postmaster(data).orElseThrow(() -> new IOException("no postmaster.pid")).pid();
    return new ProcessBuilder(
            List.of("/bin/sh", "-c", "trap '' INT TERM HUP; read -r stop || kill -INT " + pid))
        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
        .redirectError(ProcessBuilder.Redirect.DISCARD)
        .start();
  }

  private static void stopOrphan(Path data) throws IOException {
    Optional<ProcessHandle> orphan = postmaster(data);
    if (orphan.isEmpty()) {
      return;
    }
    ProcessHandle process = orphan.get();
    process.destroy();
    try {
      process.onExit().get(STOP_WAIT.toSeconds(), TimeUnit.SECONDS);
    } catch (TimeoutException stubborn) {
      throw new IOException("a PostgreSQL (pid " + process.pid() + ") still uses it", stubborn);
    } catch (ExecutionException | InterruptedException broken) {
      throw new IOException("waiting for the old PostgreSQL to end was broken off", broken);
    }
  }

  /** The running postmaster of this data folder, if there is one. */
  private static Optional<ProcessHandle> postmaster(Path data) throws IOException {
    Path file = data.resolve("postmaster.pid");
    if (!Files.exists(file)) {
      return Optional.empty();
    }
    List<String> lines = Files.readAllLines(file);
    if (lines.isEmpty()) {
      return Optional.empty();
    }
    return ProcessHandle.of(Long.parseLong(lines.getFirst().strip()))
        .filter(
            process ->
                process.info().command().map(name -> name.endsWith("postgres")).orElse(false));
  }

  @Override
  public void close() {
    try {
      postgres.close();
      watchdog.getOutputStream().write('\n');
      watchdog.getOutputStream().close();
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }
}
