package dev.hearth.registry.egress;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hearth.registry.SharedData;
import dev.hearth.registry.StubServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The guard on a recording resolver and connector: names lead where the test says, and whatever it
 * would connect to is written down and, but for this test's own server, not connected to.
 */
class EgressClientTest {

  private static final Duration WITHIN = Duration.ofSeconds(3);

  private final StubServer server = new StubServer();
  private final Map<String, String> names = new HashMap<>();
  private final List<String> resolved = new ArrayList<>();
  private final List<String> connected = new ArrayList<>();
  private final EgressClient client =
      new EgressClient(
          new EgressGuard(this::resolve, false),
          proxy -> new RecordingSocket(),
          Duration.ofSeconds(1));
  private final Clearance own = Clearance.NONE.and(URI.create(server.origin()));

  private InetAddress[] resolve(String host) throws UnknownHostException {
    resolved.add(host);
    String address = names.get(host);
    if (address == null) {
      throw new UnknownHostException(host);
    }
    List<InetAddress> found = new ArrayList<>();
    for (String each : address.split(" ")) {
      found.add(InetAddress.ofLiteral(each));
    }
    return found.toArray(InetAddress[]::new);
  }

  private final class RecordingSocket extends Socket {
    @Override
    public void connect(SocketAddress endpoint, int timeout) throws IOException {
      connected.add(endpoint.toString());
      if (!endpoint.toString().endsWith(server.origin().substring("http://".length()))) {
        throw new IOException("only recorded");
      }
      super.connect(endpoint, timeout);
    }
  }

  @AfterEach
  void close() throws IOException {
    client.close();
    server.close();
  }

  private EgressResponse get(String address, Clearance clearance) {
    return client.send(EgressRequest.get(URI.create(address), "*/*", 10_000), clearance, WITHIN);
  }

