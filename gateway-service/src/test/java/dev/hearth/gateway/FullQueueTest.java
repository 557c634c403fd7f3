package dev.hearth.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.contracts.inference.CompletionEvent;
import dev.hearth.contracts.inference.CompletionEvent.FinishReason;
import io.micrometer.core.instrument.MeterRegistry;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.test.context.TestPropertySource;

/** What the number of places is learned from; so few are taken that latency is no sign. */
@TestPropertySource(
    properties = {
      "hearth.gateway.admission.adaptive=true",
      "hearth.gateway.admission.max-concurrent-requests=100",
      "hearth.gateway.admission.min-concurrent-requests=2"
    })
class FullQueueTest extends GatewayFixture {

  private static final String DEAD = "org/large:8b";
  private static final String WELL = "small";

  @Autowired MeterRegistry meters;

  @Test
  void aDeadEngineTakesNoPlacesFromTheModelsOfOthers() throws Exception {
    INFERENCE.plays(
        stage ->
            stage.send(
                new CompletionEvent.Failed(503, "engine_unavailable", "It is away.", null, 5)));
    for (int i = 0; i < 60; i++) {
      HttpResponse<String> failed = chat(question(DEAD));
      assertThat(failed.statusCode()).isEqualTo(503);
      assertThat(at(json(failed), "/error/code").stringValue()).isEqualTo("engine_unavailable");
    }
    CountDownLatch all = new CountDownLatch(10);
    INFERENCE.plays(
        stage -> {
          stage.send(new CompletionEvent.Started(WELL));
          all.countDown();
          await(all);
          stage.send(new CompletionEvent.Text("Hello."));
          stage.finish(FinishReason.STOP);
        });

    for (CompletableFuture<HttpResponse<String>> answer :
        Stream.generate(() -> later(question(WELL))).limit(10).toList()) {
      assertThat(answer.get(20, TimeUnit.SECONDS).statusCode()).isEqualTo(200);
    }
  }

  @Test
  void neitherDoesAServiceThatOnlyForwardedRequestsNeed() throws Exception {
    double before = places();
    REGISTRY.forwardedStatus = 503;
    for (int i = 0; i < 5; i++) {
      assertThat(get("/v1/plugins").statusCode()).isEqualTo(503);
    }
    assertThat(places()).isEqualTo(before);
  }

  @Test
  void aFullQueueTakesPlacesAndAnswersGiveThemBack() throws Exception {
    INFERENCE.plays(
        stage -> stage.send(new CompletionEvent.Failed(503, "queue_full", "Too many.", null, 1)));
    double before = places();
    assertThat(chat(question(WELL)).statusCode()).isEqualTo(503);
    assertThat(places()).isLessThan(before);

    INFERENCE.plays(InferenceStandIn.Script.text("Hello."));
    for (int i = 0; i < 20; i++) {
      assertThat(chat(question(WELL)).statusCode()).isEqualTo(200);
    }
    assertThat(places()).isEqualTo(before);
  }

  private double places() {
    return meters.get("hearth.gateway.places.limit").gauge().value();
  }

  private static String question(String model) {
    return "{\"model\":\""
        + model
        + "\",\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}],\"max_tokens\":5}";
  }

  private CompletableFuture<HttpResponse<String>> later(String body) {
    return HTTP.sendAsync(
        to("/v1/chat/completions").POST(HttpRequest.BodyPublishers.ofString(body)).build(),
        HttpResponse.BodyHandlers.ofString());
  }

  private static void await(CountDownLatch latch) {
    try {
      if (!latch.await(10, TimeUnit.SECONDS)) {
        throw new IllegalStateException("not all came");
      }
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(interrupted);
    }
  }
}
