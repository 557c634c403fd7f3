package dev.hearth.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.deploy.Containers;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.wait.strategy.Wait;
import org.testcontainers.utility.DockerImageName;
import tools.jackson.databind.json.JsonMapper;

/** Two gateways and the Redis image that Compose and Kubernetes name. */
class RedisImageTest {

  private static final int ALLOWED = 6;

  private final HttpClient client = HttpClient.newHttpClient();

  @Test
  void aLimitHoldsForTwoGatewaysTogether() throws Exception {
    Containers.require();
    Deployment deployment = Deployment.shared();
    try (GenericContainer<?> redis =
        new GenericContainer<>(DockerImageName.parse("redis:7"))
            .withExposedPorts(6379)
            .waitingFor(Wait.forListeningPort())) {
      redis.start();
      String setting =
          "--hearth.gateway.admission.redis-url=redis://%s:%d"
              .formatted(redis.getHost(), redis.getMappedPort(6379));
      int[] ports = {Ports.free(), Ports.free()};
      List<Process> gateways = new ArrayList<>();
      try {
        for (int port : ports) {
          gateways.add(deployment.gateway(port, setting));
        }
        for (int port : ports) {
          Deployment.awaitUp(port, "/readyz");
        }
        String key = key(ports[0]);

        List<Integer> statuses = new ArrayList<>();
        for (int i = 0; i < 2 * ALLOWED; i++) {
          statuses.add(send(ports[i % 2], key, "GET", "/v1/models", null).statusCode());
        }

        assertThat(Collections.frequency(statuses, 200)).as("%s", statuses).isEqualTo(ALLOWED);
        assertThat(Collections.frequency(statuses, 429)).as("%s", statuses).isEqualTo(ALLOWED);
        HttpResponse<String> refused = send(ports[1], key, "GET", "/v1/models", null);
        assertThat(refused.headers().firstValueAsLong("Retry-After").orElse(0)).isPositive();
      } finally {
        for (Process gateway : gateways) {
          gateway.destroy();
          gateway.waitFor();
        }
      }
    }
  }

  /** A key that is refilled so slowly that this test sees nothing of it. */
  private String key(int port) throws IOException, InterruptedException {
    HttpResponse<String> made =
        send(
            port,
            Deployment.ADMIN_KEY,
            "POST",
            "/admin/keys",
            """
            {"name": "shared", "team": "default", "scopes": ["chat"],
             "limits": {"concurrent_requests": 4, "requests_per_minute": %d}}
            """
                .formatted(ALLOWED));
    assertThat(made.statusCode()).as(made.body()).isEqualTo(201);
    return JsonMapper.shared().readTree(made.body()).path("key").asString();
  }

  private HttpResponse<String> send(
      int port, String key, String method, String path, @Nullable String body)
      throws IOException, InterruptedException {
    return client.send(
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
            .header("Authorization", "Bearer " + key)
            .header("Content-Type", "application/json")
            .method(method, body == null ? BodyPublishers.noBody() : BodyPublishers.ofString(body))
            .build(),
        BodyHandlers.ofString());
  }
}
