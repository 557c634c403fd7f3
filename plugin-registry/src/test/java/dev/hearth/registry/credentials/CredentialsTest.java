package dev.hearth.registry.credentials;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.contracts.Caller;
import dev.hearth.contracts.Scope;
import dev.hearth.registry.RegistryTest;
import dev.hearth.registry.StubServer;
import dev.hearth.registry.StubServer.Asked;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Base64;
import java.util.EnumSet;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;

class CredentialsTest extends RegistryTest {

  @Autowired private JdbcClient jdbc;

  private void register(String team, String name, String auth) {
    register(team, name, INTERNAL.origin(), auth);
  }

  private void register(String team, String name, String server, String auth) {
    INTERNAL.on("/" + name + "/who", "text/plain", "it is you");
    upload(
        team,
        "/v1/plugins",
        Map.of(
            "manifest",
            """
            {"schema_version":"v1","name_for_human":"N","name_for_model":"%s",
             "description_for_human":"d","description_for_model":"d","auth":%s,
             "api":{"type":"openapi","url":"%s/o.yaml"}}
            """
                .formatted(name, auth, server),
            "openapi",
            """
            openapi: 3.0.3
            info: {title: N, version: "1"}
            servers: [{url: "%1$s/%2$s"}]
            paths:
              /who:
                get: {operationId: who_%2$s, summary: Who, responses: {"200": {description: ok}}}
            """
                .formatted(server, name)));
  }

  private Answer set(String team, String name, String json) {
    return call(team, "PUT", "/v1/plugins/" + name + "/credentials", json);
  }

  private Answer invoke(String team, String name) {
    return post(team, "/v1/plugins/" + name + "/tools/who_" + name + "/invoke", "{}").has(200);
  }

  private static Asked last(String path) {
    return INTERNAL.asked(path).getLast();
  }

  private static String header(Asked asked, String name) {
    return String.join(",", asked.headers().getOrDefault(name, java.util.List.of()));
  }

  @Test
  void callsWithAStoredTokenAndNeverGivesItBack() {
    register("cred-1", "token", "{\"type\":\"service_http\",\"authorization_type\":\"bearer\"}");
    invoke("cred-1", "token");
    assertThat(header(last("/token/who"), "Authorization")).isEmpty();

    Answer stored = set("cred-1", "token", "{\"type\":\"bearer\",\"token\":\"s3cr3t-t0ken\"}");
    stored.has(200);
    invoke("cred-1", "token");

    assertThat(header(last("/token/who"), "Authorization")).isEqualTo("Bearer s3cr3t-t0ken");
    assertThat(stored.text() + get("cred-1", "/v1/plugins/token/credentials").text())
        .contains("\"ready\":true")
        .doesNotContain("s3cr3t-t0ken");
    assertThat(get("cred-1", "/v1/plugins/token").text()).doesNotContain("s3cr3t-t0ken");
    assertThat(
            jdbc.sql("select content from registry.credential where team = 'cred-1'")
                .query((row, n) -> new String(row.getBytes(1), StandardCharsets.ISO_8859_1))
                .single())
        .doesNotContain("s3cr3t");
    call("cred-1", "DELETE", "/v1/plugins/token/credentials", "").has(204);
    invoke("cred-1", "token");
    assertThat(header(last("/token/who"), "Authorization")).isEmpty();
  }

  @Test
  void takesASecretOutOfWhatThePluginAnswers() {
    register("cred-2", "echoing", "{\"type\":\"service_http\"}");
    set("cred-2", "echoing", "{\"type\":\"bearer\",\"token\":\"abcdef-123456\"}").has(200);
    INTERNAL.on(
        "/echoing/who",
        (exchange, body) ->
            StubServer.answer(
                exchange,
                200,
                "text/plain",
                "you sent " + exchange.getRequestHeaders().getFirst("Authorization")));

    assertThat(invoke("cred-2", "echoing").at("/text")).isEqualTo("you sent Bearer [redacted]");
  }

