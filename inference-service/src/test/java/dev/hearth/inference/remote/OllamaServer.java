package dev.hearth.inference.remote;

import dev.hearth.inference.TestModel;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;

/** A real Ollama server with the default model, in a folder of its own. */
final class OllamaServer implements AutoCloseable {

  static final String MODEL = "smol:latest";

  /** The same weights with a template that takes tools. */
  static final String WITH_TOOLS = "smol-tools:latest";

  private static final String TOOL_TEMPLATE =
      """
      {{- if .Tools }}<|im_start|>system
      You can call functions. Answer a question that needs one with
      {"name": <function>, "parameters": <arguments>}. The functions:
      {{ range .Tools }}{{ . }}
      {{ end }}<|im_end|>
      {{ end }}{{- range .Messages }}<|im_start|>{{ .Role }}
      {{ if .ToolCalls }}{{ range .ToolCalls }}{"name": "{{ .Function.Name }}", "parameters": {{ .Function.Arguments }}}{{ end }}{{ else }}{{ .Content }}{{ end }}<|im_end|>
      {{ end }}<|im_start|>assistant
      """;

  private final Process server;
  private final URI url;

  private OllamaServer(Process server, URI url) {
    this.server = server;
    this.url = url;
  }

  /** Starts it; skips the test where there is no such program, on CI fails it. */
  static OllamaServer start(Path folder) throws IOException, InterruptedException {
    Path program = Path.of(System.getProperty("user.home"), ".cache", "hearth", "bin", "ollama");
    if (!Files.isExecutable(program)) {
      throw TestModel.missing("an Ollama server", new IOException("there is no " + program));
    }
    int port;
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = free.getLocalPort();
    }
    String host = "127.0.0.1:" + port;
    Process server = process(folder, host, program, "serve").start();
    OllamaServer started = new OllamaServer(server, URI.create("http://" + host));
    try {
      started.ready();
      create(folder, host, program, MODEL, "");
      create(folder, host, program, WITH_TOOLS, "TEMPLATE \"\"\"" + TOOL_TEMPLATE + "\"\"\"\n");
      return started;
    } catch (RuntimeException | IOException | InterruptedException failure) {
      started.close();
      throw failure;
    }
  }

  URI url() {
    return url;
  }

  private void ready() {
    HttpClient client = HttpClient.newHttpClient();
    HttpRequest version = HttpRequest.newBuilder(url.resolve("/api/version")).build();
    Awaitility.await()
        .atMost(Duration.ofSeconds(30))
        .ignoreExceptions()
        .until(
            () -> client.send(version, HttpResponse.BodyHandlers.discarding()).statusCode() == 200);
  }

  private static void create(Path folder, String host, Path program, String model, String template)
      throws IOException, InterruptedException {
    Path file = folder.resolve("Modelfile");
    Files.writeString(file, "FROM " + TestModel.file() + "\n" + template);
    Process create = process(folder, host, program, "create", model, "-f", file.toString()).start();
    if (!create.waitFor(60, TimeUnit.SECONDS) || create.exitValue() != 0) {
      throw new IOException("ollama create failed: " + Files.readString(folder.resolve("log")));
    }
  }

  private static ProcessBuilder process(
      Path folder, String host, Path program, String... arguments) {
    ProcessBuilder builder = new ProcessBuilder();
    builder.command().add(program.toString());
    builder.command().addAll(java.util.List.of(arguments));
    builder.environment().put("OLLAMA_HOST", host);
    builder.environment().put("OLLAMA_MODELS", folder.resolve("models").toString());
    builder.environment().put("HOME", folder.toString());
    builder.redirectErrorStream(true);
    builder.redirectOutput(ProcessBuilder.Redirect.appendTo(folder.resolve("log").toFile()));
    return builder;
  }

  @Override
  public void close() throws InterruptedException {
    server.descendants().forEach(ProcessHandle::destroy);
    server.destroy();
    if (!server.waitFor(10, TimeUnit.SECONDS)) {
      server.destroyForcibly();
    }
  }
}
