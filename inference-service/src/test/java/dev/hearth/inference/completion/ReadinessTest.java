package dev.hearth.inference.completion;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpServer;
import dev.hearth.inference.InferenceApplication;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;

class ReadinessTest {

  private static final String NONE = "{\"object\":\"list\",\"data\":[]}";
  private static final String ONE =
      """
      {"object":"list","data":[{"id":"m","object":"model","created":1,"owned_by":"a"}]}
      """;

  private final HttpClient client = HttpClient.newHttpClient();

  @Test
  void isReadyOnlyWhileAnEngineHasAModel() throws Exception {
    AtomicReference<String> models = new AtomicReference<>(NONE);
    HttpServer engine = engine(models);
    try (ConfigurableApplicationContext context =
        new SpringApplicationBuilder(InferenceApplication.class)
            .run(
                "--spring.config.name=" + InferenceApplication.CONFIG_NAME,
                "--server.port=0",
                "--hearth.service-secret=0123456789abcdef0123456789abcdef",
                "--hearth.inference.embedded.enabled=false",
                "--hearth.inference.models-cache=50ms",
                "--hearth.inference.openai-url=http://127.0.0.1:" + engine.getAddress().getPort(),
                "--management.endpoint.health.probes.add-additional-paths=true")) {
      int port =
          Integer.parseInt(context.getEnvironment().getRequiredProperty("local.server.port"));

      assertThat(status(port, "/readyz")).isEqualTo(503);
      assertThat(status(port, "/livez")).isEqualTo(200);

      models.set(ONE);
      await().untilAsserted(() -> assertThat(status(port, "/readyz")).isEqualTo(200));

      engine.stop(0);
      await().untilAsserted(() -> assertThat(status(port, "/readyz")).isEqualTo(503));
    } finally {
      engine.stop(0);
    }
  }

  private static HttpServer engine(AtomicReference<String> models) throws IOException {
    HttpServer engine =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    engine.createContext(
        "/",
        exchange -> {
          try (exchange) {
            byte[] body = Objects.requireNonNull(models.get()).getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().set("Content-Type", "application/json");
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
          }
        });
    engine.start();
    return engine;
  }

  private int status(int port, String path) throws IOException, InterruptedException {
    URI uri = URI.create("http://127.0.0.1:" + port + path);
    return client.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.discarding()).statusCode();
  }
}