  @Test
  void writesBasicAndApiKeysWhereTheyBelong() {
    register("cred-3", "basic", "{\"type\":\"service_http\",\"authorization_type\":\"basic\"}");
    set("cred-3", "basic", "{\"type\":\"basic\",\"username\":\"u\",\"password\":\"pä\"}").has(200);
    invoke("cred-3", "basic");
    assertThat(header(last("/basic/who"), "Authorization"))
        .isEqualTo(
            "Basic " + Base64.getEncoder().encodeToString("u:pä".getBytes(StandardCharsets.UTF_8)));

    register("cred-3", "keyed", "{\"type\":\"api_key\",\"header_name\":\"x-own-key\"}");
    set("cred-3", "keyed", "{\"type\":\"api_key\",\"value\":\"k-1\"}").has(200);
    invoke("cred-3", "keyed");
    assertThat(header(last("/keyed/who"), "X-own-key")).isEqualTo("k-1");
    set(
            "cred-3",
            "keyed",
            "{\"type\":\"api_key\",\"value\":\"k&2\",\"in\":\"query\",\"name\":\"key\"}")
        .has(200);
    invoke("cred-3", "keyed");
    assertThat(last("/keyed/who").uri()).isEqualTo("/keyed/who?key=k%262");
  }

  @Test
  void sendsNothingToAnotherHostThanThePluginHadThen() {
    register("cred-4", "moving", INTERNAL.origin(), "{\"type\":\"service_http\"}");
    set("cred-4", "moving", "{\"type\":\"bearer\",\"token\":\"only-for-the-old-host\"}").has(200);
    register("cred-4", "moving", STRANGER.origin(), "{\"type\":\"service_http\"}");
    post("cred-4", "/v1/plugins/moving/versions/2/approve", "").has(200);

    assertThat(invoke("cred-4", "moving").at("/message")).contains("address changed");
    assertThat(STRANGER.asked("/moving")).isEmpty();
  }

  @Test
  void oneTeamsCredentialsAreNotAnothers() {
    register("cred-5", "own", "{\"type\":\"service_http\"}");
    set("cred-5", "own", "{\"type\":\"bearer\",\"token\":\"five\"}").has(200);
    register("cred-6", "own", "{\"type\":\"service_http\"}");

    invoke("cred-6", "own");

    assertThat(header(last("/own/who"), "Authorization")).isEmpty();
    get("cred-6", "/v1/plugins/own/credentials").has(404);
    call(
            "cred-5",
            EnumSet.of(Scope.CHAT),
            "GET",
            "/v1/plugins/own/credentials",
            "application/json",
            "")
        .has(403);
  }

  @Test
  void getsATokenForTheClientItselfAndANewOneWhenItIsRefused() {
    INTERNAL.on(
        "/cc/token",
        (exchange, body) ->
            StubServer.answer(
                exchange,
                200,
                "application/json",
                "{\"access_token\":\"cc-%d\",\"token_type\":\"bearer\",\"expires_in\":3600}"
                    .formatted(INTERNAL.asked("/cc/token").size())));
    register(
        "cred-7",
        "cc",
        "{\"type\":\"oauth\",\"authorization_url\":\"%s/cc/token\",\"scope\":\"read\"}"
            .formatted(INTERNAL.origin()));
    set(
            "cred-7",
            "cc",
            "{\"type\":\"oauth\",\"grant\":\"client_credentials\",\"client_id\":\"me\","
                + "\"client_secret\":\"hush\"}")
        .has(200);
    INTERNAL.on(
        "/cc/who",
        (exchange, body) -> {
          String given = exchange.getRequestHeaders().getFirst("Authorization");
          boolean good = !"Bearer cc-1".equals(given);
          StubServer.answer(exchange, good ? 200 : 401, "text/plain", good ? "in" : "out");
        });

    assertThat(invoke("cred-7", "cc").at("/text")).isEqualTo("in");
    assertThat(invoke("cred-7", "cc").at("/text")).isEqualTo("in");

    assertThat(INTERNAL.asked("/cc/token")).hasSize(2);
    assertThat(fields(last("/cc/token").body()))
        .containsEntry("grant_type", "client_credentials")
        .containsEntry("client_secret", "hush")
        .containsEntry("scope", "read");
  }