  private void assertRefused(String address) {
    assertThatThrownBy(() -> get(address, Clearance.NONE))
        .as(address)
        .isInstanceOfSatisfying(
            EgressException.class,
            refused -> assertThat(refused.reason()).isEqualTo(EgressException.Reason.REFUSED));
    assertThat(connected).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://example.com/",
        "ftp://example.com/",
        "file:///etc/passwd",
        "https:example.com",
        "https://user@example.com/",
        "https://user:password@example.com/",
        "https://127.0.0.1/",
        "https://127.1/",
        "https://0/",
        "https://2130706433/",
        "https://0x7f000001/",
        "https://0177.0.0.1/",
        "https://127.0.0.1./",
        "https://localhost/",
        "https://a.localhost/",
        "https://metadata/",
        "https://metadata.google.internal/",
        "https://[::1]/",
        "https://[::]/",
        "https://[::ffff:127.0.0.1]/",
        "https://[::ffff:a9fe:a9fe]/",
        "https://[fd00:ec2::254]/",
        "https://[fe80::1]/",
        "https://[2002:7f00:1::]/",
        "https://[64:ff9b::7f00:1]/",
        "https://[2001:db8::1]/",
        "https://[2001::1]/",
        "https://169.254.169.254/",
        "https://100.64.0.1/",
        "https://10.0.0.1/",
        "https://172.31.255.255/",
        "https://192.168.1.1/",
        "https://192.0.0.192/",
        "https://198.18.0.1/",
        "https://224.0.0.1/",
        "https://255.255.255.255/",
        "https://240.0.0.1/",
        "https://public.example/a/%2e%2e/b",
        "https://public.example/%252e%252e/",
        "https://public.example:0/",
        "https://public.example:99999/"
      })
  void refusesWhatIsNotAPublicHttpsAddress(String address) {
    names.put("public.example", "93.184.216.34");
    assertRefused(address);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "127.0.0.1",
        "10.1.2.3",
        "169.254.169.254",
        "::1",
        "fd12::1",
        "::ffff:10.0.0.1",
        "93.184.216.34 127.0.0.1",
        "2606:2800::1 fe80::1",
        "100.100.100.200",
        "168.63.129.16"
      })
  void refusesANameIfAnyOfItsAddressesIsNotPublic(String addresses) {
    names.put("innocent.example", addresses);

    assertRefused("https://innocent.example/");
  }

  @Test
  void connectsToTheVeryAddressThatWasChecked() {
    names.put("public.example", "93.184.216.34 2606:2800::1");

    assertThatThrownBy(() -> get("https://public.example/", Clearance.NONE))
        .isInstanceOfSatisfying(
            EgressException.class,
            failed -> assertThat(failed.reason()).isEqualTo(EgressException.Reason.UNREACHABLE));
    assertThat(resolved).containsExactly("public.example");
    assertThat(connected).isNotEmpty().allMatch(address -> address.contains("93.184.216.34:443"));
  }

  @Test
  void aNameThatChangesItsAddressGainsNothing() {
    names.put("rebinding.example", "93.184.216.34");
    EgressGuard guard =
        new EgressGuard(
            host -> {
              InetAddress[] first = resolve(host);
              names.put(host, "127.0.0.1");
              return first;
            },
            false);
    EgressClient rebound =
        new EgressClient(guard, proxy -> new RecordingSocket(), Duration.ofSeconds(1));

    assertThatThrownBy(
        () ->
            rebound.send(
                EgressRequest.get(URI.create("https://rebinding.example/"), "*/*", 100),
                Clearance.NONE,
                WITHIN));
    assertThat(resolved).hasSize(1);
    assertThat(connected).allMatch(address -> address.contains("93.184.216.34:443"));

    assertThatThrownBy(
            () ->
                rebound.send(
                    EgressRequest.get(URI.create("https://rebinding.example/"), "*/*", 100),
                    Clearance.NONE,
                    WITHIN))
        .isInstanceOfSatisfying(
            EgressException.class,
            refused -> assertThat(refused.reason()).isEqualTo(EgressException.Reason.REFUSED));
    assertThat(connected).noneMatch(address -> address.contains("127.0.0.1"));
  }

  @Test
  void refusesEveryAddressOfTheCollection() throws IOException {
    Path collection = SharedData.find("plugins/ssrf.txt");
    // Public helper hosts are judged after resolution: here all of them lead inside.
    List<String> reached = new ArrayList<>();
    int judged = 0;
    for (String line : Files.readAllLines(collection)) {
      if (line.isBlank() || line.startsWith("#")) {
        continue;
      }
      judged++;
      for (String address : List.of(line, line.replaceFirst("^http:", "https:"))) {
        try {
          URI uri = new URI(address);
          if (uri.getHost() != null) {
            names.put(uri.getHost(), "169.254.169.254");
          }
          client.send(EgressRequest.get(uri, "*/*", 100), Clearance.NONE, WITHIN);
          reached.add(address);
        } catch (URISyntaxException unreadable) {
          // No address at all: nothing to call.
          assertThat(unreadable.getInput()).isEqualTo(address);
        } catch (EgressException failed) {
          if (failed.reason() != EgressException.Reason.REFUSED) {
            reached.add(address);
          }
        }
      }
    }
    assertThat(judged).isGreaterThan(130);
    assertThat(reached).isEmpty();
    assertThat(connected).isEmpty();
  }

  @Test
  void callsAnOriginThatIsAllowedAndNoOther() {
    server.on("/x", "text/plain", "hello");

    assertThat(get(server.origin() + "/x", own).text()).isEqualTo("hello");
    assertThatThrownBy(() -> get("http://127.0.0.1:1/x", own)).hasMessageContaining("only https");
    assertThatThrownBy(() -> get(server.origin().replace("127.0.0.1", "127.0.0.2") + "/x", own))
        .hasMessageContaining("only https");
  }

  @Test
  void anAllowedRangeOpensNoMetadataAddress() {
    Clearance everything = Clearance.of(List.of("0.0.0.0/0", "::/0"));
    names.put("wiki.example", "10.0.0.1");
    names.put("evil.example", "169.254.169.254");

    assertThatThrownBy(() -> get("https://wiki.example/", everything))
        .isInstanceOfSatisfying(
            EgressException.class,
            failed -> assertThat(failed.reason()).isEqualTo(EgressException.Reason.UNREACHABLE));
    assertThat(connected).hasSize(1);
    assertThatThrownBy(() -> get("https://evil.example/", everything))
        .hasMessageContaining("not on the public Internet");
    assertThat(connected).hasSize(1);
  }

  @Test
  void checksEveryRedirectAgain() {
    server.on("/a", (exchange, body) -> redirect(exchange, server.origin() + "/b"));
    server.on("/b", "text/plain", "arrived");
    assertThat(get(server.origin() + "/a", own).text()).isEqualTo("arrived");

    server.on("/a", (exchange, body) -> redirect(exchange, "https://169.254.169.254/latest"));
    assertThatThrownBy(() -> get(server.origin() + "/a", own))
        .isInstanceOfSatisfying(
            EgressException.class,
            refused -> assertThat(refused.reason()).isEqualTo(EgressException.Reason.REFUSED));
    server.on("/a", (exchange, body) -> redirect(exchange, "file:///etc/passwd"));
    assertThatThrownBy(() -> get(server.origin() + "/a", own)).hasMessageContaining("only https");
    assertThat(connected).allMatch(address -> address.contains("127.0.0.1"));
  }

  @Test
  void givesUpOnRedirectsWithoutEnd() {
    server.on("/loop", (exchange, body) -> redirect(exchange, "/loop"));

    assertThatThrownBy(() -> get(server.origin() + "/loop", own))
        .hasMessageContaining("redirects too often");
    assertThat(server.asked("/loop")).hasSize(6);
  }

  private static void redirect(com.sun.net.httpserver.HttpExchange exchange, String to)
      throws IOException {
    exchange.getResponseHeaders().set("Location", to);
    exchange.sendResponseHeaders(302, -1);
  }

  @Test
  void readsABombOnlyAsFarAsAsked() {
    server.on(
        "/bomb",
        (exchange, body) -> {
          exchange.getResponseHeaders().set("Content-Encoding", "gzip");
          exchange.getResponseHeaders().set("Content-Type", "text/plain");
          exchange.sendResponseHeaders(200, 0);
          try (GZIPOutputStream bomb = new GZIPOutputStream(exchange.getResponseBody())) {
            byte[] zeros = new byte[1 << 20];
            for (int i = 0; i < 2_000; i++) {
              bomb.write(zeros);
            }
          } catch (IOException hungUp) {
            // The client read enough: that is the point.
            assertThat(hungUp).isNotNull();
          }
        });
    long start = System.nanoTime();

    EgressResponse response = get(server.origin() + "/bomb", own);

    assertThat(response.truncated()).isTrue();
    assertThat(response.body().size()).isEqualTo(10_000);
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(WITHIN);
  }

  @Test
  void boundsTheHeaders() {
    server.on(
        "/headers",
        (exchange, body) -> {
          exchange.getResponseHeaders().set("X-Long", "x".repeat(100_000));
          StubServer.answer(exchange, 200, "text/plain", "x");
        });

    assertThatThrownBy(() -> get(server.origin() + "/headers", own))
        .isInstanceOf(EgressException.class);
  }

  @Test
  void boundsTheTimeForALookup() {
    EgressClient slow =
        new EgressClient(
            new EgressGuard(
                host -> {
                  try {
                    new CountDownLatch(1).await();
                  } catch (InterruptedException givenUp) {
                    throw new UnknownHostException(host);
                  }
                  return new InetAddress[0];
                },
                false),
            proxy -> new RecordingSocket(),
            Duration.ofSeconds(1));
    long start = System.nanoTime();

    assertThatThrownBy(
            () ->
                slow.send(
                    EgressRequest.get(URI.create("https://slow.example/"), "*/*", 100),
                    Clearance.NONE,
                    Duration.ofMillis(200)))
        .isInstanceOfSatisfying(
            EgressException.class,
            failed -> assertThat(failed.reason()).isEqualTo(EgressException.Reason.TIMEOUT));
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(2));
  }

  @Test
  void sendsCredentialsToTheFirstOriginOnly() {
    String other = server.origin().replace("127.0.0.1", "other.example");
    names.put("other.example", "127.0.0.1");
    server.on("/same", "text/plain", "same");
    server.on("/there", "text/plain", "other");
    for (String target : List.of(server.origin() + "/same", other + "/there")) {
      server.on(
          "/go",
          (exchange, body) -> {
            exchange.getResponseHeaders().set("Location", target);
            StubServer.answer(exchange, 302, "text/plain", "");
          });
      URI start = URI.create(server.origin() + "/go");
      client.send(
          EgressRequest.get(start, "*/*", 100)
              .with(start, List.of(new EgressRequest.Header("Authorization", "Bearer x"))),
          own.and(URI.create(other)),
          WITHIN);
    }

    assertThat(server.asked("/go")).allMatch(asked -> asked.headers().containsKey("Authorization"));
    assertThat(server.asked("/same").getLast().headers()).containsKey("Authorization");
    assertThat(server.asked("/there").getLast().headers()).doesNotContainKey("Authorization");
  }

  @Test
  void sendsTheHostNameAndNoAddress() {
    server.on("/x", "text/plain", "hello");
    get(server.origin() + "/x", own);

    assertThat(server.asked("/x").getLast().headers().get("Host"))
        .containsExactly(server.origin().substring("http://".length()));
  }
}
