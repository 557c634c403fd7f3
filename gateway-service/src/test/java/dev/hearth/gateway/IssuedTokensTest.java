package dev.hearth.gateway;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import dev.hearth.issuer.AuthorizationServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.Date;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import org.springframework.test.context.TestPropertySource;
import tools.jackson.databind.JsonNode;

/** Tokens of a real authorization server, over HTTP all the way. */
@TestPropertySource(
    properties = {
      "hearth.gateway.last-use-interval=200ms",
      "hearth.gateway.guessing.attempts=1000",
    })
class IssuedTokensTest extends GatewayFixture {

  private static final AuthorizationServer SERVER = AuthorizationServer.start(Ports.free());
  private static final AuthorizationServer UNTRUSTED = AuthorizationServer.start(Ports.free());
  private static final int LATER = Ports.free();
  private static final int HANGING = Ports.free();

  @DynamicPropertySource
  static void issuers(DynamicPropertyRegistry registry) {
    issuer(registry, 0, SERVER.issuer().toString(), "1s");
    issuer(registry, 1, "http://127.0.0.1:" + LATER, "200ms");
    issuer(registry, 2, "http://127.0.0.1:" + HANGING, "1s");
  }

  private static void issuer(
      DynamicPropertyRegistry registry, int number, String issuer, String refresh) {
    String prefix = "hearth.gateway.oidc.issuers[" + number + "].";
    registry.add(prefix + "issuer", () -> issuer);
    registry.add(prefix + "audiences", () -> AuthorizationServer.AUDIENCE);
    registry.add(prefix + "clock-skew", () -> "5s");
    registry.add(prefix + "keys-lifetime", () -> "2s");
    registry.add(prefix + "keys-refresh", () -> refresh);
    registry.add(prefix + "keys-grace", () -> "1h");
    registry.add(prefix + "team-claim", () -> "groups");
    registry.add(prefix + "teams[research]", () -> "lab");
    registry.add(prefix + "teams[nobody]", () -> "no-such-team");
    registry.add(prefix + "scopes[chat]", () -> "chat");
    registry.add(prefix + "scopes[ops]", () -> "admin");
  }

  @AfterAll
  static void stop() {
    SERVER.close();
    UNTRUSTED.close();
  }

  @BeforeEach
  void team() throws Exception {
    post("/admin/teams", "{\"name\":\"lab\"}");
  }

  @Test
  void aTokenOfATrustedIssuerIsTakenWhereAnApiKeyIs() throws Exception {
    HttpResponse<String> models = as(SERVER.token("good", "chat"), "/v1/models");
    assertThat(models.statusCode()).isEqualTo(200);

    String id = header(models, "x-request-id");
    String team =
        jdbc.sql("select team from gateway.audit_record where request_id = :id")
            .param("id", id)
            .query(String.class)
            .single();
    assertThat(team).isEqualTo("lab");
    Awaitility.await()
        .atMost(Duration.ofSeconds(10))
        .untilAsserted(
            () -> {
              JsonNode seen = json(get("/admin/subjects?team=lab")).get("data").get(0);
              assertThat(seen.get("subject").stringValue()).isEqualTo("good");
              assertThat(seen.get("issuer").stringValue()).isEqualTo(SERVER.issuer().toString());
              String key =
                  jdbc.sql("select key_id::text from gateway.audit_record where request_id = :id")
                      .param("id", id)
                      .query(String.class)
                      .single();
              assertThat(seen.get("id").stringValue()).isEqualTo(key);
            });
  }

  @Test
  void aTokenMayDoWhatItsScopesAreMappedTo() throws Exception {
    assertThat(as(SERVER.token("good"), "/v1/models").statusCode()).isEqualTo(403);
    assertThat(as(SERVER.token("good", "chat"), "/admin/keys").statusCode()).isEqualTo(403);
    assertThat(as(SERVER.token("good", "admin"), "/admin/keys").statusCode())
        .as("scope admin of the issuer is not mapped")
        .isEqualTo(403);
    assertThat(as(SERVER.token("boss", "ops"), "/admin/keys").statusCode()).isEqualTo(200);
  }

  @Test
  void rejectsTokensThatAreNotGood() throws Exception {
    refused(SERVER.token("expired", "chat"));
    refused(SERVER.token("elsewhere", "chat"));
    refused(UNTRUSTED.token("good", "chat"));

    String good = SERVER.token("good", "chat");
    String[] parts = good.split("\\.");
    refused(parts[0] + "." + parts[1] + "." + parts[2].substring(2) + "AA");
    refused(parts[0] + "." + text(parts[1]) + "." + parts[2]);
    String none =
        Base64.getUrlEncoder()
            .withoutPadding()
            .encodeToString("{\"alg\":\"none\"}".getBytes(UTF_8));
    refused(none + "." + parts[1] + ".");
    refused(none + "." + parts[1] + "." + parts[2]);
    refused("eyJ.e30.");
  }

