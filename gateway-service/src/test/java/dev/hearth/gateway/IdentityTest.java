package dev.hearth.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.contracts.Scope;
import dev.hearth.gateway.identity.ApiKeys;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import tools.jackson.databind.JsonNode;

class IdentityTest extends GatewayFixture {

  @Autowired ApiKeys keys;

  @Test
  void wantsAKey() throws Exception {
    HttpResponse<String> none = send(HttpRequest.newBuilder(URI.create(url("/v1/models"))));
    assertThat(none.statusCode()).isEqualTo(401);
    assertThat(header(none, "www-authenticate")).isEqualTo("Bearer");
    assertThat(at(json(none), "/error/code").stringValue()).isEqualTo("invalid_api_key");

    HttpResponse<String> wrong = as("hearth_00000000_wrong", "/v1/models");
    assertThat(wrong.statusCode()).isEqualTo(401);
    assertThat(at(json(wrong), "/error/code").stringValue()).isEqualTo("invalid_api_key");

    HttpResponse<String> ours = as("hearth_00000000_wrong", "/v1/plugins");
    assertThat(ours.statusCode()).isEqualTo(401);
    assertThat(header(ours, "content-type")).isEqualTo("application/problem+json");
  }

  @Test
  void theHealthOfTheServiceNeedsNoKeyAndNothingElseOfItIsShown() throws Exception {
    assertThat(send(HttpRequest.newBuilder(URI.create(url("/actuator/health")))).body())
        .contains("UP");
    assertThat(get("/actuator/env").statusCode()).isEqualTo(404);
    assertThat(get("/actuator").statusCode()).isEqualTo(404);
  }

  @Test
  void showsAKeyOnceAndStoresItsHashOnly() throws Exception {
    HttpResponse<String> created = post("/admin/keys", "{\"name\":\"ask\",\"scopes\":[\"chat\"]}");

    assertThat(created.statusCode()).isEqualTo(201);
    String key = json(created).get("key").stringValue();
    String id = json(created).get("id").stringValue();
    assertThat(key).matches("hearth_[0-9a-f]{8}_[0-9a-f]{64}");
    assertThat(header(created, "location")).isEqualTo("/admin/keys/" + id);
    assertThat(json(created).get("prefix").stringValue()).isEqualTo(key.substring(0, 15));
    assertThat(get("/admin/keys/" + id).body()).doesNotContain(key).contains("\"ask\"");
    assertThat(get("/admin/keys").body()).doesNotContain(key).contains(id);
    assertThat(
            jdbc.sql("select api_key::text from gateway.api_key where id = :id::uuid")
                .param("id", id)
                .query(String.class)
                .single())
        .doesNotContain(key.substring(16));
    assertThat(as(key, "/v1/models").statusCode()).isEqualTo(200);
  }

  @Test
  void aKeyMayDoOnlyWhatItsScopesSay() throws Exception {
    String chat = keys.issue("default", "a", Set.of(Scope.CHAT), null).text();
    String writer = keys.issue("default", "b", Set.of(Scope.PLUGINS_WRITE), null).text();

    HttpResponse<String> admin = as(chat, "/admin/keys");
    assertThat(admin.statusCode()).isEqualTo(403);
    assertThat(json(admin).get("code").stringValue()).isEqualTo("insufficient_scope");
    HttpResponse<String> models = as(writer, "/v1/models");
    assertThat(models.statusCode()).isEqualTo(403);
    assertThat(at(json(models), "/error/code").stringValue()).isEqualTo("insufficient_scope");
    assertThat(as(chat, "/v1/plugins").statusCode()).isEqualTo(200);
    assertThat(
            send(HttpRequest.newBuilder(URI.create(url("/v1/plugins/x")))
                    .header("Authorization", "Bearer " + chat)
                    .DELETE())
                .statusCode())
        .isEqualTo(403);
    assertThat(
            jdbc.sql(
                    "select count(*) from gateway.audit_record where request_id = :id and status ="
                        + " 403")
                .param("id", header(models, "x-request-id"))
                .query(Integer.class)
                .single())
        .isEqualTo(1);
  }

