package dev.hearth.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class ForwardTest extends GatewayFixture {

  @Test
  void listsTheModelsWithTheDefaultOneFirst() throws Exception {
    assertThat(get("/v1/models").body())
        .isEqualTo(
            "{\"object\":\"list\",\"data\":[{\"id\":\"small\",\"object\":\"model\",\"created\":"
                + "1700000000,\"owned_by\":\"embedded\"},{\"id\":\"org/large:8b\",\"object\":"
                + "\"model\",\"created\":1700000001,\"owned_by\":\"ollama\"},{\"id\":\"vectors\","
                + "\"object\":\"model\",\"created\":1700000002,\"owned_by\":\"embedded\"}]}");
    assertThat(get("/v1/models/org/large:8b").body()).contains("\"id\":\"org/large:8b\"");
    HttpResponse<String> none = get("/v1/models/none");
    assertThat(none.statusCode()).isEqualTo(404);
    assertThat(at(json(none), "/error/code").stringValue()).isEqualTo("model_not_found");
  }

  @Test
  void passesModerationsOnByteByByte() throws Exception {
    assertThat(post("/v1/moderations", "{ \"input\" : \"a\" }").body())
        .isEqualTo("{\"echo\":{ \"input\" : \"a\" }}");
  }

  @Test
  void passesPoliciesOnForAdministratorsAlone() throws Exception {
    assertThat(
            send(to("/admin/policies/default").PUT(HttpRequest.BodyPublishers.ofString("{}")))
                .body())
        .isEqualTo("{\"policy\":{}}");

    String chatOnly =
        json(post("/admin/keys", "{\"name\":\"p\",\"scopes\":[\"chat\"]}"))
            .get("key")
            .stringValue();
    assertThat(
            send(to("/admin/policies/default")
                    .setHeader("Authorization", "Bearer " + chatOnly)
                    .GET())
                .statusCode())
        .isEqualTo(403);
  }

  @Test
  void refusesAHeaderThatHoldsAControlCharacter() throws Exception {
    String answer =
        Raw.send(
            URI.create(url("/")).getPort(),
            "GET /v1/plugins HTTP/1.1\r\nContent-Type: text/\u0085plain",
            ADMIN_KEY);

    assertThat(answer).startsWith("HTTP/1.1 400").contains("invalid_request");
  }

  @Test
  void passesPluginsOnWithTheirHeadersAndNoOthers() throws Exception {
    HttpResponse<String> answer =
        send(
            to("/v1/plugins/a%20b/enable?c=d%26e&f")
                .header("If-Match", "\"6\"")
                .header("Content-Type", "multipart/form-data; boundary=x")
                .header("Cookie", "a=b")
                .PUT(HttpRequest.BodyPublishers.ofString("--x--")));

    assertThat(answer.statusCode()).isEqualTo(200);
    JsonNode echo = json(answer);
    assertThat(echo.get("method").stringValue()).isEqualTo("PUT");
    assertThat(echo.get("uri").stringValue()).isEqualTo("/v1/plugins/a%20b/enable?c=d%26e&f");
    assertThat(echo.get("ifMatch").stringValue()).isEqualTo("\"6\"");
    assertThat(echo.get("contentType").stringValue()).isEqualTo("multipart/form-data; boundary=x");
    assertThat(echo.get("cookie").isNull()).isTrue();
    assertThat(echo.get("length").intValue()).isEqualTo(5);
    assertThat(header(answer, "etag")).isEqualTo("\"7\"");
    assertThat(header(answer, "location")).isEqualTo("/v1/plugins/x?y=1");
    assertThat(answer.headers().firstValue("x-internal")).isEmpty();
    assertThat(header(answer, "x-ratelimit-remaining-requests")).isNotEmpty();
  }

  @Test
  void decidesForMoreThanOneCall() throws Exception {
    for (String extent : new String[] {"once", "conversation", "always"}) {
      HttpResponse<String> decided =
          post("/v1/approvals/a1", "{\"decision\":\"approve\",\"for\":\"" + extent + "\"}");
      assertThat(decided.statusCode()).as(decided.body()).isEqualTo(200);
    }
    assertThat(REGISTRY.extents).containsExactly("once", "conversation", "always");
    assertThat(post("/v1/approvals/a1", "{\"decision\":\"approve\",\"for\":\"ever\"}").statusCode())
        .isEqualTo(400);
  }

  @Test
  void listsAndWithdrawsStandingApprovals() throws Exception {
    JsonNode standing = json(get("/v1/approvals"));
    assertThat(at(standing, "/approvals/0/for").stringValue()).isEqualTo("always");
    assertThat(at(standing, "/approvals/0/created_by").stringValue()).isEqualTo("c");

    assertThat(send(to("/v1/approvals/stand_1").DELETE()).statusCode()).isEqualTo(204);
    assertThat(REGISTRY.withdrawn).contains("DELETE /approvals/standing/stand_1");
  }

  @Test
  void showsABrowserWhoAsksForWhatAndTakesItBackWithoutAKey() throws Exception {
    HttpResponse<String> asked = browse(null, "/oauth/consent?ticket=good");
    assertThat(asked.statusCode()).isEqualTo(200);
    assertThat(asked.body())
        .contains("<b>key_1</b>", "<b>research</b>", "<b>&lt;mail&gt;</b>")
        .contains("<b>accounts.example.org</b>", "everybody in that team");
    assertThat(header(asked, "cache-control")).isEqualTo("no-store");
    assertThat(header(asked, "set-cookie"))
        .contains("HttpOnly", "SameSite=Lax", "Path=/")
        .doesNotContain("Secure");
    String browser = secret(asked);

    HttpResponse<String> left = leave(browser, browser);
    assertThat(left.statusCode()).as(left.body()).isEqualTo(303);
    assertThat(header(left, "location")).isEqualTo("https://accounts.example.org/a?state=s");

    HttpResponse<String> given = browse(browser, "/oauth/callback?state=s&code=c");
    assertThat(given.statusCode()).isEqualTo(200);
    assertThat(given.body()).contains("The plugin &#39;&lt;mail&gt;&#39; may now be used.");
    assertThat(header(given, "content-type")).startsWith("text/html");
    assertThat(header(given, "cache-control")).isEqualTo("no-store");
  }

  @Test
  void onlyTheBrowserThatLeftMayComeBack() throws Exception {
    String browser = secret(browse(null, "/oauth/consent?ticket=good"));
    String other = secret(browse(null, "/oauth/consent?ticket=good"));
    assertThat(other).isNotEqualTo(browser);
    assertThat(secret(browse(browser, "/oauth/consent?ticket=good"))).isEqualTo(browser);
    leave(browser, browser);

    assertThat(browse(null, "/oauth/callback?state=s&code=c").statusCode()).isEqualTo(400);
    assertThat(browse(other, "/oauth/callback?state=s&code=c").statusCode()).isEqualTo(400);
    assertThat(browse(browser, "/oauth/callback?state=bad&code=c").statusCode()).isEqualTo(400);
    assertThat(browse(browser, "/oauth/callback").statusCode()).isEqualTo(400);
    assertThat(browse(browser, "/oauth/callback?state=s&code=c").statusCode()).isEqualTo(200);
  }

  @Test
  void anotherSiteCannotSendABrowserToConsent() throws Exception {
    String browser = secret(browse(null, "/oauth/consent?ticket=good"));

    // A form elsewhere knows no secret; and such a cookie does not come along with it.
    assertThat(leave(browser, "a".repeat(32)).statusCode()).isEqualTo(403);
    assertThat(leave(null, browser).statusCode()).isEqualTo(403);
    assertThat(browse(null, "/oauth/consent?ticket=bad").statusCode()).isEqualTo(400);
    assertThat(browse(null, "/oauth/consent").statusCode()).isEqualTo(400);
    assertThat(browse(null, "/v1/approvals").statusCode()).isEqualTo(401);
  }

  private static String secret(HttpResponse<String> page) {
    return header(page, "set-cookie").replaceFirst("^hearth-consent=([^;]+);.*", "$1");
  }

  private HttpResponse<String> leave(@Nullable String cookie, String inTheForm) throws Exception {
    return browse(
        cookie,
        HttpRequest.newBuilder(URI.create(url("/oauth/consent")))
            .header("Content-Type", "application/x-www-form-urlencoded")
            .POST(HttpRequest.BodyPublishers.ofString("ticket=good&browser=" + inTheForm)));
  }

  private HttpResponse<String> browse(@Nullable String cookie, String path) throws Exception {
    return browse(cookie, HttpRequest.newBuilder(URI.create(url(path))));
  }

  private static HttpResponse<String> browse(@Nullable String cookie, HttpRequest.Builder request)
      throws Exception {
    if (cookie != null) {
      request.header("Cookie", "hearth-consent=" + cookie);
    }
    try (HttpClient browser = HttpClient.newHttpClient()) {
      return browser.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }
  }

  @Test
  void passesRefusalsOnAndTurnsFailuresIntoA503() throws Exception {
    REGISTRY.forwardedStatus = 409;
    assertThat(get("/v1/plugins").statusCode()).isEqualTo(409);
    for (int status : new int[] {401, 500, 502, 503}) {
      REGISTRY.forwardedStatus = status;
      HttpResponse<String> failed = get("/v1/plugins");
      assertThat(failed.statusCode()).isEqualTo(503);
      assertThat(header(failed, "retry-after")).isEqualTo("1");
      assertThat(header(failed, "content-type")).isEqualTo("application/problem+json");
    }
  }

  @Test
  void refusesAnUploadThatIsTooLarge() throws Exception {
    HttpResponse<String> answer = post("/v1/plugins", "a".repeat(9 << 20));

    assertThat(answer.statusCode()).isEqualTo(413);
    assertThat(header(answer, "content-type")).isEqualTo("application/problem+json");
  }

  @Test
  void decidesApprovals() throws Exception {
    assertThat(post("/v1/approvals/a1", "{\"decision\":\"approve\"}").body())
        .isEqualTo(
            "{\"id\":\"a1\",\"plugin\":\"mail\",\"tool\":\"send\",\"state\":\"approved\","
                + "\"expires\":\"2040-01-01T00:00:00Z\"}");
    assertThat(
            json(post("/v1/approvals/a1", "{\"decision\":\"refuse\"}")).get("state").stringValue())
        .isEqualTo("refused");
    HttpResponse<String> bad = post("/v1/approvals/a1", "{\"decision\":\"maybe\"}");
    assertThat(bad.statusCode()).isEqualTo(400);
    assertThat(json(bad).get("param").stringValue()).isEqualTo("decision");
  }
}
