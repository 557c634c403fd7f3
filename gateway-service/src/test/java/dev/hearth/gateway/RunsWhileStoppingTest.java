package dev.hearth.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.hearth.gateway.InferenceStandIn.Script;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

/** What becomes of runs and of those who watch them while a gateway stops. */
class RunsWhileStoppingTest extends GatewayFixture {

  /** What a phase may take; whoever waits for it fails. */
  private static final Duration PHASE = Duration.ofSeconds(60);

  private static final Duration SOON = PHASE.dividedBy(3);

  /** A database of its own: no other gateway claims its runs. */
  private static final String DATABASE = "runs_while_stopping";

  private final CountDownLatch firstGoesOn = new CountDownLatch(1);
  private final CountDownLatch secondGoesOn = new CountDownLatch(1);

  @BeforeEach
  void newDatabase() {
    jdbc.sql("create database " + DATABASE).update();
  }

  @AfterEach
  void dropDatabase() {
    firstGoesOn.countDown();
    secondGoesOn.countDown();
    jdbc.sql("drop database " + DATABASE + " with (force)").update();
  }

  private static ConfigurableApplicationContext gateway() {
    return another(
        "spring.datasource.url=" + database(DATABASE),
        "hearth.gateway.drain.notice=0s",
        "hearth.gateway.runs.max-concurrent=1",
        "spring.lifecycle.timeout-per-shutdown-phase=" + PHASE.toSeconds() + "s");
  }

  @Test
  void itsReadersAreSentToAnotherGatewayAndItEndsInTime() throws Exception {
    holdCompletions();
    ConfigurableApplicationContext stopping = gateway();
    try (ConfigurableApplicationContext next = gateway()) {
      String id = create(stopping);
      HttpResponse<InputStream> reader =
          HTTP.send(
              to(stopping, "/v1/runs/" + id + "/events").build(),
              HttpResponse.BodyHandlers.ofInputStream());
      CompletableFuture<String> read = CompletableFuture.supplyAsync(() -> toTheEnd(reader.body()));
      await().until(() -> !INFERENCE.asked.isEmpty());

      CompletableFuture<Void> stopped = CompletableFuture.runAsync(stopping::close);

      String seen = read.get(SOON.toSeconds(), TimeUnit.SECONDS);
      assertThat(seen).contains("event: turn.started").doesNotContain("run.completed");
      stopped.get(SOON.toSeconds(), TimeUnit.SECONDS);
      firstGoesOn.countDown();
      secondGoesOn.countDown();
      String last = seen.substring(seen.lastIndexOf("id: ") + 4).lines().findFirst().orElse("");
      HttpResponse<String> rest =
          send(to(next, "/v1/runs/" + id + "/events").header("Last-Event-ID", last));
      assertThat(rest.body())
          .startsWith("id: " + (Integer.parseInt(last) + 1) + "\n")
          .contains("event: run.completed");
    }
  }

  @Test
  void itTakesUpNoRunOnceItRefusesRequests() throws Exception {
    holdCompletions();
    ConfigurableApplicationContext stopping = gateway();
    JdbcClient itsRuns =
        JdbcClient.create(new DriverManagerDataSource(database(DATABASE), "postgres", ""));
    create(stopping);
    await().until(() -> INFERENCE.asked.size() == 1);
    create(stopping);
    CompletableFuture<HttpResponse<String>> inFlight =
        HTTP.sendAsync(
            to(stopping, "/v1/chat/completions")
                .POST(
                    HttpRequest.BodyPublishers.ofString(
                        "{\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}]}"))
                .build(),
            HttpResponse.BodyHandlers.ofString());
    await().until(() -> INFERENCE.asked.size() == 2);

    CompletableFuture<Void> stopped = CompletableFuture.runAsync(stopping::close);
    await().until(() -> send(to(stopping, "/v1/models")).statusCode() == 503);
    firstGoesOn.countDown();
    await().until(() -> statuses(itsRuns).contains("completed"));

    await()
        .during(Duration.ofSeconds(2))
        .atMost(Duration.ofSeconds(4))
        .until(() -> statuses(itsRuns).equals(List.of("completed", "queued")));
    secondGoesOn.countDown();
    assertThat(inFlight.get(SOON.toSeconds(), TimeUnit.SECONDS).statusCode()).isEqualTo(200);
    stopped.get(SOON.toSeconds(), TimeUnit.SECONDS);
  }

  /** Holds the first completion until it may go on, and so the second; later ones are not held. */
  private void holdCompletions() {
    AtomicInteger completions = new AtomicInteger();
    INFERENCE.plays(
        stage -> {
          int number = completions.getAndIncrement();
          if (number < 2) {
            pass(number == 0 ? firstGoesOn : secondGoesOn);
          }
          Script.text("Hello.").play(stage);
        });
  }

  private static void pass(CountDownLatch latch) {
    try {
      if (!latch.await(PHASE.toSeconds(), TimeUnit.SECONDS)) {
        throw new IllegalStateException("nobody went on");
      }
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(interrupted);
    }
  }

  private static List<String> statuses(JdbcClient runs) {
    return runs.sql("select status from gateway.run order by created_at")
        .query(String.class)
        .list();
  }

  private static String create(ConfigurableApplicationContext gateway) throws Exception {
    HttpResponse<String> created =
        send(
            to(gateway, "/v1/runs")
                .POST(HttpRequest.BodyPublishers.ofString("{\"goal\":\"Hello?\"}")));
    assertThat(created.statusCode()).as(created.body()).isEqualTo(202);
    return json(created).get("id").asString();
  }

  private static String toTheEnd(InputStream body) {
    try (body) {
      return new String(body.readAllBytes(), StandardCharsets.UTF_8);
    } catch (java.io.IOException cutOff) {
      throw new java.io.UncheckedIOException(cutOff);
    }
  }

  private static HttpRequest.Builder to(ConfigurableApplicationContext gateway, String path) {
    return HttpRequest.newBuilder(
            URI.create(
                "http://127.0.0.1:"
                    + gateway.getEnvironment().getProperty("local.server.port")
                    + path))
        .header("Authorization", "Bearer " + ADMIN_KEY)
        .header("Content-Type", "application/json");
  }
}
