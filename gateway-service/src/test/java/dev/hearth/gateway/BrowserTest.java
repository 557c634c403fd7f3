package dev.hearth.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.logging.LogLevel;
import org.springframework.boot.logging.LoggingSystem;
import org.springframework.web.servlet.DispatcherServlet;

/** What a browser is told: to run nothing, to keep nothing, and that no other site may read. */
class BrowserTest extends GatewayFixture {

  @ParameterizedTest
  @ValueSource(
      strings = {"/v1/models", "/admin/teams", "/no-such-address", "/oauth/callback", "/error"})
  void runsAndKeepsNothing(String path) throws Exception {
    HttpResponse<String> answer = get(path);

    assertThat(header(answer, "content-security-policy"))
        .isEqualTo("default-src 'none'; frame-ancestors 'none'");
    assertThat(header(answer, "x-content-type-options")).isEqualTo("nosniff");
    assertThat(header(answer, "x-frame-options")).isEqualTo("DENY");
    assertThat(header(answer, "referrer-policy")).isEqualTo("no-referrer");
    assertThat(header(answer, "cache-control")).contains("no-store");
    assertThat(answer.headers().firstValue("server")).isEmpty();
    assertThat(answer.headers().firstValue("set-cookie")).isEmpty();
  }

  @Test
  void mayNotReadForAnotherSite() throws Exception {
    HttpResponse<String> asked =
        send(
            HttpRequest.newBuilder(URI.create(url("/v1/chat/completions")))
                .header("Origin", "https://elsewhere.example")
                .header("Access-Control-Request-Method", "POST")
                .header("Access-Control-Request-Headers", "authorization")
                .method("OPTIONS", HttpRequest.BodyPublishers.noBody()));
    HttpResponse<String> read =
        send(to("/v1/models").header("Origin", "https://elsewhere.example"));

    assertThat(asked.statusCode()).isBetween(400, 499);
    for (HttpResponse<String> answer : java.util.List.of(asked, read)) {
      assertThat(answer.headers().map().keySet())
          .noneMatch(name -> name.toLowerCase(java.util.Locale.ROOT).startsWith("access-control"));
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/v1/runs?status=%ff%fe",
        "/admin/keys?team=%ed%a0%80",
        "/admin/usage?team=default&&&==",
        "/admin/audit?status=%ed%a0%80",
        "/admin/audit/export?key=%zz"
      })
  void parametersThatCannotBeDecodedAreTheCallersFault(String path) throws Exception {
    // HttpClient refuses to send some of them.
    String answer = Raw.send(port, "GET " + path + " HTTP/1.1", ADMIN_KEY);

    assertThat(answer).startsWith("HTTP/1.1 400").contains("\"code\":\"invalid_query\"");
  }

  @Test
  void theyAreWhileRequestsAreLoggedToo() throws Exception {
    LoggingSystem logging = LoggingSystem.get(BrowserTest.class.getClassLoader());
    logging.setLogLevel(DispatcherServlet.class.getName(), LogLevel.DEBUG);
    try {
      parametersThatCannotBeDecodedAreTheCallersFault("/v1/runs?status=%ff%fe");
    } finally {
      logging.setLogLevel(DispatcherServlet.class.getName(), null);
    }
  }

  @Test
  void aMethodThatTomcatDoesNotHaveIsTheCallersFault() throws Exception {
    assertThat(Raw.send(port, "CONNECT /v1/models HTTP/1.1", ADMIN_KEY))
        .startsWith("HTTP/1.1 405")
        .doesNotContain("html");
  }
}
