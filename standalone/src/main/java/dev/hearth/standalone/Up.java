package dev.hearth.standalone;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.slf4j.bridge.SLF4JBridgeHandler;

/** {@code ./hearth up}: starts the standalone mode and says how to use it. */
public final class Up {

  private Up() {}

  /** Starts, prints URL, key and a curl line, and runs until it is interrupted. */
  public static void main(String[] args) {
    Console console = new Console(System.out, List.of(args).contains("--terminal"));
    long begin = System.nanoTime();
    Settings settings;
    Hearth hearth;
    try {
      settings = Settings.from(System.getenv());
      log(settings);
      hearth = Hearth.start(settings, Map.of(), console);
    } catch (StartFailure failure) {
      console.line("hearth: " + failure.getMessage());
      System.exit(1);
      return;
    }
    Runtime.getRuntime()
        .addShutdownHook(
            new Thread(
                () -> {
                  console.line("Stopping …");
                  hearth.close();
                },
                "stop"));
    // Two thirds of the heap is what start-up left behind; it would stay resident for hours.
    System.gc();
    announce(console, hearth, (System.nanoTime() - begin) / 1_000_000_000.0);
    hearth.firstKeySeen();
  }

  /**
   * Sends the log to a file before anything logs, and keeps each service from setting it up anew.
   */
  private static void log(Settings settings) {
    System.setProperty("hearth.log", settings.log().toString());
    System.setProperty("org.springframework.boot.logging.LoggingSystem", "none");
    SLF4JBridgeHandler.removeHandlersForRootLogger();
    SLF4JBridgeHandler.install();
  }

  private static void announce(Console console, Hearth hearth, double seconds) {
    String url = "http://localhost:" + hearth.settings().port();
    Path home = hearth.settings().home();
    console.line("");
    console.line("Hearth is up at %s (%.1f s)".formatted(url, seconds));
    console.line("  data and logs  " + home);
    hearth
        .firstKey()
        .ifPresent(
            key -> {
              console.line("  key            " + key);
              console.line(
                  "                 the first administrator's; shown this once, so keep it");
            });
    console.line("");
    console.line("Try:");
    console.line("  ./hearth ask \"What is 27 × 453? Use the calculator.\"");
    console.line("  curl " + url + "/v1/chat/completions \\");
    console.line(
        "    -H \"Authorization: Bearer "
            + hearth.firstKey().orElse("$(cat " + home.resolve("cli-key") + ")")
            + "\" \\");
    console.line("    -H 'Content-Type: application/json' \\");
    console.line(
        "    -d '{\"messages\":[{\"role\":\"user\",\"content\":\"What is 27 × 453? Use the"
            + " calculator.\"}],\"plugins\":[\"calculator\"]}'");
    console.line("");
    console.line("Ctrl-C stops it.");
  }
}
