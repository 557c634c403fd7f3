package dev.hearth.standalone;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * What the environment says about the standalone mode.
 *
 * @param home where models, database, secrets and logs are kept
 * @param port the gateway's port; the other services take the next {@value #SERVICES} − 1
 * @param model a GGUF file to use instead of the default model
 * @param databaseUrl JDBC URL of a PostgreSQL to use instead of the embedded one
 * @param adminKeyGiven whether HEARTH_ADMIN_KEY names the first administrator's key
 */
record Settings(
    Path home,
    int port,
    Optional<Path> model,
    Optional<String> databaseUrl,
    boolean adminKeyGiven) {

  /** How many consecutive ports the services take. */
  static final int SERVICES = 5;

  private static final int DEFAULT_PORT = 8080;
  private static final int HIGHEST_PORT = 65_535;

  /**
   * Reads the settings.
   *
   * @throws StartFailure if a value cannot be used, with a message that says how to mend it
   */
  static Settings from(Map<String, String> environment) {
    return new Settings(
        home(environment),
        port(environment),
        value(environment, "HEARTH_MODEL").map(Path::of),
        value(environment, "HEARTH_DATABASE_URL"),
        value(environment, "HEARTH_ADMIN_KEY").isPresent());
  }

  /** The file that everything is logged to. */
  Path log() {
    return home.resolve("logs").resolve("hearth.log");
  }

  private static Path home(Map<String, String> environment) {
    return value(environment, "HEARTH_HOME")
        .map(Path::of)
        .orElseGet(() -> Path.of(System.getProperty("user.home"), ".hearth"))
        .toAbsolutePath()
        .normalize();
  }

  private static int port(Map<String, String> environment) {
    String text = value(environment, "HEARTH_PORT").orElse(Integer.toString(DEFAULT_PORT));
    int highest = HIGHEST_PORT - SERVICES + 1;
    try {
      int port = Integer.parseInt(text.strip());
      if (port >= 1 && port <= highest) {
        return port;
      }
    } catch (NumberFormatException notANumber) {
      throw new StartFailure("HEARTH_PORT must be a number, but is '" + text + "'", notANumber);
    }
    throw new StartFailure("HEARTH_PORT must lie between 1 and " + highest + ", but is " + text);
  }

  private static Optional<String> value(Map<String, String> environment, String name) {
    return Optional.ofNullable(environment.get(name)).filter(value -> !value.isBlank());
  }
}
