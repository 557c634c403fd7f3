package dev.hearth.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.contracts.inference.CompletionEvent;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
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

  @ParameterizedTest
  @CsvSource({
    "POST /v1/chat/completions, , 401",
    "POST /v1/chat/completions, no key at all, 401",
    "POST /v1/nothing, KEY, 404",
    "GET /oauth/consent, , 400",
  })
  void whatNobodyWantsOfABodyIsNotWaitedForWithoutEnd(String line, @Nullable String key, int status)
      throws Exception {
    try (Socket socket = Raw.connect(port)) {
      Raw.write(
          socket,
          line
              + " HTTP/1.1\r\nHost: a\r\nContent-Length: 1000\r\n"
              + (key == null
                  ? ""
                  : "Authorization: Bearer " + key.replace("KEY", ADMIN_KEY) + "\r\n")
              + "\r\n{");
      ByteArrayOutputStream answer = new ByteArrayOutputStream();
      answer.write(socket.getInputStream().read());
      socket.setSoTimeout(300);

      Awaitility.await()
          .pollInterval(Duration.ofMillis(50))
          .atMost(Duration.ofSeconds(15))
          .until(() -> isCutOff(socket, answer));

      assertThat(answer.toString(StandardCharsets.UTF_8)).startsWith("HTTP/1.1 " + status);
    }
  }

  /** Sends a byte, and takes what comes until nothing more does for a moment. */
  private static boolean isCutOff(Socket socket, ByteArrayOutputStream answer) throws IOException {
    try {
      Raw.write(socket, " ");
      for (int next = socket.getInputStream().read();
          next >= 0;
          next = socket.getInputStream().read()) {
        answer.write(next);
      }
      return true;
    } catch (SocketTimeoutException open) {
      return false;
    } catch (SocketException reset) {
      return true;
    }
  }

  @Test
  void whoSendsMoreThanIsTakenFindsItsAnswerAndMayGoOn() throws Exception {
    String body = "x".repeat(100_000);
    String request =
        "POST /v1/chat/completions HTTP/1.1\r\nHost: a\r\nContent-Length: "
            + body.length()
            + "\r\n\r\n"
            + body;
    try (Socket socket = Raw.connect(port)) {
      for (int i = 0; i < 2; i++) {
        Raw.write(socket, request);
      }
      Raw.write(socket, "GET /oauth/consent HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");

      String answers = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

      assertThat(answers.split("HTTP/1.1 401", -1)).hasSize(3);
      assertThat(answers).contains("HTTP/1.1 400");
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
