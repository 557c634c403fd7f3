package dev.hearth.registry.resilience;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.hearth.contracts.Scope;
import dev.hearth.registry.RegistryTest;
import dev.hearth.registry.StubServer;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.springframework.test.context.TestPropertySource;

/** With more time than calls elsewhere have: many are under way, and looked at, together. */
@TestPropertySource(
    properties = {"hearth.registry.call-timeout=30s", "hearth.registry.resilience.open-for=5s"})
class ProtectionTest extends RegistryTest {

  private void register(String team, String server) {
    call(
            team,
            EnumSet.allOf(Scope.class),
            "POST",
            "/v1/plugins",
            "application/yaml",
            """
            openapi: 3.0.3
            info: {title: frail, version: "1"}
            servers: [{url: "%s"}]
            paths:
              /x:
                get: {operationId: x, summary: X, responses: {"200": {description: ok}}}
            """
                .formatted(server))
        .has(201);
  }

  private Answer invoke(String team) {
    return post(team, "/v1/plugins/frail/tools/x/invoke", "{}").has(200);
  }

  private String circuit(String team) {
    return get(team, "/v1/plugins/frail").at("/resilience/circuit");
  }

  @Test
  void leavesAFailingPluginAloneAndTriesItAgainLater() {
    register("prot-1", INTERNAL.origin() + "/frail1");
    INTERNAL.on(
        "/frail1/x", (exchange, body) -> StubServer.answer(exchange, 500, "text/plain", "broken"));
    for (int i = 0; i < 8; i++) {
      assertThat(invoke("prot-1").at("/reason")).isEqualTo("plugin_error");
    }

    assertThat(circuit("prot-1")).isEqualTo("open");
    assertThat(invoke("prot-1").at("/message")).contains("left alone");
    assertThat(INTERNAL.asked("/frail1/x")).hasSize(8);

    INTERNAL.on("/frail1/x", "text/plain", "fine");
    await()
        .atMost(Duration.ofSeconds(30))
        .untilAsserted(() -> assertThat(invoke("prot-1").at("/text")).isEqualTo("fine"));
    invoke("prot-1");
    assertThat(circuit("prot-1")).isEqualTo("closed");
  }

  @Test
  void onePluginCannotTakeAllOfTheRoom() throws Exception {
    register("prot-2", INTERNAL.origin() + "/frail2");
    CountDownLatch waiting = new CountDownLatch(1);
    INTERNAL.on(
        "/frail2/x",
        (exchange, body) -> {
          try {
            waiting.await();
          } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
          }
          StubServer.answer(exchange, 200, "text/plain", "late");
        });
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<Answer>> calls =
          IntStream.range(0, 20).mapToObj(n -> threads.submit(() -> invoke("prot-2"))).toList();
      await().until(() -> INTERNAL.asked("/frail2/x").size() == 20);

      assertThat(get("prot-2", "/v1/plugins/frail").json().at("/resilience/running").asInt())
          .isEqualTo(20);
      assertThat(invoke("prot-2").at("/message")).contains("as many calls");
      waiting.countDown();
      for (Future<Answer> call : calls) {
        assertThat(call.get().at("/text")).isEqualTo("late");
      }
    }
  }
}
