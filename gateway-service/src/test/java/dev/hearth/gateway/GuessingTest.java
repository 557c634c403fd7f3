package dev.hearth.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.contracts.Scope;
import dev.hearth.gateway.identity.ApiKeys;
import dev.hearth.issuer.AuthorizationServer;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.logging.LoggingSystem;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import org.springframework.test.context.TestPropertySource;

/** Sources are told by X-Forwarded-For here: the tests' own address is a trusted proxy. */
@TestPropertySource(
    properties = {
      "hearth.gateway.trusted-proxies=127.0.0.0/8,::1/128,10.9.0.0/16",
      "hearth.gateway.guessing.attempts=5",
      "logging.level.dev.hearth=trace",
      "logging.level.org.springframework.security=trace",
      "logging.level.org.springframework.web=trace",
      "spring.mvc.log-request-details=false",
    })
@ExtendWith(OutputCaptureExtension.class)
class GuessingTest extends GatewayFixture {

  private static final AuthorizationServer SERVER = AuthorizationServer.start(Ports.free());
  private static final AuthorizationServer UNTRUSTED = AuthorizationServer.start(Ports.free());

  @Autowired ApiKeys keys;

  @DynamicPropertySource
  static void issuer(DynamicPropertyRegistry registry) {
    String prefix = "hearth.gateway.oidc.issuers[0].";
    registry.add(prefix + "issuer", () -> SERVER.issuer().toString());
    registry.add(prefix + "audiences", () -> AuthorizationServer.AUDIENCE);
    registry.add(prefix + "clock-skew", () -> "5s");
    registry.add(prefix + "default-team", () -> "default");
  }

  @AfterAll
  static void stop() {
    SERVER.close();
    UNTRUSTED.close();
  }

  /** Levels are of the process: without this they would hold for the classes that follow. */
  @AfterAll
  static void logAsBefore() {
    LoggingSystem logging = LoggingSystem.get(GuessingTest.class.getClassLoader());
    for (String logger :
        List.of("dev.hearth", "org.springframework.security", "org.springframework.web")) {
      logging.setLogLevel(logger, null);
    }
  }

  @Test
  void locksOutWhoeverGuesses() throws Exception {
    String fresh = keys.issue("default", "a", Set.of(Scope.CHAT), null).text();
    for (int i = 0; i < 5; i++) {
      assertThat(from("203.0.113.7", guess()).statusCode()).isEqualTo(401);
    }

    HttpResponse<String> locked = from("203.0.113.7", guess());

    assertThat(locked.statusCode()).isEqualTo(429);
    assertThat(at(json(locked), "/error/code").stringValue()).isEqualTo("too_many_failures");
    assertThat(Integer.parseInt(header(locked, "retry-after"))).isBetween(50, 60);
    assertThat(from("203.0.113.7", fresh).statusCode())
        .as("a right guess is not told either")
        .isEqualTo(429);
    assertThat(from("203.0.113.8", fresh).statusCode()).as("others are not").isEqualTo(200);
  }

  @Test
  void aNeighboursGuessesDoNotLockOutAKeyThatWasGoodFromThereBefore() throws Exception {
    String known = keys.issue("default", "a", Set.of(Scope.CHAT), null).text();
    assertThat(from("203.0.113.9", known).statusCode()).isEqualTo(200);
    for (int i = 0; i < 5; i++) {
      from("203.0.113.9", guess());
    }
    assertThat(from("203.0.113.9", guess()).statusCode()).isEqualTo(429);
    assertThat(from("203.0.113.9", known).statusCode()).isEqualTo(200);
  }

  @Test
  void aRenewedTokenIsTakenWhileItsSourceIsLockedOut() throws Exception {
    for (int i = 0; i < 5; i++) {
      from("203.0.113.50", guess());
    }
    assertThat(from("203.0.113.50", guess()).statusCode()).isEqualTo(429);

    for (int i = 0; i < 3; i++) {
      assertThat(from("203.0.113.50", SERVER.token("good", "chat")).statusCode()).isEqualTo(200);
    }
    HttpResponse<String> expired = from("203.0.113.50", SERVER.token("expired", "chat"));
    assertThat(expired.statusCode()).as("its client has to renew it").isEqualTo(401);
    assertThat(from("203.0.113.50", forged()).statusCode()).isEqualTo(429);
    assertThat(from("203.0.113.50", guess()).statusCode()).isEqualTo(429);
  }