  @Test
  void aScopeOfANewerVersionGrantsNothingAndHarmsNothing() throws Exception {
    var issued = keys.issue("default", "newer", Set.of(Scope.CHAT), null);
    jdbc.sql(
            "update gateway.api_key set scopes = array_append(scopes, 'of-a-newer-version')"
                + " where id = :id")
        .param("id", issued.key().id())
        .update();

    assertThat(as(issued.text(), "/v1/models").statusCode()).isEqualTo(200);
    assertThat(as(issued.text(), "/admin/keys").statusCode()).isEqualTo(403);
    HttpResponse<String> listed = get("/admin/keys/" + issued.key().id());
    assertThat(listed.statusCode()).isEqualTo(200);
    assertThat(json(listed).get("scopes")).hasSize(1);
  }

  @Test
  void aRevokedKeyIsRefusedAtOnce() throws Exception {
    var issued = keys.issue("default", "a", Set.of(Scope.CHAT), null);
    assertThat(as(issued.text(), "/v1/models").statusCode()).isEqualTo(200);

    HttpResponse<String> revoked = send(to("/admin/keys/" + issued.key().id()).DELETE());

    assertThat(revoked.statusCode()).isEqualTo(200);
    assertThat(as(issued.text(), "/v1/models").statusCode()).isEqualTo(401);
  }

  @Test
  void rejectsAnExpiredKeyEvenIfItIsRemembered() throws Exception {
    String key =
        keys.issue("default", "a", Set.of(Scope.CHAT), Instant.now().plusSeconds(3)).text();
    assertThat(as(key, "/v1/models").statusCode()).isEqualTo(200);

    org.awaitility.Awaitility.await()
        .atMost(java.time.Duration.ofSeconds(30))
        .untilAsserted(() -> assertThat(as(key, "/v1/models").statusCode()).isEqualTo(401));
  }

  @Test
  void aRotatedKeyStaysGoodForTheOverlapOnly() throws Exception {
    var kept = keys.issue("default", "a", Set.of(Scope.CHAT), null);
    var dropped = keys.issue("default", "b", Set.of(Scope.CHAT), null);
    assertThat(as(dropped.text(), "/v1/models").statusCode()).isEqualTo(200);

    HttpResponse<String> overlapping =
        post("/admin/keys/" + kept.key().id() + "/rotate", "{\"overlap_seconds\":60}");
    HttpResponse<String> atOnce = post("/admin/keys/" + dropped.key().id() + "/rotate", "{}");

    assertThat(overlapping.statusCode()).isEqualTo(201);
    assertThat(as(kept.text(), "/v1/models").statusCode()).isEqualTo(200);
    assertThat(as(dropped.text(), "/v1/models").statusCode()).isEqualTo(401);
    String next = json(atOnce).get("key").stringValue();
    assertThat(as(next, "/v1/models").statusCode()).isEqualTo(200);
  }

  @Test
  void aRotatedKeyEndsWhenTheOldOneWouldHave() throws Exception {
    Instant end = Instant.now().plusSeconds(86_400).truncatedTo(ChronoUnit.MILLIS);
    var old = keys.issue("default", "a", Set.of(Scope.CHAT), end);

    HttpResponse<String> rotated =
        post("/admin/keys/" + old.key().id() + "/rotate", "{\"overlap_seconds\":60}");

    assertThat(Instant.parse(json(rotated).get("expires_at").stringValue())).isEqualTo(end);
  }

  @Test
  void aPathThatEncodesLettersIsNoWayAroundTheAudit() throws Exception {
    for (String path : new String[] {"/%61dmin/keys", "/admin/%6Beys", "/%76%31/models"}) {
      HttpResponse<String> refused = get(path);

      assertThat(refused.statusCode()).as(path).isEqualTo(400);
      assertThat(refused.body()).contains("path_not_normal");
    }
  }

