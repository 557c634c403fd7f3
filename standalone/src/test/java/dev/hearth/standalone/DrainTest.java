package dev.hearth.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A gateway as a process of its own that is told to end (SIGTERM) while it streams. */
class DrainTest {

  private final Deployment deployment = Deployment.shared();
  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final int port = Ports.free();
  private final List<Process> started = new ArrayList<>();

  @AfterEach
  void stop() {
    started.forEach(Process::destroyForcibly);
    client.close();
  }

  @Test
  void readinessFallsFirstThenNewRequestsAreRefusedWhileAStreamRunsToItsEnd() throws Exception {
    Process gateway =
        deployment.gateway(
            port,
            "--hearth.gateway.drain.notice=1s",
            "--spring.lifecycle.timeout-per-shutdown-phase=60s");
    started.add(gateway);
    Deployment.awaitUp(port, "/readyz");
    CompletableFuture<Void> begun = new CompletableFuture<>();
    CompletableFuture<List<String>> stream =
        CompletableFuture.supplyAsync(() -> streamed(60, begun));
    begun.get(30, TimeUnit.SECONDS);

    gateway.destroy();

    await()
        .atMost(Duration.ofSeconds(20))
        .pollInterval(Duration.ofMillis(50))
        .until(() -> Deployment.status(port, "/readyz") == 503);
    HttpResponse<String> noticed = ask(1);
    assertThat(noticed.statusCode()).as("served while others take notice").isEqualTo(200);
    assertThat(noticed.headers().firstValue("Connection")).contains("close");

    await()
        .atMost(Duration.ofSeconds(10))
        .pollInterval(Duration.ofMillis(50))
        .until(() -> ask(1).statusCode() == 503);
    HttpResponse<String> refused = ask(1);
    assertThat(refused.statusCode()).isEqualTo(503);
    assertThat(refused.headers().firstValue("Retry-After")).contains("1");
    assertThat(refused.body()).contains("\"code\":\"stopping\"", "\"message\"");
    assertThat(Deployment.status(port, "/livez")).isEqualTo(200);
    assertThat(stream).as("it still runs").isNotDone();
    assertThat(gateway.isAlive()).isTrue();

    List<String> events = stream.get(60, TimeUnit.SECONDS);

    assertThat(events).last().isEqualTo("[DONE]");
    assertThat(events.get(events.size() - 2)).contains("\"finish_reason\":\"stop\"");
    assertThat(gateway.waitFor(30, TimeUnit.SECONDS)).isTrue();
  }

  private HttpRequest request(String body) {
    return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/v1/chat/completions"))
        .timeout(Duration.ofSeconds(60))
        .header("Authorization", "Bearer " + Deployment.ADMIN_KEY)
        .header("Content-Type", "application/json")
        .POST(HttpRequest.BodyPublishers.ofString(body))
        .build();
  }

  private HttpResponse<String> ask(int tokens) throws Exception {
    return client.send(request(body(tokens, false)), HttpResponse.BodyHandlers.ofString());
  }

  private static String body(int tokens, boolean stream) {
    return """
    {"model": "%s", "stream": %b, "max_tokens": %d,
     "messages": [{"role": "user", "content": "Tell me about the river."}]}
    """
        .formatted(StubEngine.MODEL, stream, tokens);
  }

  private List<String> streamed(int tokens, CompletableFuture<Void> begun) {
    List<String> events = new ArrayList<>();
    try {
      HttpResponse<InputStream> response =
          client.send(request(body(tokens, true)), HttpResponse.BodyHandlers.ofInputStream());
      try (BufferedReader lines =
          new BufferedReader(new InputStreamReader(response.body(), StandardCharsets.UTF_8))) {
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
          if (line.startsWith("data: ")) {
            events.add(line.substring("data: ".length()));
            begun.complete(null);
          }
        }
      }
      return events;
    } catch (IOException | InterruptedException failure) {
      begun.completeExceptionally(failure);
      throw new IllegalStateException(failure);
    }
  }
}
