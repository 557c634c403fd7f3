package dev.hearth.base;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class HttpCallsTest {

  private final HttpCalls calls = new HttpCalls("test");
  private final AtomicInteger connections = new AtomicInteger();
  private final CompletableFuture<Void> hungUp = new CompletableFuture<>();
  private ServerSocket server;

  /** What the server sends after it read a request; true if it goes on with the next. */
  private interface Behaviour {
    boolean answer(OutputStream out, InputStream in) throws IOException;
  }

  private volatile Behaviour behaviour = (out, in) -> whole(out);

  HttpCallsTest() throws IOException {
    server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
  }

  @BeforeEach
  void serve() {
    Thread.ofVirtual().start(this::accept);
  }

  @AfterEach
  void close() throws IOException {
    server.close();
    calls.close();
  }

  @Test
  void keepsAConnectionForTheNextCall() throws Exception {
    for (int i = 0; i < 3; i++) {
      try (HttpCalls.Answer answer = call(Duration.ofSeconds(5))) {
        assertThat(answer.status()).isEqualTo(200);
        assertThat(new String(answer.body().readAllBytes(), StandardCharsets.UTF_8))
            .isEqualTo("hello");
      }
    }

    assertThat(connections).hasValue(1);
  }

  @Test
  void theTimeIsForTheWholeBodyHoweverItTrickles() throws Exception {
    behaviour =
        (out, in) -> {
          head(out, 1000);
          for (int i = 0; i < 1000; i++) {
            out.write('x');
            out.flush();
            java.util.concurrent.locks.LockSupport.parkNanos(20_000_000);
          }
          return false;
        };

    try (HttpCalls.Answer answer = call(Duration.ofSeconds(2))) {
      assertThatThrownBy(() -> answer.body().readAllBytes())
          .isInstanceOf(HttpTimeoutException.class);
    }
  }

  @Test
  void theTimeIsForTheHeadToo() {
    behaviour =
        (out, in) -> {
          in.read();
          return false;
        };

    assertThatThrownBy(() -> call(Duration.ofMillis(300))).isInstanceOf(HttpTimeoutException.class);
    assertThatThrownBy(() -> call(Duration.ZERO)).isInstanceOf(HttpTimeoutException.class);
  }

  @Test
  void closingBeforeTheEndHangsUp() throws Exception {
    behaviour =
        (out, in) -> {
          head(out, 1000);
          out.write('x');
          out.flush();
          if (in.read() < 0) {
            hungUp.complete(null);
          }
          return false;
        };

    HttpCalls.Answer answer = call(Duration.ofSeconds(20));
    assertThat(answer.body().read()).isEqualTo('x');
    answer.close();

    hungUp.get(10, TimeUnit.SECONDS);
    assertThatThrownBy(() -> answer.body().read()).isInstanceOf(IOException.class);
  }

  @Test
  void anAnswerThatBreaksOffIsNoEnd() throws Exception {
    behaviour =
        (out, in) -> {
          head(out, 1000);
          out.write('x');
          out.flush();
          return false;
        };

    try (HttpCalls.Answer answer = call(Duration.ofSeconds(10))) {
      assertThatThrownBy(() -> answer.body().readAllBytes()).isInstanceOf(IOException.class);
    }
  }

  private HttpCalls.Answer call(Duration timeout) throws IOException {
    return calls.send(
        "POST",
        URI.create("http://127.0.0.1:" + server.getLocalPort() + "/"),
        Map.of("Content-Type", "text/plain"),
        "question".getBytes(StandardCharsets.UTF_8),
        timeout);
  }

  private static boolean whole(OutputStream out) throws IOException {
    head(out, 5);
    out.write("hello".getBytes(StandardCharsets.UTF_8));
    out.flush();
    return true;
  }

  private static void head(OutputStream out, int length) throws IOException {
    out.write(
        ("HTTP/1.1 200 OK\r\nContent-Length: " + length + "\r\n\r\n")
            .getBytes(StandardCharsets.US_ASCII));
  }

  private void accept() {
    while (!server.isClosed()) {
      try {
        Socket socket = server.accept();
        connections.incrementAndGet();
        Thread.ofVirtual().start(() -> talk(socket));
      } catch (IOException closed) {
        return;
      }
    }
  }

  private void talk(Socket socket) {
    try (socket) {
      BufferedReader lines =
          new BufferedReader(
              new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII));
      boolean more = true;
      while (more) {
        int length = 0;
        String line = lines.readLine();
        if (line == null) {
          return;
        }
        while (line != null && !line.isEmpty()) {
          if (line.toLowerCase(java.util.Locale.ROOT).startsWith("content-length:")) {
            length = Integer.parseInt(line.substring(15).strip());
          }
          line = lines.readLine();
        }
        for (int i = 0; i < length; i++) {
          if (lines.read() < 0) {
            return;
          }
        }
        more = behaviour.answer(socket.getOutputStream(), socket.getInputStream());
      }
    } catch (IOException gone) {
      hungUp.complete(null);
    }
  }
}