  @Test
  void getsConsentByACodeWithPkceAndRefreshesItsToken() throws Exception {
    INTERNAL.on(
        "/code/token",
        (exchange, body) ->
            StubServer.answer(
                exchange,
                200,
                "application/json",
                body.contains("refresh_token\":\"r-1")
                    ? "{\"access_token\":\"second\",\"refresh_token\":\"r-2\",\"expires_in\":3600}"
                    : "{\"access_token\":\"first\",\"refresh_token\":\"r-1\",\"expires_in\":1}"));
    register(
        "cred-8",
        "code",
        """
        {"type":"oauth","client_url":"%1$s/code/authorize","authorization_url":"%1$s/code/token",
         "authorization_content_type":"application/json","scope":"all of it"}
        """
            .formatted(INTERNAL.origin()));
    set("cred-8", "code", "{\"type\":\"oauth\",\"client_id\":\"c\",\"client_secret\":\"s\"}")
        .has(200);
    assertThat(get("cred-8", "/v1/plugins/code/credentials").json().at("/ready").asBoolean())
        .isFalse();
    assertThat(invoke("cred-8", "code").at("/message")).contains("consent");

    Answer invitation =
        post(
                "cred-8",
                "/v1/plugins/code/credentials/authorization",
                "{\"redirect_uri\":\"https://console.example.org/back\"}")
            .has(200);
    Map<String, String> query = fields(URI.create(invitation.at("/authorize_url")).getRawQuery());
    assertThat(invitation.at("/authorize_url")).startsWith(INTERNAL.origin() + "/code/authorize?");
    assertThat(query).containsEntry("scope", "all of it").containsEntry("client_id", "c");
    String redeem = "{\"state\":\"%s\",\"code\":\"the-code\"}".formatted(query.get("state"));
    post("cred-other", "/v1/plugins/code/credentials/code", redeem).has(404);
    // Nobody else of the team may end what this key began; that such a one tried uses it up.
    call(
            new Caller("another-key", "cred-8", EnumSet.allOf(Scope.class), "req"),
            "POST",
            "/v1/plugins/code/credentials/code",
            redeem)
        .has(400);
    post("cred-8", "/v1/plugins/code/credentials/code", redeem).has(400);
    invitation =
        post(
                "cred-8",
                "/v1/plugins/code/credentials/authorization",
                "{\"redirect_uri\":\"https://console.example.org/back\"}")
            .has(200);
    query = fields(URI.create(invitation.at("/authorize_url")).getRawQuery());
    redeem = "{\"state\":\"%s\",\"code\":\"the-code\"}".formatted(query.get("state"));
    post("cred-8", "/v1/plugins/code/credentials/code", redeem).has(200);
    assertThat(post("cred-8", "/v1/plugins/code/credentials/code", redeem).has(400).at("/code"))
        .isEqualTo("unknown_state");

    String sent = INTERNAL.asked("/code/token").getFirst().body();
    String verifier = sent.replaceAll(".*\"code_verifier\":\"([^\"]+)\".*", "$1");
    byte[] hash =
        MessageDigest.getInstance("SHA-256").digest(verifier.getBytes(StandardCharsets.US_ASCII));
    assertThat(query.get("code_challenge"))
        .isEqualTo(Base64.getUrlEncoder().withoutPadding().encodeToString(hash));
    assertThat(sent).contains("\"code\":\"the-code\"", "https://console.example.org/back");

    // The first token ends within the margin, so the call goes out with the next one.
    invoke("cred-8", "code");
    assertThat(header(last("/code/who"), "Authorization")).isEqualTo("Bearer second");
    assertThat(INTERNAL.asked("/code/token")).hasSize(2);
  }