  @Test
  void administersTeams() throws Exception {
    assertThat(post("/admin/teams", "{\"name\":\"red-team\"}").statusCode()).isEqualTo(201);
    assertThat(post("/admin/teams", "{\"name\":\"red-team\"}").statusCode()).isEqualTo(409);
    HttpResponse<String> bad = post("/admin/teams", "{\"name\":\"Red Team\"}");
    assertThat(bad.statusCode()).isEqualTo(400);
    assertThat(json(bad).get("param").stringValue()).isEqualTo("name");
    assertThat(get("/admin/teams").body()).contains("default", "red-team");
    assertThat(get("/admin/teams/red-team").statusCode()).isEqualTo(200);
    assertThat(get("/admin/teams/none").statusCode()).isEqualTo(404);
    HttpResponse<String> key =
        post("/admin/keys", "{\"name\":\"r\",\"team\":\"red-team\",\"scopes\":[\"chat\"]}");
    assertThat(json(key).get("team").stringValue()).isEqualTo("red-team");
  }

  @Test
  void namesWhatIsWrongWithAKey() throws Exception {
    for (String[] row :
        new String[][] {
          {"{\"scopes\":[\"chat\"]}", "name"},
          {"{\"name\":\"a\"}", "scopes"},
          {"{\"name\":\"a\",\"scopes\":[\"root\"]}", "scopes"},
          {"{\"name\":\"a\",\"scopes\":[\"chat\"],\"team\":\"none\"}", "team"},
          {"{\"name\":\"a\",\"scopes\":[\"chat\"],\"expires_at\":\"soon\"}", "expires_at"},
          {
            "{\"name\":\"a\",\"scopes\":[\"chat\"],\"expires_at\":\"2020-01-01T00:00:00Z\"}",
            "expires_at"
          }
        }) {
      HttpResponse<String> answer = post("/admin/keys", row[0]);
      assertThat(answer.statusCode()).as(row[0]).isEqualTo(400);
      assertThat(json(answer).get("param").stringValue()).isEqualTo(row[1]);
    }
    assertThat(get("/admin/keys/none").statusCode()).isEqualTo(404);
  }

  @Test
  void tellsWhatWasAskedAndHowMuch() throws Exception {
    HttpResponse<String> asked = chat("{\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}]}");

    // By its id: what other tests left running may have the newest record.
    JsonNode record =
        json(get("/admin/audit?limit=1&request_id=" + header(asked, "x-request-id")))
            .get("data")
            .get(0);
    assertThat(record.get("path").stringValue()).isEqualTo("/v1/chat/completions");
    assertThat(record.get("completion_tokens").intValue()).isEqualTo(7);
    assertThat(get("/admin/usage").body()).contains("\"model\":\"small\"");
    assertThat(get("/admin/audit?limit=0").statusCode()).isEqualTo(400);
    assertThat(get("/admin/audit?limit=x").statusCode()).isEqualTo(400);
    assertThat(get("/admin/audit?from=x").statusCode()).isEqualTo(400);
  }

  @Test
  void keepsASaneRequestIdAndReplacesAnother() throws Exception {
    assertThat(header(send(to("/v1/models").header("x-request-id", "my-id.1")), "x-request-id"))
        .isEqualTo("my-id.1");
    assertThat(header(send(to("/v1/models").header("x-request-id", "a b")), "x-request-id"))
        .startsWith("req_");
  }

  private HttpResponse<String> as(String key, String path) throws Exception {
    return send(
        HttpRequest.newBuilder(URI.create(url(path))).header("Authorization", "Bearer " + key));
  }

  @Test
  void listsKeysAgainAndAgain() throws Exception {
    // More often than there are connections to the database, which each list once kept for itself.
    for (int i = 0; i < 40; i++) {
      assertThat(get("/admin/keys").statusCode()).isEqualTo(200);
    }
  }
}
