package dev.hearth.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.contracts.Scope;
import dev.hearth.gateway.admission.RedisProcess;
import dev.hearth.gateway.identity.ApiKeys;
import dev.hearth.gateway.identity.Grants;
import dev.hearth.gateway.identity.KeyTerms;
import dev.hearth.gateway.policy.Limits;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

/** Two gateways that count together in a real Redis. */
class SharedLimitsTest extends GatewayFixture {

  private static final String ASK =
      "{\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}],\"max_tokens\":20}";
  private static final RedisProcess REDIS = RedisProcess.start();

  @Autowired ApiKeys keys;
  @Nullable ConfigurableApplicationContext other;

  @DynamicPropertySource
  static void redis(DynamicPropertyRegistry registry) {
    registry.add("hearth.gateway.admission.redis-url", REDIS::url);
    // Of a busy machine no promptness is asked here.
    registry.add("hearth.gateway.admission.redis-timeout", () -> "1s");
  }

  @BeforeEach
  void shared() {
    REDIS.restart();
    REDIS.resume();
    Awaitility.await()
        .atMost(Duration.ofSeconds(20))
        .untilAsserted(
            () -> assertThat(limitOf(key(new Limits(7L, null, null, null, null)))).isEqualTo("7"));
  }

  @AfterEach
  void closeOther() {
    if (other != null) {
      other.close();
      other = null;
    }
  }

  @AfterAll
  static void stop() {
    REDIS.close();
  }

  @Test
  void grantTogetherExactlyWhatOneWould() throws Exception {
    int second =
        second(
            "hearth.gateway.admission.redis-url=" + REDIS.url(),
            "hearth.gateway.admission.redis-timeout=1s");
    // 18 tokens each: 11 read, 7 generated, as the stand-in counts.
    String key = key(new Limits(1000L, 100_000L, 18L * 20 + 5, null, null));
    List<CompletableFuture<HttpResponse<String>>> all = new ArrayList<>();
    for (int i = 0; i < 80; i++) {
      all.add(
          HTTP.sendAsync(
              ask(i % 2 == 0 ? port : second, key), HttpResponse.BodyHandlers.ofString()));
    }
    long granted = 0;
    for (CompletableFuture<HttpResponse<String>> one : all) {
      HttpResponse<String> answer = one.get(60, TimeUnit.SECONDS);
      assertThat(answer.statusCode()).isIn(200, 429);
      if (answer.statusCode() == 200) {
        granted++;
      } else {
        assertThat(at(json(answer), "/error/code").stringValue()).isEqualTo("quota_exceeded");
      }
    }
    // What was refused while others' estimates were set aside is granted now, up to the limit.
    HttpResponse<String> next;
    do {
      next =
          HTTP.send(
              ask(granted % 2 == 0 ? port : second, key), HttpResponse.BodyHandlers.ofString());
      if (next.statusCode() == 200) {
        granted++;
      }
    } while (next.statusCode() == 200 && granted <= 30);
    assertThat(granted * 18).isLessThanOrEqualTo(18L * 20 + 5);
    assertThat(granted).isGreaterThanOrEqualTo(19);
    assertThat(spent(key)).isEqualTo(granted * 18);
  }

  @Test
  void countWhatRunsAtTheSameTimeTogether() throws Exception {
    int second =
        second(
            "hearth.gateway.admission.redis-url=" + REDIS.url(),
            "hearth.gateway.admission.redis-timeout=1s");
    String key = key(new Limits(null, null, null, null, 3L));
    CountDownLatch begun = new CountDownLatch(3);
    CountDownLatch end = new CountDownLatch(1);
    INFERENCE.plays(
        stage -> {
          begun.countDown();
          await(end);
          InferenceStandIn.Script.text("Done.").play(stage);
        });
    List<CompletableFuture<HttpResponse<String>>> running = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      running.add(
          HTTP.sendAsync(ask(i == 0 ? port : second, key), HttpResponse.BodyHandlers.ofString()));
    }
    await(begun);

