package dev.hearth.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.hearth.standalone.Services.Service;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ValueSource;

/** Whether the services of one JVM call each other directly or over HTTP, callers see the same. */
@ParameterizedClass(name = "direct: {0}")
@ValueSource(booleans = {true, false})
class DirectCallsTest {

  private static final int ENGINE = Ports.free();

  /** The stub takes 50 ms for a token. */
  private static final String LONG =
      """
      {"model": "stub", "stream": true, "max_tokens": 1200,
       "messages": [{"role": "user", "content": "Tell me about the river."}]}
      """;

  @TempDir static Path folder;

  @SuppressWarnings("NullAway.Init") // started before each class invocation
  private static HearthUnderTest hearth;

  private final boolean direct;

  DirectCallsTest(boolean direct) {
    this.direct = direct;
  }

  @BeforeParameterizedClassInvocation
  static void start(boolean direct) throws IOException {
    if (direct) {
      StubEngine.main(new String[] {Integer.toString(ENGINE)});
    }
    hearth =
        HearthUnderTest.start(
            Optional.of(Files.createTempFile(folder, "none", ".gguf")),
            Map.of(
                "hearth.calls.direct",
                Boolean.toString(direct),
                "hearth.request-timeout",
                "8s",
                "hearth.inference.embedded.enabled",
                "false",
                "hearth.inference.openai-url",
                "http://127.0.0.1:" + ENGINE));
  }

  @AfterParameterizedClassInvocation
  static void stop() {
    hearth.close();
  }

  @Test
  void answersAreScreenedAndCallsGoTheirWay() {
    // Before: plugins that register while the services start may still be screened over HTTP.
    Map<Service, Double> directBefore = directCalls();
    Map<Service, Double> overHttpBefore = callsOverHttp();

    HearthUnderTest.Answer answer =
        hearth.post(
            "/v1/chat/completions",
            """
            {"model": "stub", "max_tokens": 12,
             "messages": [{"role": "user", "content": "Write to bob.doe@example.org, please."}]}
            """);

    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.text()).contains("the river runs").doesNotContain(StubEngine.SAID);
    assertThat(hearth.send(HttpRequest.newBuilder(engine("/leaks")).build()).text()).isEqualTo("0");
    if (direct) {
      assertThat(directCalls()).allSatisfy(moreThan(directBefore));
      assertThat(callsOverHttp()).isEqualTo(overHttpBefore);
    } else {
      assertThat(directCalls()).isEqualTo(directBefore);
      // Each is counted only after its answer.
      await().untilAsserted(() -> assertThat(callsOverHttp()).allSatisfy(moreThan(overHttpBefore)));
    }
  }

  @Test
  void whoHangsUpCancelsTheGeneration() throws Exception {
    try (BufferedReader lines = stream()) {
      for (int i = 0; i < 6; i++) {
        assertThat(lines.readLine()).isNotNull();
      }
      assertThat(working()).isEqualTo(1);
    }

    // Well before the deadline would end it.
    await().atMost(Duration.ofSeconds(5)).until(() -> working() == 0);
  }

  @Test
  void theDeadlineEndsAStreamWithAnError() throws Exception {
    List<String> events = new ArrayList<>();
    try (BufferedReader lines = stream()) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        if (line.startsWith("data: ")) {
          events.add(line);
        }
      }
    }

    assertThat(events).last().isEqualTo("data: [DONE]");
    assertThat(events.get(events.size() - 2)).contains("\"error\"", "deadline_exceeded");
    await().atMost(Duration.ofSeconds(5)).until(() -> working() == 0);
  }

  private BufferedReader stream() throws IOException, InterruptedException {
    HttpResponse<InputStream> response =
        hearth
            .client()
            .send(
                hearth
                    .request("/v1/chat/completions")
                    .header("Content-Type", "application/json")
                    .POST(HttpRequest.BodyPublishers.ofString(LONG))
                    .build(),
                HttpResponse.BodyHandlers.ofInputStream());
    assertThat(response.statusCode()).isEqualTo(200);
    return new BufferedReader(new InputStreamReader(response.body(), StandardCharsets.UTF_8));
  }

  private static BiConsumer<Service, Double> moreThan(Map<Service, Double> before) {
    return (service, calls) -> assertThat(calls).isGreaterThan(before.get(service));
  }

  private static Map<Service, Double> directCalls() {
    return Map.of(
        Service.MODERATION,
        calls(Service.MODERATION, "hearth.calls", "call", "ModerationApi.screen"),
        Service.INFERENCE,
        calls(Service.INFERENCE, "hearth.calls", "call", "InferenceApi.complete"));
  }

  private static Map<Service, Double> callsOverHttp() {
    return Map.of(
        Service.MODERATION,
        calls(Service.MODERATION, "http.server.requests", "uri", "/screen"),
        Service.INFERENCE,
        calls(Service.INFERENCE, "http.server.requests", "uri", "/completions"));
  }

  private static double calls(Service service, String meter, String tag, String value) {
    return hearth
        .hearth()
        .services()
        .context(service)
        .getBean(MeterRegistry.class)
        .find(meter)
        .tag(tag, value)
        .timers()
        .stream()
        .mapToDouble(Timer::count)
        .sum();
  }

  private int working() {
    return hearth.get("/admin/engines").json().at("/engines/0/working").asInt(-1);
  }

  private static URI engine(String path) {
    return URI.create("http://127.0.0.1:" + ENGINE + path);
  }
}