  @Test
  void namesWhatIsMissing() {
    register("cred-9", "strict", "{\"type\":\"service_http\"}");
    assertThat(set("cred-9", "strict", "{}").has(400).at("/param")).isEqualTo("type");
    assertThat(set("cred-9", "strict", "{\"type\":\"bearer\"}").has(400).at("/param"))
        .isEqualTo("token");
    assertThat(
            set("cred-9", "strict", "{\"type\":\"bearer\",\"token\":\"a\\nb\"}")
                .has(400)
                .at("/param"))
        .isEqualTo("token");
    assertThat(
            set("cred-9", "strict", "{\"type\":\"oauth\",\"client_id\":\"x\"}")
                .has(400)
                .at("/param"))
        .isEqualTo("authorize_url");
  }

  @Test
  void aUsersOwnCredentialsServeNobodyElsesCalls() {
    register("cred-own", "mine", "{\"type\":\"user_http\",\"authorization_type\":\"bearer\"}");
    set("cred-own", "mine", "{\"type\":\"bearer\",\"token\":\"of-the-team\"}").has(200);
    asKey(
            "alice",
            "PUT",
            "/v1/plugins/mine/credentials/mine",
            "{\"type\":\"bearer\",\"token\":\"of-alice\"}")
        .has(200);

    asKey("alice", "POST", "/v1/plugins/mine/tools/who_mine/invoke", "{}").has(200);
    assertThat(header(last("/mine/who"), "Authorization")).isEqualTo("Bearer of-alice");
    asKey("bob", "POST", "/v1/plugins/mine/tools/who_mine/invoke", "{}").has(200);
    assertThat(header(last("/mine/who"), "Authorization")).isEqualTo("Bearer of-the-team");

    asKey("bob", "GET", "/v1/plugins/mine/credentials/mine", "").has(404);
    asKey("bob", "DELETE", "/v1/plugins/mine/credentials/mine", "").has(404);
    asKey("bob", "PUT", "/v1/plugins/mine/credentials", "{\"type\":\"bearer\",\"token\":\"x\"}")
        .has(403);
    asKey("alice", "DELETE", "/v1/plugins/mine/credentials/mine", "").has(204);
    asKey("alice", "POST", "/v1/plugins/mine/tools/who_mine/invoke", "{}").has(200);
    assertThat(header(last("/mine/who"), "Authorization")).isEqualTo("Bearer of-the-team");
  }

  private Answer asKey(String subject, String method, String path, String body) {
    return call(new Caller(subject, "cred-own", EnumSet.of(Scope.CHAT), "req"), method, path, body);
  }

  @Test
  void aConsentIsGivenInABrowserWithoutAKey() {
    registerOAuth("cred-web", "web");
    String message = invoke("cred-web", "web").at("/message");
    assertThat(message).contains("in a browser: https://hearth.example.org/oauth/consent?ticket=");
    String ticket = message.replaceFirst(".*ticket=", "");

    Answer asked = asBrowser("/consent/asked", link(ticket, "b")).has(200);
    assertThat(asked.at("/plugin")).isEqualTo("web");
    assertThat(asked.at("/team")).isEqualTo("cred-web");
    assertThat(asked.at("/key")).isEqualTo("key-of-cred-web");
    assertThat(asked.at("/host")).isEqualTo("127.0.0.1");
    assertThat(asked.json().at("/shared").asBoolean()).isTrue();
    assertThat(asked.json().at("/secure").asBoolean()).isTrue();
    assertThat(asBrowser("/consent/asked", link(ticket + "x", "b")).has(400).at("/code"))
        .isEqualTo("unknown_state");

    Map<String, String> query = depart(ticket, "b");
    assertThat(query).containsEntry("redirect_uri", "https://hearth.example.org/oauth/callback");
    assertThat(query.get("state")).isNotEqualTo(ticket);
    assertThat(asBrowser("/consent", came(query, "b")).has(200).at("/plugin")).isEqualTo("web");
    asBrowser("/consent", came(query, "b")).has(400);
    invoke("cred-web", "web");
    assertThat(header(last("/web/who"), "Authorization")).isEqualTo("Bearer granted");
  }

