package dev.hearth.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.hearth.contracts.Scope;
import dev.hearth.contracts.moderation.Action;
import dev.hearth.contracts.moderation.Category;
import dev.hearth.contracts.moderation.ScreenRequest;
import dev.hearth.contracts.moderation.Verdict;
import dev.hearth.gateway.identity.ApiKey;
import dev.hearth.gateway.identity.ApiKeys;
import io.micrometer.core.instrument.MeterRegistry;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import javax.sql.DataSource;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.ConfigurableApplicationContext;
import tools.jackson.databind.JsonNode;

class MisuseTest extends GatewayFixture {

  private static final String LETTER =
      "Dear %s, account %s was chosen for a payment by our office in %s. Before the transfer can"
          + " begin, "
          + ModerationStandIn.FRAUD
          + " and answer this letter to your friendly adviser.";

  private static final String FLAGGED =
      "Brothers like %s in %s, the hour of our people has come and the traitors shall tremble:"
          + " rise with us tonight, take what is yours and leave nobody behind in the street.";

  @Autowired ApiKeys keys;
  @Autowired MeterRegistry metrics;
  @Autowired DataSource database;

  @BeforeEach
  void teams() throws Exception {
    post(
        "/admin/teams",
        "{\"name\":\"strict\",\"policy\":{\"misuse\":{\"refusals\":6,\"similar\":3,"
            + "\"suspend\":true}}}");
    post(
        "/admin/teams",
        "{\"name\":\"watched\",\"policy\":{\"misuse\":{\"refusals\":4,\"similar\":32}}}");
  }

  @Test
  void nearAlikeFraudSuspendsTheKeyWhereTheTeamsPolicySaysSo() throws Exception {
    ApiKey.Issued key = keys.issue("strict", "a", Set.of(Scope.CHAT), null);
    ApiKey.Issued neighbour = keys.issue("strict", "b", Set.of(Scope.CHAT), null);
    String[] names = {"Anna Smith", "Bob Brown", "Mrs. Jones"};
    String[] places = {"London", "Lagos", "Lyon"};
    HttpResponse<String> last = ask(key, "Hello there");
    for (int i = 0; i < 3; i++) {
      last = ask(key, LETTER.formatted(names[i], "no. " + i * 7919, places[i]));
      assertThat(last.statusCode()).isEqualTo(400);
    }

    HttpResponse<String> suspended = ask(key, "Hello there");
    assertThat(suspended.statusCode()).isEqualTo(403);
    assertThat(at(json(suspended), "/error/code").stringValue()).isEqualTo("key_suspended");
    assertThat(ask(neighbour, "Hello there").statusCode()).isEqualTo(200);

    JsonNode alert = alertOf(key);
    assertThat(alert.get("kind").stringValue()).isEqualTo("similar_texts");
    assertThat(alert.get("occurrences").intValue()).isEqualTo(3);
    assertThat(alert.get("suspended").booleanValue()).isTrue();
    assertThat(alert.get("categories").get(0).stringValue()).isEqualTo("fraud");
    assertThat(alert.get("request_id").stringValue()).isEqualTo(header(last, "x-request-id"));
    assertThat(alert.toString()).as("no content").doesNotContain("adviser");
    assertThat(
            jdbc.sql("select verdicts::text from gateway.audit_record where request_id = :id")
                .param("id", header(last, "x-request-id"))
                .query(String.class)
                .single())
        .contains("misuse/suspend/similar_texts");
    assertThat(
            metrics
                .counter(
                    "hearth.gateway.misuse.alerts", "kind", "similar_texts", "suspended", "true")
                .count())
        .isPositive();

    assertThat(send(to("/admin/suspensions/" + key.key().id()).DELETE()).statusCode())
        .isEqualTo(200);
    assertThat(ask(key, "Hello there").statusCode()).isEqualTo(200);
  }