    for (int at : new int[] {port, second}) {
      HttpResponse<String> refused = HTTP.send(ask(at, key), HttpResponse.BodyHandlers.ofString());
      assertThat(refused.statusCode()).isEqualTo(429);
      assertThat(header(refused, "retry-after")).isEqualTo("1");
    }
    end.countDown();
    for (CompletableFuture<HttpResponse<String>> one : running) {
      assertThat(one.get(20, TimeUnit.SECONDS).statusCode()).isEqualTo(200);
    }
    Awaitility.await()
        .atMost(Duration.ofSeconds(5))
        .until(
            () ->
                HTTP.send(ask(port, key), HttpResponse.BodyHandlers.ofString()).statusCode()
                    == 200);
  }

  @Test
  void grantTheirShareQuicklyWhileRedisHangsAndAllOfItWhenItAnswersAgain() throws Exception {
    String key = key(new Limits(40L, null, null, null, null));
    assertThat(limitOf(key)).isEqualTo("40");
    REDIS.pause();
    try {
      assertThat(limitOf(key)).as("a quarter, by the share that is configured").isEqualTo("10");
      long start = System.nanoTime();
      int granted = 1;
      for (int i = 0; i < 30; i++) {
        granted += ask(key).statusCode() == 200 ? 1 : 0;
      }
      assertThat(granted).isBetween(10, 12);
      assertThat(Duration.ofNanos(System.nanoTime() - start))
          .as("nobody else waits for the timeout")
          .isLessThan(Duration.ofSeconds(15));
    } finally {
      REDIS.resume();
    }
    Awaitility.await()
        .atMost(Duration.ofSeconds(10))
        .untilAsserted(() -> assertThat(limitOf(key)).isEqualTo("40"));
  }

  @Test
  void aRedisThatForgotEverythingIsToldWhatWasSpent() throws Exception {
    String key = key(new Limits(null, null, 60L, null, null));
    assertThat(ask(key).statusCode()).isEqualTo(200);
    assertThat(ask(key).statusCode()).isEqualTo(200);
    REDIS.kill();
    assertThat(ask(key).statusCode())
        .as("24 are left, of which a quarter is granted")
        .isEqualTo(429);
    REDIS.restart();

    shared();
    assertThat(ask(key).statusCode()).as("36 of 60 were spent").isEqualTo(200);
    assertThat(ask(key).statusCode()).isEqualTo(429);
  }

  @Test
  void aQuotaSurvivesARestartWithoutRedis() throws Exception {
    String key = key(new Limits(null, null, 60L, null, null));
    int first = second("hearth.gateway.admission.redis-url=");
    assertThat(HTTP.send(ask(first, key), HttpResponse.BodyHandlers.ofString()).statusCode())
        .isEqualTo(200);
    closeOther();
    int again = second("hearth.gateway.admission.redis-url=");
    HttpResponse<String> answer = HTTP.send(ask(again, key), HttpResponse.BodyHandlers.ofString());
    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(Integer.parseInt(header(answer, "x-ratelimit-remaining-tokens")))
        .as("60 less 18 of before less what is set aside now")
        .isLessThanOrEqualTo(42);
    assertThat(HTTP.send(ask(again, key), HttpResponse.BodyHandlers.ofString()).statusCode())
        .isEqualTo(200);
    assertThat(HTTP.send(ask(again, key), HttpResponse.BodyHandlers.ofString()).statusCode())
        .isEqualTo(429);
  }

  @Test
  void limitATeamsKeysTogether() throws Exception {
    post(
        "/admin/teams",
        "{\"name\":\"shared\",\"policy\":{\"limits\":{\"requests_per_minute\":4},"
            + "\"key_limits\":{\"requests_per_minute\":3}}}");
    String one = keys.issue("shared", "a", Set.of(Scope.CHAT), null).text();
    String two = keys.issue("shared", "b", Set.of(Scope.CHAT), null).text();
    for (int i = 0; i < 3; i++) {
      assertThat(ask(one).statusCode()).isEqualTo(200);
    }
    assertThat(ask(one).statusCode()).as("the key's").isEqualTo(429);
    HttpResponse<String> last = ask(two);
    assertThat(last.statusCode()).isEqualTo(200);
    assertThat(header(last, "x-ratelimit-limit-requests")).isEqualTo("4");
    assertThat(header(last, "x-ratelimit-remaining-requests")).isEqualTo("0");
    HttpResponse<String> refused = ask(two);
    assertThat(refused.statusCode()).as("the team's").isEqualTo(429);
    assertThat(Integer.parseInt(header(refused, "retry-after"))).isBetween(1, 15);
  }

  private long spent(String key) {
    return jdbc.sql(
            "select sum(prompt_tokens + completion_tokens) from gateway.audit_record a"
                + " join gateway.api_key k on k.id = a.key_id where k.prefix = :prefix")
        .param("prefix", key.substring(0, 15))
        .query(Long.class)
        .single();
  }

  private int second(String... properties) {
    other = another(properties);
    return Integer.parseInt(other.getEnvironment().getRequiredProperty("local.server.port"));
  }

  private String key(Limits limits) {
    return keys.issue(
            "default", "a", Set.of(Scope.CHAT), null, new KeyTerms(Grants.ALL, limits, null))
        .text();
  }

  private String limitOf(String key) throws Exception {
    return header(ask(key), "x-ratelimit-limit-requests");
  }

  private HttpResponse<String> ask(String key) throws Exception {
    return HTTP.send(ask(port, key), HttpResponse.BodyHandlers.ofString());
  }

  private static HttpRequest ask(int at, String key) {
    return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + at + "/v1/chat/completions"))
        .header("Authorization", "Bearer " + key)
        .POST(HttpRequest.BodyPublishers.ofString(ASK))
        .build();
  }

  private static void await(CountDownLatch latch) {
    try {
      if (!latch.await(20, TimeUnit.SECONDS)) {
        throw new IllegalStateException("nothing happened");
      }
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(interrupted);
    }
  }
}
