package dev.hearth.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.contracts.Scope;
import dev.hearth.gateway.identity.ApiKeys;
import dev.hearth.gateway.identity.Grants;
import dev.hearth.gateway.identity.KeyTerms;
import dev.hearth.gateway.policy.Limits;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.test.context.TestPropertySource;
import tools.jackson.databind.JsonNode;

@TestPropertySource(properties = "hearth.gateway.last-use-interval=200ms")
class KeyTermsTest extends GatewayFixture {

  private static final String HI = "\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}]";

  @Autowired ApiKeys keys;

  @Test
  void tellsWhenAKeyWasLastUsed() throws Exception {
    var issued = keys.issue("default", "a", Set.of(Scope.CHAT), null);
    assertThat(key(issued.key().id()).get("last_used_at").isNull()).isTrue();
    Instant before = Instant.now();
    as(issued.text(), "/v1/models");

    Awaitility.await()
        .atMost(Duration.ofSeconds(10))
        .untilAsserted(
            () -> assertThat(key(issued.key().id()).get("last_used_at").isNull()).isFalse());
    assertThat(Instant.parse(key(issued.key().id()).get("last_used_at").stringValue()))
        .isAfter(before.minusMillis(1));
  }

  @Test
  void aKeyOfSomeModelsSeesAndUsesThoseOnly() throws Exception {
    String key = restricted(Set.of("org/large:8b"), null);

    JsonNode models = json(as(key, "/v1/models")).get("data");
    assertThat(models.size()).isEqualTo(1);
    assertThat(models.get(0).get("id").stringValue()).isEqualTo("org/large:8b");
    assertThat(as(key, "/v1/models/small").statusCode()).isEqualTo(404);
    assertThat(as(key, "/v1/models/org/large:8b").statusCode()).isEqualTo(200);

    HttpResponse<String> refused = ask(key, "{\"model\":\"small\"," + HI + "}");
    assertThat(refused.statusCode()).isEqualTo(403);
    assertThat(at(json(refused), "/error/code").stringValue()).isEqualTo("model_not_allowed");
    assertThat(INFERENCE.asked).isEmpty();

    assertThat(ask(key, "{" + HI + "}").statusCode()).isEqualTo(200);
    assertThat(INFERENCE.asked.getLast().model())
        .as("the first allowed one, not the default")
        .isEqualTo("org/large:8b");
    HttpResponse<String> moderation =
        post(key, "/v1/moderations", "{\"input\":\"x\",\"model\":\"small\"}");
    assertThat(moderation.statusCode()).isEqualTo(403);
    assertThat(post(key, "/v1/moderations", "{\"input\":\"x\"}").statusCode()).isEqualTo(200);
  }

  @Test
  void aKeyOfNoModelUsesNone() throws Exception {
    String key = restricted(Set.of(), null);
    assertThat(json(as(key, "/v1/models")).get("data").size()).isZero();
    assertThat(ask(key, "{" + HI + "}").statusCode()).isEqualTo(403);
    assertThat(post(key, "/v1/embeddings", "{\"input\":\"a\"}").statusCode()).isEqualTo(403);
  }

  @Test
  void aKeyOfSomePluginsUsesThoseOnly() throws Exception {
    String other = restricted(null, Set.of("mail"));
    HttpResponse<String> named = ask(other, "{" + HI + ",\"plugins\":[\"calculator\"]}");
    assertThat(named.statusCode()).isEqualTo(403);
    assertThat(at(json(named), "/error/code").stringValue()).isEqualTo("plugin_not_allowed");
    assertThat(REGISTRY.searched).isEmpty();
    assertThat(ask(other, "{" + HI + ",\"plugins\":\"auto\"}").statusCode()).isEqualTo(200);
    assertThat(INFERENCE.asked.getLast().pluginTools()).isEmpty();
    assertThat(as(other, "/v1/plugins/calculator").statusCode()).isEqualTo(403);
    assertThat(as(other, "/v1/plugins/%63alculator").statusCode()).isEqualTo(400);
    assertThat(as(other, "/v1/plugins/-/egress/default").statusCode()).isEqualTo(403);
    assertThat(as(other, "/v1/plugins/mail").statusCode()).isEqualTo(200);
    assertThat(post(other, "/v1/plugins", "{}").statusCode()).isEqualTo(403);

    String calculator = restricted(null, Set.of("calculator"));
    assertThat(ask(calculator, "{" + HI + ",\"plugins\":[\"calculator\"]}").statusCode())
        .isEqualTo(200);
    assertThat(ask(calculator, "{" + HI + ",\"plugins\":\"auto\"}").statusCode()).isEqualTo(200);
    assertThat(INFERENCE.asked.getLast().pluginTools()).hasSize(1);
  }