  @Test
  void repeatedRefusalsRaiseAnAlertOnlyWhereNothingIsSaidOfSuspending() throws Exception {
    ApiKey.Issued key = keys.issue("watched", "a", Set.of(Scope.CHAT), null);
    for (int i = 0; i < 3; i++) {
      assertThat(ask(key, i + ModerationStandIn.BLOCKED).statusCode()).isEqualTo(400);
    }
    INFERENCE.plays(InferenceStandIn.Script.text("Here is a " + ModerationStandIn.BLOCKED));
    assertThat(ask(key, "Hello").body()).as("a refused answer counts").contains("content_filter");

    JsonNode alert = alertOf(key);
    assertThat(alert.get("kind").stringValue()).isEqualTo("repeated_refusals");
    assertThat(alert.get("suspended").booleanValue()).isFalse();
    INFERENCE.reset();
    assertThat(ask(key, "Hello").statusCode()).isEqualTo(200);

    long id = alert.get("id").longValue();
    assertThat(get("/admin/alerts?open=true&team=watched").body()).contains("\"id\":" + id);
    for (String wrong : List.of("team=%00", "limit=many", "open=perhaps")) {
      HttpResponse<String> refused = get("/admin/alerts?" + wrong);
      assertThat(refused.statusCode()).as(wrong).isEqualTo(400);
      assertThat(json(refused).get("param").stringValue())
          .as(wrong)
          .isEqualTo(wrong.substring(0, wrong.indexOf('=')));
    }
    assertThat(post("/admin/alerts/" + id + "/close", "").statusCode()).isEqualTo(200);
    assertThat(json(get("/admin/alerts?open=true&team=watched")).get("data").toString())
        .doesNotContain("\"id\":" + id);
    assertThat(post("/admin/alerts/999999999/close", "").statusCode()).isEqualTo(404);
    assertThat(get("/admin/alerts?limit=0").statusCode()).isEqualTo(400);
  }

  @Test
  void aRequestIsRefusedOnceThoughItsToolsResultIsToo() throws Exception {
    ApiKey.Issued key = keys.issue("watched", "a", Set.of(Scope.CHAT), null);
    String body =
        """
        {"messages":[{"role":"user","content":"B"},
         {"role":"assistant","tool_calls":[{"id":"c","type":"function",
          "function":{"name":"f","arguments":"{}"}}]},
         {"role":"tool","tool_call_id":"c","content":"B"}]}
        """
            .replace("\"B\"", JSON.writeValueAsString(ModerationStandIn.BLOCKED));
    for (int i = 0; i < 4; i++) {
      assertThat(send(as(key, url("/v1/chat/completions"), body)).statusCode()).isEqualTo(400);
    }

    assertThat(alertsOf(key)).as("four refusals, not eight").hasSize(1);
  }

  @Test
  void refusalsCountWhereverTheyHappen() throws Exception {
    ApiKey.Issued key = keys.issue("watched", "a", Set.of(Scope.CHAT), null);
    String refused = "Say the " + ModerationStandIn.BLOCKED;
    for (int i = 0; i < 2; i++) {
      assertThat(embed(key, refused).statusCode()).isEqualTo(400);
      assertThat(call(key, refused).body()).contains("refused by the content policy");
    }

    JsonNode alert = alertOf(key);
    assertThat(alert.get("kind").stringValue()).isEqualTo("repeated_refusals");
    assertThat(alert.get("occurrences").intValue()).isEqualTo(4);
    assertThat(alert.get("categories").get(0).stringValue()).isEqualTo("violence");
  }

