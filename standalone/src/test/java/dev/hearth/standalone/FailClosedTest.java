package dev.hearth.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.standalone.Services.Service;
import java.io.InputStream;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Scanner;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * No verdict, no text: the moderation-service is stopped in the middle of a stream, be it called
 * directly or over HTTP.
 */
@ParameterizedClass(name = "direct: {0}")
@ValueSource(booleans = {true, false})
class FailClosedTest {

  private static final String STORY =
      """
      {"stream": true, "max_tokens": 900, "temperature": 0.8, "seed": 3,
       "messages": [{"role": "user", "content": "Tell me a very long story about a river."}]}
      """;

  @SuppressWarnings("NullAway.Init") // started before each class invocation
  private static HearthUnderTest hearth;

  @SuppressWarnings("UnusedVariable") // the class invocation's own
  FailClosedTest(boolean direct) {}

  @BeforeParameterizedClassInvocation
  static void start(boolean direct) {
    hearth = HearthUnderTest.start(Map.of("hearth.calls.direct", Boolean.toString(direct)));
  }

  @AfterParameterizedClassInvocation
  static void stop() {
    hearth.close();
  }

  @Test
  void aStreamEndsWithAnErrorWhenModerationStopsAndLaterRequestsAreRefused() throws Exception {
    HttpRequest request =
        hearth
            .request("/v1/chat/completions")
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(STORY))
            .build();
    HttpResponse<InputStream> response =
        hearth.client().send(request, HttpResponse.BodyHandlers.ofInputStream());
    List<String> events = new ArrayList<>();

    try (Scanner lines = new Scanner(response.body(), StandardCharsets.UTF_8)) {
      while (lines.hasNextLine()) {
        String line = lines.nextLine();
        if (line.startsWith("data:")) {
          events.add(line.substring("data:".length()).strip());
        }
        if (events.size() == 5 && hearth.hearth().services().runs(Service.MODERATION)) {
          hearth.hearth().services().context(Service.MODERATION).close();
        }
      }
    }

    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(events).last().isEqualTo("[DONE]");
    assertThat(events.get(events.size() - 2)).contains("\"error\"");
    HearthUnderTest.Answer later = hearth.post("/v1/chat/completions", STORY);
    assertThat(later.status()).isEqualTo(503);
    assertThat(later.response().headers().firstValue("Retry-After")).isPresent();
    assertThat(later.json().path("error").path("message").asString("")).isNotBlank();
  }
}