  @Test
  void aKeyOfSomePluginsSeesThoseOnly() throws Exception {
    REGISTRY.list = "{\"plugins\":[{\"name\":\"mail\"},{\"name\":\"calculator\"}]}";
    String key = restricted(null, Set.of("mail"));
    HttpResponse<String> list = as(key, "/v1/plugins");
    assertThat(list.statusCode()).isEqualTo(200);
    assertThat(list.body()).contains("mail").doesNotContain("calculator");
  }

  @Test
  void changesAKeyUnderItsVersionOnly() throws Exception {
    var issued = keys.issue("default", "a", Set.of(Scope.CHAT), null);
    String path = "/admin/keys/" + issued.key().id();
    String change =
        "{\"name\":\"b\",\"scopes\":[\"chat\"],\"models\":[\"small\"],\"plugins\":[],"
            + "\"limits\":{\"tokens_per_day\":500},\"priority\":\"low\"}";
    assertThat(put(path, change, null).statusCode()).isEqualTo(428);
    assertThat(put(path, change, "\"7\"").statusCode()).isEqualTo(412);
    String tag = header(get(path), "etag");

    HttpResponse<String> changed = put(path, change, tag);

    assertThat(changed.statusCode()).isEqualTo(200);
    assertThat(header(changed, "etag")).isNotEqualTo(tag);
    assertThat(put(path, change, tag).statusCode()).isEqualTo(412);
    JsonNode key = json(get(path));
    assertThat(key.get("models").get(0).stringValue()).isEqualTo("small");
    assertThat(key.get("plugins").size()).isZero();
    assertThat(key.at("/limits/tokens_per_day").intValue()).isEqualTo(500);
    assertThat(key.get("priority").stringValue()).isEqualTo("low");
    assertThat(as(issued.text(), "/v1/models").body()).doesNotContain("org/large");

    String before = header(get(path), "etag");
    JsonNode rotated = json(post(path + "/rotate", "{}"));
    assertThat(put(path, change, before).statusCode()).as("it ended meanwhile").isEqualTo(412);
    assertThat(rotated.get("priority").stringValue()).as("a rotated key is alike").isEqualTo("low");
    assertThat(rotated.get("models").size()).isEqualTo(1);
  }

  @Test
  void namesWhatIsWrongWithAKeysTerms() throws Exception {
    for (String[] row :
        new String[][] {
          {"\"models\":[\"\"]", "models"},
          {"\"plugins\":\"all\"", "plugins"},
          {"\"priority\":\"urgent\"", "priority"},
          {"\"limits\":{\"tokens_per_day\":0}", "limits.tokens_per_day"},
          {"\"limits\":{\"requests_per_minute\":1.5}", "limits.requests_per_minute"},
        }) {
      HttpResponse<String> answer =
          post("/admin/keys", "{\"name\":\"a\",\"scopes\":[\"chat\"]," + row[0] + "}");
      assertThat(answer.statusCode()).as(row[0]).isEqualTo(400);
      assertThat(json(answer).get("param").stringValue()).isEqualTo(row[1]);
    }
  }

  @Test
  void changesATeamsPolicyUnderItsVersionOnly() throws Exception {
    post("/admin/teams", "{\"name\":\"policy\",\"policy\":{\"priority\":\"high\"}}");
    HttpResponse<String> before = get("/admin/teams/policy");
    assertThat(json(before).at("/policy/priority").stringValue()).isEqualTo("high");
    String change =
        "{\"policy\":{\"limits\":{\"requests_per_minute\":10},\"key_limits\":{\"tokens_per_month\":5},"
            + "\"misuse\":{\"refusals\":3,\"suspend\":true}}}";
    assertThat(put("/admin/teams/policy", change, null).statusCode()).isEqualTo(428);
    assertThat(put("/admin/teams/policy", change, "\"99\"").statusCode()).isEqualTo(412);
    assertThat(put("/admin/teams/none", change, "*").statusCode()).isEqualTo(404);
    assertThat(put("/admin/teams/policy", change, header(before, "etag")).statusCode())
        .isEqualTo(200);
    JsonNode policy = json(get("/admin/teams/policy")).get("policy");
    assertThat(policy.get("priority").stringValue()).isEqualTo("normal");
    assertThat(policy.at("/limits/requests_per_minute").intValue()).isEqualTo(10);
    assertThat(policy.at("/key_limits/tokens_per_month").intValue()).isEqualTo(5);
    assertThat(policy.at("/misuse/suspend").booleanValue()).isTrue();
    HttpResponse<String> wrong =
        put("/admin/teams/policy", "{\"policy\":{\"misuse\":{\"similar\":99}}}", "*");
    assertThat(wrong.statusCode()).isEqualTo(400);
    assertThat(json(wrong).get("param").stringValue()).isEqualTo("policy.misuse.similar");
  }