  @Test
  void rejectsASignatureByThePublicKeyAsASharedSecret() throws Exception {
    SignedJWT forged =
        new SignedJWT(
            new JWSHeader.Builder(JWSAlgorithm.HS256).keyID(SERVER.key().getKeyID()).build(),
            claims(SERVER));
    forged.sign(new MACSigner(SERVER.key().toRSAPublicKey().getEncoded()));
    refused(forged.serialize());
  }

  @Test
  void rejectsAnAlgorithmThatIsNotAllowedAndAForeignKeyUnderAKnownId() throws Exception {
    SignedJWT other =
        new SignedJWT(
            new JWSHeader.Builder(JWSAlgorithm.RS512).keyID(SERVER.key().getKeyID()).build(),
            claims(SERVER));
    other.sign(new RSASSASigner(SERVER.key()));
    refused(other.serialize());

    RSAKey foreign = new RSAKeyGenerator(2048).keyID(SERVER.key().getKeyID()).generate();
    SignedJWT forged =
        new SignedJWT(
            new JWSHeader.Builder(JWSAlgorithm.RS256).keyID(foreign.getKeyID()).build(),
            claims(SERVER));
    forged.sign(new RSASSASigner(foreign));
    refused(forged.serialize());
  }

  @Test
  void rejectsATokenThatNeverExpires() throws Exception {
    JWTClaimsSet eternal = new JWTClaimsSet.Builder(claims(SERVER)).expirationTime(null).build();
    SignedJWT token =
        new SignedJWT(
            new JWSHeader.Builder(JWSAlgorithm.RS256).keyID(SERVER.key().getKeyID()).build(),
            eternal);
    token.sign(new RSASSASigner(SERVER.key()));
    refused(token.serialize());
  }

  @Test
  void aTokenOfNoTeamIsForbidden() throws Exception {
    for (String client : new String[] {"stranger", "teamless"}) {
      HttpResponse<String> answer = as(SERVER.token(client, "chat"), "/v1/models");
      assertThat(answer.statusCode()).as(client).isEqualTo(403);
      assertThat(at(json(answer), "/error/code").stringValue()).isEqualTo("no_team");
    }
  }

  @Test
  void takesANewKeyAtOnceAndDropsARetiredOne() throws Exception {
    String before = SERVER.token("good", "chat");
    assertThat(as(before, "/v1/models").statusCode()).isEqualTo(200);
    Awaitility.await()
        .atMost(Duration.ofSeconds(10))
        .untilAsserted(
            () -> {
              SERVER.rotate();
              String after = SERVER.token("good", "chat");
              assertThat(as(after, "/v1/models").statusCode()).isEqualTo(200);
            });
    assertThat(as(before, "/v1/models").statusCode()).isEqualTo(200);

    SERVER.retire();
    Awaitility.await()
        .atMost(Duration.ofSeconds(10))
        .untilAsserted(() -> assertThat(as(before, "/v1/models").statusCode()).isEqualTo(401));
    assertThat(as(SERVER.token("good", "chat"), "/v1/models").statusCode()).isEqualTo(200);
  }

  @Test
  void madeUpKeyIdsDoNotHaveTheKeysFetchedAgainAndAgain() throws Exception {
    RSAKey foreign = new RSAKeyGenerator(2048).generate();
    int before = SERVER.keysFetched();
    Instant start = Instant.now();
    for (int i = 0; i < 60; i++) {
      SignedJWT forged =
          new SignedJWT(
              new JWSHeader.Builder(JWSAlgorithm.RS256).keyID("made-up-" + i).build(),
              claims(SERVER));
      forged.sign(new RSASSASigner(foreign));
      assertThat(as(forged.serialize(), "/v1/models").statusCode()).isIn(401, 503);
    }
    long seconds = Duration.between(start, Instant.now()).toSeconds() + 1;
    assertThat(SERVER.keysFetched() - before).isLessThanOrEqualTo((int) (2 * (seconds + 1)));
  }

  @Test
  void saysThatAnIssuerCannotBeReachedAndGoesOnWhenItCan() throws Exception {
    unavailable(as(tokenOf(LATER), "/v1/models"));

    String token;
    try (AuthorizationServer late = AuthorizationServer.start(LATER)) {
      token = late.token("good", "chat");
      Awaitility.await()
          .atMost(Duration.ofSeconds(10))
          .untilAsserted(() -> assertThat(as(token, "/v1/models").statusCode()).isEqualTo(200));
    }
    assertThat(as(token, "/v1/models").statusCode())
        .as("the keys of an issuer that went away stay good for a while")
        .isEqualTo(200);
  }

