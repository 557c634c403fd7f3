package dev.hearth.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpRequest;
import org.junit.jupiter.api.Test;
import org.springframework.boot.test.web.server.LocalManagementPort;
import org.springframework.test.context.TestPropertySource;

/** The gateway with the probes and the management port that containers have. */
@TestPropertySource(
    properties = {
      "management.server.port=0",
      "management.endpoint.health.probes.add-additional-paths=true",
      "management.endpoints.web.exposure.include=health,prometheus",
      "management.endpoint.prometheus.access=read-only"
    })
class HealthTest extends GatewayFixture {

  @LocalManagementPort int management;

  @Test
  void isReadyOnlyWhileModerationGivesVerdicts() throws Exception {
    assertThat(status(port, "/readyz")).isEqualTo(200);

    MODERATION.failing = request -> true;
    assertThat(status(port, "/readyz")).isEqualTo(503);
    assertThat(status(port, "/livez")).isEqualTo(200);

    MODERATION.failing = request -> false;
    MODERATION.talkingNonsense = request -> true;
    assertThat(status(port, "/readyz")).isEqualTo(503);

    MODERATION.talkingNonsense = request -> false;
    assertThat(status(port, "/readyz")).isEqualTo(200);
  }

  @Test
  void tellsWhichPartIsDownAndNoMore() throws Exception {
    MODERATION.failing = request -> true;

    String body =
        send(HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/readyz"))).body();

    assertThat(body).contains("DOWN").doesNotContain("127.0.0.1", "Exception");
  }

  @Test
  void showsItsMetricsOnTheManagementPortOnly() throws Exception {
    assertThat(status(management, "/actuator/prometheus")).isEqualTo(200);
    assertThat(status(management, "/actuator/env")).isNotEqualTo(200);
    assertThat(status(port, "/actuator/prometheus")).isNotEqualTo(200);
  }

  private static int status(int port, String path) throws Exception {
    return send(HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))).statusCode();
  }
}
