package dev.hearth.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.contracts.inference.CompletionEvent;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.springframework.test.context.TestPropertySource;

/** Clients that do not go on are cut off, so that they hold nothing. */
@TestPropertySource(
    properties = {"server.tomcat.connection-timeout=1s", "hearth.gateway.body.max-read-time=2s"})
class SlowClientsTest extends GatewayFixture {

  /** A request whose body goes on for a thousand bytes. */
  private static final String BEGINNING =
      "POST /v1/chat/completions HTTP/1.1\r\nHost: a\r\nContent-Length: 1000\r\n"
          + "Authorization: Bearer "
          + ADMIN_KEY
          + "\r\n\r\n{\"messages\":";

  @Test
  void whoDoesNotEndItsHeadersIsCutOff() throws Exception {
    try (Socket socket = Raw.connect(port)) {
      Raw.write(socket, "GET /v1/models HTTP/1.1\r\nHost: a\r\nX-Unfinished: ");

      String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

      assertThat(answer).doesNotContain("200");
    }
  }

  @Test
  void whoDoesNotEndItsBodyIsToldAndCutOff() throws Exception {
    try (Socket socket = Raw.connect(port)) {
      Raw.write(socket, BEGINNING);

      String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

      assertThat(answer).startsWith("HTTP/1.1 408").contains("invalid_request");
      assertThat(INFERENCE.asked).isEmpty();
    }
  }

  @Test
  void whoSendsItsBodyByteByByteIsToldAndCutOff() throws Exception {
    try (Socket socket = Raw.connect(port)) {
      Raw.write(socket, BEGINNING);

      Awaitility.await()
          .pollInterval(Duration.ofMillis(300))
          .atMost(Duration.ofSeconds(10))
          .until(
              () -> {
                Raw.write(socket, " ");
                return socket.getInputStream().available() > 0;
              });

      String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      assertThat(answer).startsWith("HTTP/1.1 408").contains("request_timeout");
      assertThat(INFERENCE.asked).isEmpty();
    }
  }

  @Test
  void whoDoesNotReadItsStreamIsCutOffAndItsModelStopped() throws Exception {
    String piece = "word ".repeat(2000);
    INFERENCE.plays(
        stage -> {
          stage.send(new CompletionEvent.Started("small"));
          for (int i = 0; i < 10_000; i++) {
            stage.send(new CompletionEvent.Text(piece));
          }
        });
    String body = "{\"stream\":true,\"messages\":[{\"role\":\"user\",\"content\":\"Hi.\"}]}";
    try (Socket socket = new Socket()) {
      socket.setReceiveBufferSize(4096);
      socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
      Raw.write(
          socket,
          "POST /v1/chat/completions HTTP/1.1\r\nHost: a\r\nContent-Length: "
              + body.length()
              + "\r\nAuthorization: Bearer "
              + ADMIN_KEY
              + "\r\n\r\n"
              + body);

      assertThat(INFERENCE.hungUp.get(18, TimeUnit.SECONDS)).isPositive();
    }
  }

  @Test
  void headersHaveABound() throws Exception {
    try (Socket socket = Raw.connect(port)) {
      Raw.write(
          socket, "GET /v1/models HTTP/1.1\r\nHost: a\r\nX: " + "a".repeat(9000) + "\r\n\r\n");

      String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

      assertThat(answer).startsWith("HTTP/1.1 4").doesNotContain("html");
    }
    try (Socket socket = Raw.connect(port)) {
      Raw.write(
          socket, "GET /v1/models HTTP/1.1\r\nHost: a\r\n" + "X: a\r\n".repeat(200) + "\r\n\r\n");

      String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

      assertThat(answer).startsWith("HTTP/1.1 4").doesNotContain("html");
    }
  }
}