  @Test
  void whoeverForgesTokensIsLockedOutToo() throws Exception {
    for (int i = 0; i < 5; i++) {
      assertThat(from("203.0.113.60", forged()).statusCode()).isEqualTo(401);
    }
    HttpResponse<String> locked = from("203.0.113.60", forged());
    assertThat(locked.statusCode()).isEqualTo(429);
    assertThat(at(json(locked), "/error/code").stringValue()).isEqualTo("too_many_failures");
  }

  @Test
  void doesNotBelieveWhatTheGuesserWroteIntoTheHeader() throws Exception {
    for (int i = 0; i < 5; i++) {
      // The last address is the one that the trusted proxy saw.
      from("198.51.100." + i + ", 203.0.113.20, 10.9.0.1", guess());
    }
    assertThat(from("198.51.100.77, 203.0.113.20, 10.9.0.1", guess()).statusCode()).isEqualTo(429);
  }

  @Test
  void anIpv6NetworkIsOneSource() throws Exception {
    for (int i = 0; i < 5; i++) {
      from("2001:db8:1:2::" + (i + 1), guess());
    }
    assertThat(from("2001:db8:1:2:ffff::1", guess()).statusCode()).isEqualTo(429);
    assertThat(from("2001:db8:1:3::1", guess()).statusCode()).isEqualTo(401);
  }

  @Test
  void answersEveryKeyThatIsNotGoodAlike() throws Exception {
    var revoked = keys.issue("default", "a", Set.of(Scope.CHAT), null);
    send(to("/admin/keys/" + revoked.key().id()).DELETE());
    String never = revoked.text().substring(0, 16) + "0".repeat(64);

    HttpResponse<String> one = from("203.0.113.30", revoked.text());
    HttpResponse<String> other = from("203.0.113.31", never);

    assertThat(one.statusCode()).isEqualTo(401);
    assertThat(one.body()).isEqualTo(other.body());
  }

  @Test
  void noKeyIsInALogAnAnswerOrTakenFromAUrl(CapturedOutput output) throws Exception {
    String good = keys.issue("default", "a", Set.of(Scope.CHAT), null).text();
    String wrong = guess();
    String token = "eyJhbGciOiJub25lIn0.eyJpc3MiOiJodHRwczovL2lkIiwic3ViIjoieCJ9.c2lnbmF0dXJl";
    assertThat(from("203.0.113.40", good).statusCode()).isEqualTo(200);
    HttpResponse<String> refused = from("203.0.113.41", wrong);
    from("203.0.113.42", token);
    HttpResponse<String> inUrl =
        send(
            HttpRequest.newBuilder(
                URI.create(url("/v1/models?api_key=" + good + "&access_token=" + good))));
    HttpResponse<String> inPath =
        send(
            HttpRequest.newBuilder(URI.create(url("/v1/models/" + good)))
                .header("Authorization", "Bearer " + good));
    HttpResponse<String> form =
        send(
            HttpRequest.newBuilder(URI.create(url("/v1/chat/completions")))
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(HttpRequest.BodyPublishers.ofString("access_token=" + good)));
    send(
        HttpRequest.newBuilder(URI.create(url("/v1/nowhere")))
            .header("Authorization", "Basic " + good));

    assertThat(inUrl.statusCode()).isEqualTo(400);
    assertThat(inPath.statusCode()).isEqualTo(400);
    assertThat(form.statusCode()).isEqualTo(401);
    assertThat(refused.body()).doesNotContain(wrong);
    assertThat(inUrl.body()).doesNotContain(good);
    assertThat(output.getAll().length()).as("something was logged at all").isPositive();
    assertThat(output.getAll())
        .doesNotContain(good)
        .doesNotContain(good.substring(16))
        .doesNotContain(wrong.substring(16))
        .doesNotContain(token)
        .doesNotContain(ADMIN_KEY);
  }

  /** Of the trusted issuer, by its words, with a signature that is not its own. */
  private static String forged() throws Exception {
    String[] good = SERVER.token("good", "chat").split("\\.");
    String[] other = UNTRUSTED.token("good", "chat").split("\\.");
    return good[0] + "." + good[1] + "." + other[2];
  }

  private static String guess() {
    return "hearth_00000000_" + UUID.randomUUID() + UUID.randomUUID();
  }

  private HttpResponse<String> from(String forwardedFor, String key) throws Exception {
    return send(
        HttpRequest.newBuilder(URI.create(url("/v1/models")))
            .header("X-Forwarded-For", forwardedFor)
            .header("Authorization", "Bearer " + key));
  }
}