  @Test
  void aSuspendedKeyIsRefusedUntilSomebodyLiftsIt() throws Exception {
    var issued = keys.issue("default", "a", Set.of(Scope.CHAT), null);
    assertThat(as(issued.text(), "/v1/models").statusCode()).isEqualTo(200);
    String path = "/admin/suspensions/" + issued.key().id();

    assertThat(put(path, "{\"reason\":\"looked odd\"}", null).statusCode()).isEqualTo(200);

    HttpResponse<String> refused = as(issued.text(), "/v1/models");
    assertThat(refused.statusCode()).isEqualTo(403);
    assertThat(at(json(refused), "/error/code").stringValue()).isEqualTo("key_suspended");
    assertThat(recorded(refused)).isEqualTo("request 403 key_suspended");
    assertThat(as(issued.text(), "/nowhere").statusCode()).isEqualTo(403);
    assertThat(get("/admin/suspensions").body()).contains("looked odd");
    assertThat(send(to(path).DELETE()).statusCode()).isEqualTo(200);
    assertThat(as(issued.text(), "/v1/models").statusCode()).isEqualTo(200);
    assertThat(send(to(path).DELETE()).statusCode()).isEqualTo(404);
    assertThat(
            put(
                    "/admin/suspensions/00000000-0000-0000-0000-000000000000",
                    "{\"reason\":\"x\"}",
                    null)
                .statusCode())
        .isEqualTo(404);
  }

  @Test
  void anAdministratorsKeyThatIsSuspendedChangesNothingAndItsTryIsRecorded() throws Exception {
    var issued = keys.issue("default", "a", Set.of(Scope.ADMIN), null);
    put("/admin/suspensions/" + issued.key().id(), "{\"reason\":\"lost\"}", null);

    HttpResponse<String> refused =
        post(issued.text(), "/admin/teams", "{\"name\":\"of-a-suspended-key\"}");

    assertThat(refused.statusCode()).isEqualTo(403);
    assertThat(json(refused).get("code").stringValue()).isEqualTo("key_suspended");
    assertThat(recorded(refused)).isEqualTo("admin 403 key_suspended");
    assertThat(get("/admin/teams").body()).doesNotContain("of-a-suspended-key");
  }

  private String recorded(HttpResponse<?> answer) {
    return jdbc.sql(
            "select kind || ' ' || status || ' ' || error_code from gateway.audit_record"
                + " where request_id = :id and kind <> 'attempt'")
        .param("id", header(answer, "x-request-id"))
        .query(String.class)
        .single();
  }

  private String restricted(
      @org.jspecify.annotations.Nullable Set<String> models,
      @org.jspecify.annotations.Nullable Set<String> plugins) {
    return keys.issue(
            "default",
            "r",
            Set.of(Scope.CHAT, Scope.PLUGINS_WRITE),
            null,
            new KeyTerms(new Grants(models, plugins), Limits.NONE, null))
        .text();
  }

  private JsonNode key(Object id) throws Exception {
    return json(get("/admin/keys/" + id));
  }

  private HttpResponse<String> put(
      String path, String body, @org.jspecify.annotations.Nullable String match) throws Exception {
    HttpRequest.Builder request = to(path).PUT(HttpRequest.BodyPublishers.ofString(body));
    return send(match == null ? request : request.header("If-Match", match));
  }

  private HttpResponse<String> ask(String key, String body) throws Exception {
    return post(key, "/v1/chat/completions", body);
  }

  private HttpResponse<String> post(String key, String path, String body) throws Exception {
    return send(
        HttpRequest.newBuilder(URI.create(url(path)))
            .header("Authorization", "Bearer " + key)
            .POST(HttpRequest.BodyPublishers.ofString(body)));
  }

  private HttpResponse<String> as(String key, String path) throws Exception {
    return send(
        HttpRequest.newBuilder(URI.create(url(path))).header("Authorization", "Bearer " + key));
  }
}