  @Test
  void nearAlikeFraudCountsOnceForEachRequestWhereverItIsSent() throws Exception {
    ApiKey.Issued key = keys.issue("strict", "a", Set.of(Scope.CHAT), null);
    embed(key, LETTER.formatted("Anna Smith", "no. 1", "London"));
    // Of JSON every value is judged, and then all of them together.
    call(key, LETTER.formatted("Bob Brown", "no. 2", "Lagos"));
    assertThat(ask(key, "Hello there").statusCode()).isEqualTo(200);

    HttpResponse<String> last = embed(key, LETTER.formatted("Mrs. Jones", "no. 3", "Lyon"));

    assertThat(alertOf(key).get("occurrences").intValue()).isEqualTo(3);
    assertThat(alertOf(key).get("request_id").stringValue())
        .isEqualTo(header(last, "x-request-id"));
    assertThat(ask(key, "Hello there").statusCode()).isEqualTo(403);
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void nearAlikeAnswersThatAreRefusedCountToo(boolean stream) throws Exception {
    ApiKey.Issued key = keys.issue("strict", "a", Set.of(Scope.CHAT), null);
    for (String place : List.of("London", "Lagos", "Lyon")) {
      // Piece by piece, so that the windows of no two streams are the same.
      INFERENCE.plays(
          InferenceStandIn.Script.text(
              LETTER.formatted("Anna " + place, "no. 1", place).split("(?<= )")));
      assertThat(write(key, "A letter to " + place, stream).body()).contains("content_filter");
    }

    assertThat(alertOf(key).get("kind").stringValue()).isEqualTo("similar_texts");
    assertThat(alertOf(key).get("occurrences").intValue()).isEqualTo(3);
    assertThat(ask(key, "Hello there").statusCode()).isEqualTo(403);
  }

  @Test
  void nearAlikeFraudThatIsOnlyFlaggedCountsOnceForEachText() throws Exception {
    MODERATION.also = MisuseTest::flagged;
    ApiKey.Issued key = keys.issue("strict", "a", Set.of(Scope.CHAT), null);
    // A conversation is sent anew with each turn.
    for (int turn = 0; turn < 4; turn++) {
      assertThat(ask(key, FLAGGED.formatted("Anna Smith", "London")).statusCode()).isEqualTo(200);
    }
    assertThat(sketchesOf(key)).isEqualTo(1);
    assertThat(ask(key, FLAGGED.formatted("Bob Brown", "Lagos")).statusCode()).isEqualTo(200);

    HttpResponse<String> last = ask(key, FLAGGED.formatted("Mrs. Jones", "Lyon"));

    assertThat(last.statusCode()).as("it is only flagged").isEqualTo(200);
    JsonNode alert = alertOf(key);
    assertThat(alert.get("kind").stringValue()).isEqualTo("similar_texts");
    assertThat(alert.get("occurrences").intValue()).isEqualTo(3);
    assertThat(alert.get("categories").get(0).stringValue()).isEqualTo("extremism");
    assertThat(ask(key, "Hello there").statusCode()).isEqualTo(403);
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void nearAlikeAnswersThatAreOnlyFlaggedCountToo(boolean stream) throws Exception {
    MODERATION.also = MisuseTest::flagged;
    ApiKey.Issued key = keys.issue("strict", "a", Set.of(Scope.CHAT), null);
    for (String place : List.of("London", "Lagos", "Lyon")) {
      INFERENCE.plays(
          InferenceStandIn.Script.text(FLAGGED.formatted("Anna", place).split("(?<= )")));
      assertThat(write(key, "A call to " + place, stream).body()).doesNotContain("content_filter");
    }

    assertThat(alertOf(key).get("occurrences").intValue()).isEqualTo(3);
    assertThat(ask(key, "Hello there").statusCode()).isEqualTo(403);
  }

  @Test
  void whatIsFlaggedForAnotherReasonLeavesNothingBehind() throws Exception {
    MODERATION.also =
        item ->
            List.of(
                new Verdict.Finding(
                    Category.VIOLENCE, Action.FLAG, 0.5, "encoder", "e", 0, 1, null));
    ApiKey.Issued key = keys.issue("strict", "a", Set.of(Scope.CHAT), null);
    for (String place : List.of("London", "Lagos", "Lyon")) {
      assertThat(ask(key, FLAGGED.formatted("Anna", place)).statusCode()).isEqualTo(200);
    }
    assertThat(sketchesOf(key)).isZero();
  }

  /** Found in whole texts and windows alike. */
  private static List<Verdict.Finding> flagged(ScreenRequest.Item item) {
    int at = item.text().indexOf("rise with us");
    return at < 0
        ? List.of()
        : List.of(
            new Verdict.Finding(
                Category.EXTREMISM, Action.FLAG, 0.5, "encoder", "e", at, at + 12, null));
  }

  private HttpResponse<String> write(ApiKey.Issued key, String text, boolean stream)
      throws Exception {
    return send(
        as(
            key,
            url("/v1/chat/completions"),
            "{\"stream\":%b,\"messages\":[{\"role\":\"user\",\"content\":\"%s\"}]}"
                .formatted(stream, text)));
  }

  @Test
  void gatewaysCountTogetherAndARestartForgetsNothing() throws Exception {
    ApiKey.Issued key = keys.issue("strict", "a", Set.of(Scope.CHAT), null);
    ask(key, LETTER.formatted("Anna Smith", "no. 1", "London"));
    for (String place : List.of("Lagos", "Lyon")) {
      try (ConfigurableApplicationContext other = another()) {
        String there =
            "http://127.0.0.1:" + other.getEnvironment().getProperty("local.server.port");
        assertThat(ask(there, key, LETTER.formatted("Bob Brown", "no. 2", place)).statusCode())
            .isEqualTo(400);
      }
    }

    JsonNode alert = alertOf(key);
    assertThat(alert.get("kind").stringValue()).isEqualTo("similar_texts");
    assertThat(alert.get("occurrences").intValue()).isEqualTo(3);
    assertThat(sketchesOf(key)).as("what made up the alert is forgotten").isZero();
  }

  @Test
  void whatMadeUpAnAlertMakesUpNoOtherOfTheSameRequestEither() throws Exception {
    post("/admin/teams", "{\"name\":\"counted\",\"policy\":{\"misuse\":{\"similar\":3}}}");
    ApiKey.Issued key = keys.issue("counted", "a", Set.of(Scope.CHAT), null);

    embed(key, letters(2));
    embed(key, letters(2));
    embed(key, letters(7));

    assertThat(alertsOf(key))
        .extracting(alert -> alert.get("occurrences").intValue())
        .containsExactly(3, 3, 3);
    assertThat(sketchesOf(key)).isEqualTo(2);
  }

  /** So many letters that are near-alike. */
  private static String[] letters(int count) {
    return IntStream.range(0, count)
        .mapToObj(i -> LETTER.formatted("Anna", "no. " + i, "London"))
        .toArray(String[]::new);
  }

  @Test
  void aBurstOfOneCallersRefusalsLeavesTheDatabaseToOthers() throws Exception {
    ApiKey.Issued key = keys.issue("watched", "a", Set.of(Scope.CHAT), null);
    List<CompletableFuture<HttpResponse<String>>> burst = new ArrayList<>();
    try (Connection another = database.getConnection()) {
      another.setAutoCommit(false);
      try (PreparedStatement lock =
          another.prepareStatement("select pg_advisory_xact_lock(hashtextextended(?, 0))")) {
        lock.setString(1, "refusals " + key.key().id());
        lock.execute();
      }
      // Far more than there are connections.
      for (int i = 0; i < 64; i++) {
        burst.add(
            HTTP.sendAsync(
                asking(url(""), key, i + ModerationStandIn.BLOCKED).build(),
                HttpResponse.BodyHandlers.ofString()));
      }
      await()
          .until(
              () -> MODERATION.asked.stream().mapToInt(asked -> asked.items().size()).sum() == 64);
      await().until(() -> waiting(key) > 0);

      assertThat(ask(keys.issue("watched", "b", Set.of(Scope.CHAT), null), "Hello").statusCode())
          .isEqualTo(200);
      assertThat(waiting(key)).as("connections that wait").isEqualTo(1);
      another.rollback();
    }

    for (CompletableFuture<HttpResponse<String>> one : burst) {
      assertThat(one.get().statusCode()).isEqualTo(400);
    }
    assertThat(alertsOf(key)).as("four make one").hasSize(16);
  }

  /** How many connections wait for the lock of this key's refusals. */
  private int waiting(ApiKey.Issued key) {
    return jdbc.sql(
            "select count(*) from pg_locks where locktype = 'advisory' and not granted"
                + " and (classid::bigint << 32 | objid::bigint) = hashtextextended(:lock, 0)")
        .param("lock", "refusals " + key.key().id())
        .query(Integer.class)
        .single();
  }

  @Test
  void whatIsTooOldToCountIsForgotten() throws Exception {
    ApiKey.Issued key = keys.issue("watched", "a", Set.of(Scope.CHAT), null);
    for (int i = 0; i < 3; i++) {
      ask(key, i + ModerationStandIn.BLOCKED);
    }
    jdbc.sql("update gateway.refusal set at = at - interval '25 hours' where caller = :caller")
        .param("caller", key.key().id())
        .update();

    ask(key, "again " + ModerationStandIn.BLOCKED);

    assertThat(get("/admin/alerts?team=watched").body()).doesNotContain(key.key().id().toString());
    assertThat(
            jdbc.sql("select count(*) from gateway.refusal where caller = :caller")
                .param("caller", key.key().id())
                .query(Integer.class)
                .single())
        .isEqualTo(1);
  }

  @Test
  void anAdministratorsKeyIsNeverSuspendedByItself() throws Exception {
    ApiKey.Issued key = keys.issue("strict", "a", EnumSet.allOf(Scope.class), null);
    for (int i = 0; i < 6; i++) {
      ask(key, i + ModerationStandIn.BLOCKED);
    }
    assertThat(alertOf(key).get("suspended").booleanValue()).isFalse();
    assertThat(ask(key, "Hello").statusCode()).isEqualTo(200);
  }

  @Test
  void differentRefusedTextsAreNotAlike() throws Exception {
    ApiKey.Issued key = keys.issue("strict", "a", Set.of(Scope.CHAT), null);
    ask(key, LETTER.formatted("Anna", "1", "London"));
    ask(key, LETTER.formatted("Bob", "2", "Paris"));
    ask(
        key,
        "I met you in summer and cannot forget you, my love; my ticket was stolen, so "
            + ModerationStandIn.FRAUD
            + " or we shall never see each other again in this life.");
    assertThat(ask(key, "Hello there").statusCode()).isEqualTo(200);
  }

  private JsonNode alertOf(ApiKey.Issued key) throws Exception {
    return alertsOf(key).getFirst();
  }

  private List<JsonNode> alertsOf(ApiKey.Issued key) throws Exception {
    List<JsonNode> alerts = new ArrayList<>();
    for (JsonNode alert : json(get("/admin/alerts?team=" + key.key().team())).get("data")) {
      if (alert.get("subject").stringValue().equals(key.key().id().toString())) {
        alerts.add(alert);
      }
    }
    assertThat(alerts).isNotEmpty();
    return alerts;
  }

  private int sketchesOf(ApiKey.Issued key) {
    return jdbc.sql(
            "select count(*) from gateway.refusal where caller = :caller and sketch is not null")
        .param("caller", key.key().id())
        .query(Integer.class)
        .single();
  }

  private HttpResponse<String> ask(ApiKey.Issued key, String text) throws Exception {
    return ask(url(""), key, text);
  }

  private static HttpResponse<String> ask(String gateway, ApiKey.Issued key, String text)
      throws Exception {
    return send(asking(gateway, key, text));
  }

  private static HttpRequest.Builder asking(String gateway, ApiKey.Issued key, String text) {
    return as(
        key,
        gateway + "/v1/chat/completions",
        "{\"messages\":[{\"role\":\"user\",\"content\":" + JSON.writeValueAsString(text) + "}]}");
  }

  private HttpResponse<String> embed(ApiKey.Issued key, String... texts) throws Exception {
    return send(
        as(key, url("/v1/embeddings"), "{\"input\":" + JSON.writeValueAsString(texts) + "}"));
  }

  /** Calls a tool as an MCP client does. */
  private HttpResponse<String> call(ApiKey.Issued key, String text) throws Exception {
    HttpResponse<String> begun =
        send(as(key, url("/mcp"), "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"initialize\"}"));
    return send(
        as(
                key,
                url("/mcp"),
                "{\"jsonrpc\":\"2.0\",\"id\":2,\"method\":\"tools/call\",\"params\":"
                    + "{\"name\":\"calculate\",\"arguments\":{\"text\":"
                    + JSON.writeValueAsString(text)
                    + "}}}")
            .header("Mcp-Session-Id", header(begun, "Mcp-Session-Id")));
  }

  private static HttpRequest.Builder as(ApiKey.Issued key, String url, String body) {
    return HttpRequest.newBuilder(URI.create(url))
        .header("Authorization", "Bearer " + key.text())
        .header("Content-Type", "application/json")
        .POST(HttpRequest.BodyPublishers.ofString(body));
  }
}
