package dev.hearth.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.contracts.Scope;
import dev.hearth.contracts.inference.CompletionEvent;
import dev.hearth.contracts.inference.CompletionEvent.FinishReason;
import dev.hearth.gateway.identity.ApiKeys;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.test.context.TestPropertySource;

@TestPropertySource(
    properties = {
      "hearth.gateway.admission.requests-per-minute=5",
      "hearth.gateway.admission.tokens-per-minute=1000",
      "hearth.gateway.admission.max-concurrent-requests=2"
    })
class AdmissionTest extends GatewayFixture {

  private static final String HI = "\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}]";

  @Autowired ApiKeys keys;
  private String key = "";

  @BeforeEach
  void freshKey() {
    key = keys.issue("default", "a", Set.of(Scope.CHAT), null).text();
  }

  @Test
  void refusesMoreRequestsThanTheLimit() throws Exception {
    for (int left = 4; left >= 0; left--) {
      HttpResponse<String> taken = ask("{" + HI + ",\"max_tokens\":10}");
      assertThat(taken.statusCode()).isEqualTo(200);
      assertThat(header(taken, "x-ratelimit-remaining-requests")).isEqualTo("" + left);
    }

    HttpResponse<String> refused = ask("{" + HI + ",\"max_tokens\":10}");

    assertThat(refused.statusCode()).isEqualTo(429);
    assertThat(Integer.parseInt(header(refused, "retry-after"))).isBetween(1, 12);
    assertThat(at(json(refused), "/error/code").stringValue()).isEqualTo("rate_limit_exceeded");
    assertThat(header(refused, "x-ratelimit-limit-requests")).isEqualTo("5");
    assertThat(header(refused, "x-ratelimit-remaining-requests")).isEqualTo("0");
    assertThat(header(refused, "x-ratelimit-reset-requests")).matches("(1m)?[0-9.]+s");
  }

  @Test
  void reservesTokensAndSettlesThem() throws Exception {
    HttpResponse<String> taken = ask("{" + HI + ",\"max_tokens\":900}");
    assertThat(Integer.parseInt(header(taken, "x-ratelimit-remaining-tokens"))).isBetween(80, 110);

    HttpResponse<String> next = ask("{" + HI + ",\"max_tokens\":900}");
    assertThat(next.statusCode()).isEqualTo(200);
    assertThat(header(next, "x-ratelimit-limit-tokens")).isEqualTo("1000");
  }

  @Test
  void refusesWhatTheTokensDoNotSufficeFor() throws Exception {
    CountDownLatch running = new CountDownLatch(1);
    CountDownLatch end = new CountDownLatch(1);
    INFERENCE.plays(
        stage -> {
          running.countDown();
          await(end);
          stage.send(new CompletionEvent.Started("small"));
          stage.send(new CompletionEvent.Text("Hello."));
          stage.finish(FinishReason.STOP);
        });
    CompletableFuture<HttpResponse<String>> first = later("{" + HI + ",\"max_tokens\":900}");
    await(running);

    HttpResponse<String> refused = ask("{" + HI + ",\"max_tokens\":900}");

    assertThat(refused.statusCode()).isEqualTo(429);
    assertThat(refused.body()).contains("tokens per minute");
    end.countDown();
    assertThat(first.get(10, TimeUnit.SECONDS).statusCode()).isEqualTo(200);
  }

  @Test
  void shedsWhatIsTooMuchAtATime() throws Exception {
    CountDownLatch running = new CountDownLatch(2);
    CountDownLatch end = new CountDownLatch(1);
    INFERENCE.plays(
        stage -> {
          running.countDown();
          await(end);
          stage.send(new CompletionEvent.Started("small"));
          stage.send(new CompletionEvent.Text("Hello."));
          stage.finish(FinishReason.STOP);
        });
    CompletableFuture<HttpResponse<String>> first = later("{" + HI + ",\"max_tokens\":1}");
    CompletableFuture<HttpResponse<String>> second = later("{" + HI + ",\"max_tokens\":1}");
    await(running);

    HttpResponse<String> shed = ask("{" + HI + "}");
    assertThat(shed.statusCode()).isEqualTo(503);
    assertThat(header(shed, "retry-after")).isEqualTo("1");
    assertThat(at(json(shed), "/error/code").stringValue()).isEqualTo("overloaded");
    assertThat(get("/admin/teams").statusCode()).isEqualTo(200);
    assertThat(get("/admin/policies/default").statusCode()).isEqualTo(200);

    end.countDown();
    assertThat(first.get(10, TimeUnit.SECONDS).statusCode()).isEqualTo(200);
    assertThat(second.get(10, TimeUnit.SECONDS).statusCode()).isEqualTo(200);
  }

  @Test
  void anOperatorIsNotCountedWhoeverAnswersIt() throws Exception {
    for (int i = 0; i < 8; i++) {
      HttpResponse<String> answer = get("/admin/policies/default");
      assertThat(answer.statusCode()).isEqualTo(200);
      assertThat(answer.headers().map()).doesNotContainKey("x-ratelimit-limit-requests");
    }
  }

  private HttpRequest request(String body) {
    return HttpRequest.newBuilder(URI.create(url("/v1/chat/completions")))
        .header("Authorization", "Bearer " + key)
        .POST(HttpRequest.BodyPublishers.ofString(body))
        .build();
  }

  private HttpResponse<String> ask(String body) throws Exception {
    return HTTP.send(request(body), HttpResponse.BodyHandlers.ofString());
  }

  private CompletableFuture<HttpResponse<String>> later(String body) {
    return HTTP.sendAsync(request(body), HttpResponse.BodyHandlers.ofString());
  }

  private static void await(CountDownLatch latch) {
    try {
      if (!latch.await(10, TimeUnit.SECONDS)) {
        throw new IllegalStateException("nothing happened");
      }
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(interrupted);
    }
  }
}