  @Test
  void nobodyWaitsForAnIssuerOfWhichItIsKnownThatItHangs() throws Exception {
    String token;
    try (ServerSocket hanging = hanging()) {
      String early = tokenOf(hanging.getLocalPort());
      List<CompletableFuture<HttpResponse<String>>> first = new ArrayList<>();
      Instant start = Instant.now();
      for (int i = 0; i < 10; i++) {
        first.add(
            HTTP.sendAsync(
                requestAs(early, "/v1/models").build(), HttpResponse.BodyHandlers.ofString()));
      }
      for (CompletableFuture<HttpResponse<String>> one : first) {
        unavailable(one.get(20, TimeUnit.SECONDS));
      }
      assertThat(Duration.between(start, Instant.now()))
          .as("all wait for one fetch, of three seconds")
          .isBetween(Duration.ofMillis(2500), Duration.ofSeconds(5));

      // Longer than the pause and the time-out of what looks for a sign of life.
      Instant end = Instant.now().plusSeconds(7);
      while (Instant.now().isBefore(end)) {
        Instant asked = Instant.now();
        unavailable(as(early, "/v1/models"));
        assertThat(Duration.between(asked, Instant.now())).isLessThan(Duration.ofMillis(1500));
      }
    }
    try (AuthorizationServer back = AuthorizationServer.start(HANGING)) {
      token = back.token("good", "chat");
      Awaitility.await()
          .atMost(Duration.ofSeconds(10))
          .untilAsserted(() -> assertThat(as(token, "/v1/models").statusCode()).isEqualTo(200));
    }
    try (ServerSocket hanging = hanging()) {
      int slow = 0;
      Instant end = Instant.now().plusSeconds(7);
      while (Instant.now().isBefore(end)) {
        Instant asked = Instant.now();
        assertThat(as(token, "/v1/models").statusCode())
            .as("its keys stay good while %s hangs", hanging)
            .isEqualTo(200);
        slow += Duration.between(asked, Instant.now()).toMillis() > 1500 ? 1 : 0;
      }
      assertThat(slow).as("who found out").isLessThanOrEqualTo(1);
    }
  }

  /** Takes connections on the port and never answers. */
  private static ServerSocket hanging() throws IOException {
    return new ServerSocket(HANGING, 50, InetAddress.getLoopbackAddress());
  }

  /** A token that claims to be of the issuer on this port. */
  private static String tokenOf(int port) throws JOSEException {
    SignedJWT token =
        new SignedJWT(
            new JWSHeader.Builder(JWSAlgorithm.RS256).keyID(SERVER.key().getKeyID()).build(),
            new JWTClaimsSet.Builder(claims(SERVER)).issuer("http://127.0.0.1:" + port).build());
    token.sign(new RSASSASigner(SERVER.key()));
    return token.serialize();
  }

  private static void unavailable(HttpResponse<String> answer) {
    assertThat(answer.statusCode()).isEqualTo(503);
    assertThat(at(json(answer), "/error/code").stringValue()).isEqualTo("issuer_unavailable");
    assertThat(header(answer, "retry-after")).isEqualTo("5");
  }

  @Test
  void apiKeysAreTakenAsEver() throws Exception {
    assertThat(get("/v1/models").statusCode()).isEqualTo(200);
  }

  private void refused(String token) throws Exception {
    HttpResponse<String> answer = as(token, "/v1/models");
    assertThat(answer.statusCode()).isEqualTo(401);
    assertThat(header(answer, "www-authenticate")).isEqualTo("Bearer");
    assertThat(at(json(answer), "/error/code").stringValue()).isEqualTo("invalid_token");
    assertThat(answer.body()).doesNotContain(token);
  }

  private static JWTClaimsSet claims(AuthorizationServer server) {
    return new JWTClaimsSet.Builder()
        .issuer(server.issuer().toString())
        .subject("good")
        .audience(AuthorizationServer.AUDIENCE)
        .expirationTime(Date.from(Instant.now().plusSeconds(60)))
        .claim("groups", Arrays.asList("research"))
        .claim("scope", "chat")
        .build();
  }

  private static String text(String part) {
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(
            new String(Base64.getUrlDecoder().decode(part), UTF_8)
                .replace("\"good\"", "\"evil\"")
                .getBytes(UTF_8));
  }

  private HttpResponse<String> as(String token, String path) throws Exception {
    return send(requestAs(token, path));
  }

  private HttpRequest.Builder requestAs(String token, String path) {
    return HttpRequest.newBuilder(URI.create(url(path))).header("Authorization", "Bearer " + token);
  }
}