  @Test
  void aConsentIsBoundToTheBrowserThatLeftForIt() {
    registerOAuth("cred-bound", "bound");
    String ticket = ticket("cred-bound", "bound");
    Map<String, String> query = depart(ticket, "the-browser");

    // The link was good for one departure, and says nothing that could be redeemed.
    asBrowser("/consent/asked", link(ticket, "another")).has(400);
    asBrowser("/consent/departure", link(ticket, "another")).has(400);
    asBrowser("/consent/departure", link(String.valueOf(query.get("state")), "another")).has(400);
    asBrowser("/consent", "{\"state\":\"%s\",\"code\":\"c\"}".formatted(ticket)).has(400);
    asBrowser("/consent", came(query, "another")).has(400);
    asBrowser("/consent", "{\"state\":\"%s\",\"code\":\"c\"}".formatted(query.get("state")))
        .has(400);
    assertThat(INTERNAL.asked("/bound/token")).isEmpty();

    asBrowser("/consent", came(query, "the-browser")).has(200);
    assertThat(INTERNAL.asked("/bound/token")).hasSize(1);
  }

  @Test
  void whatComesBackToTheGatewayIsNotEndedByAnApiCall() {
    registerOAuth("cred-api", "api");
    String ticket = ticket("cred-api", "api");

    post(
            "cred-api",
            "/v1/plugins/api/credentials/code",
            "{\"state\":\"%s\",\"code\":\"of-somebody-else\"}".formatted(ticket))
        .has(400);
    assertThat(INTERNAL.asked("/api/token")).isEmpty();
  }

  @Test
  void aRefusedConsentIsToldAndItsStateIsUsedUp() {
    registerOAuth("cred-no", "no");
    String refused =
        "{\"state\":\"%s\",\"error\":\"access_denied\",\"browser\":\"b\"}"
            .formatted(depart(ticket("cred-no", "no"), "b").get("state"));

    assertThat(asBrowser("/consent", refused).has(422).at("/code")).isEqualTo("consent_refused");
    asBrowser("/consent", refused).has(400);
    assertThat(get("cred-no", "/v1/plugins/no/credentials").json().at("/ready").asBoolean())
        .isFalse();
  }

  private void registerOAuth(String team, String plugin) {
    INTERNAL.on(
        "/" + plugin + "/token",
        "application/json",
        "{\"access_token\":\"granted\",\"expires_in\":3600}");
    register(
        team,
        plugin,
        """
        {"type":"oauth","client_url":"%1$s/%2$s/authorize","authorization_url":"%1$s/%2$s/token",
         "authorization_content_type":"application/json","scope":"read"}
        """
            .formatted(INTERNAL.origin(), plugin));
    set(team, plugin, "{\"type\":\"oauth\",\"client_id\":\"c\",\"client_secret\":\"s\"}").has(200);
  }

  private String ticket(String team, String plugin) {
    Answer invitation =
        post(team, "/v1/plugins/" + plugin + "/credentials/authorization", "{}").has(200);
    assertThat(invitation.json().has("state")).isFalse();
    return invitation.at("/authorize_url").replaceFirst(".*ticket=", "");
  }

  private Map<String, String> depart(String ticket, String browser) {
    Answer departed = asBrowser("/consent/departure", link(ticket, browser)).has(200);
    return fields(URI.create(departed.at("/authorizeUrl")).getRawQuery());
  }

  private Answer asBrowser(String path, String body) {
    return call(
        new Caller("browser", "none", EnumSet.noneOf(Scope.class), "req"), "POST", path, body);
  }

  private static String link(String ticket, String browser) {
    return "{\"ticket\":\"%s\",\"browser\":\"%s\"}".formatted(ticket, browser);
  }

  private static String came(Map<String, String> query, String browser) {
    return "{\"state\":\"%s\",\"code\":\"the-code\",\"browser\":\"%s\"}"
        .formatted(query.get("state"), browser);
  }

  private static Map<String, String> fields(String form) {
    return Arrays.stream(form.split("&"))
        .map(pair -> pair.split("=", 2))
        .collect(
            Collectors.toMap(
                pair -> pair[0], pair -> URLDecoder.decode(pair[1], StandardCharsets.UTF_8)));
  }
}
