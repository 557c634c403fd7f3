package dev.hearth.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.hearth.contracts.inference.CompletionEvent;
import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.Statement;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.dao.DataIntegrityViolationException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

final class AuditTest extends GatewayFixture {

  @Autowired private DataSource database;

  /** A model of this test's own, so that its records are told apart from those of others. */
  private String model = "";

  @BeforeEach
  void name() {
    model = "model-" + UUID.randomUUID();
    answersAs(model);
  }

  @Test
  void everyAnsweredRequestHasItsRecordHoweverManyArriveAtOnce() throws Exception {
    List<String> ids = new ArrayList<>();
    try (ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
      List<CompletableFuture<HttpResponse<String>>> answers = new ArrayList<>();
      for (int i = 0; i < 200; i++) {
        answers.add(CompletableFuture.supplyAsync(this::ask, callers));
      }
      for (CompletableFuture<HttpResponse<String>> answer : answers) {
        assertThat(answer.join().statusCode()).as(answer.join().body()).isEqualTo(200);
        ids.add(header(answer.join(), "x-request-id"));
      }
    }

    assertThat(
            jdbc.sql("select count(*) from gateway.audit_record where request_id = any (:ids)")
                .param("ids", ids.toArray(String[]::new))
                .query(Long.class)
                .single())
        .isEqualTo(200);
    assertThat(verified().get("ok").booleanValue()).isTrue();
  }

  @Test
  void theDatabaseItselfRefusesToChangeOrDeleteARecord() {
    ask();

    for (String statement :
        List.of(
            "update gateway.audit_record set status = 200",
            "delete from gateway.audit_record",
            "truncate gateway.audit_record",
            "delete from gateway.audit_chain")) {
      assertThatThrownBy(() -> jdbc.sql(statement).update())
          .as(statement)
          .isInstanceOf(DataIntegrityViolationException.class);
    }
  }

  @Test
  void verificationNamesAChangedRecord() throws Exception {
    String id = header(ask(), "x-request-id");
    ask();
    tamper("update gateway.audit_record set completion_tokens = 0 where request_id = ?", id);
    try {
      JsonNode result = verified();

      assertThat(result.get("ok").booleanValue()).isFalse();
      assertThat(result.get("findings")).hasSize(1);
      assertThat(at(result, "/findings/0/kind").stringValue()).isEqualTo("changed");
      assertThat(at(result, "/findings/0/request_id").stringValue()).isEqualTo(id);
    } finally {
      tamper("update gateway.audit_record set completion_tokens = 7 where request_id = ?", id);
    }
    assertThat(verified().get("ok").booleanValue()).isTrue();
  }

  @Test
  void verificationNamesARemovedRecord() throws Exception {
    String id = header(ask(), "x-request-id");
    ask();
    Place place = place(id);
    tamper(
        "create table public.taken as select * from gateway.audit_record where request_id = ?", id);
    tamper("delete from gateway.audit_record where request_id = ?", id);
    try {
      assertThat(findings(verified())).containsExactly(place + " removed");
    } finally {
      tamper(
          "insert into gateway.audit_record select * from public.taken where request_id = ?", id);
      jdbc.sql("drop table public.taken").update();
    }
    assertThat(verified().get("ok").booleanValue()).isTrue();
  }

  @Test
  void verificationFindsRecordsThatChangedTheirPlaces() throws Exception {
    Place first = place(header(ask(), "x-request-id"));
    Place second = place(header(ask(), "x-request-id"));
    swap(first, second);
    try {
      assertThat(findings(verified())).contains(first + " changed", second + " changed");
    } finally {
      swap(first, second);
    }
    assertThat(verified().get("ok").booleanValue()).isTrue();
  }

  @Test
  void verificationFindsAnEndThatWasCutOff() throws Exception {
    String id = header(ask(), "x-request-id");
    Place place = place(id);
    // Nothing may be written between, not even the record of the verification itself.
    tamper(
        "create table public.taken as select * from gateway.audit_record where request_id = ?", id);
    tamper("delete from gateway.audit_record where request_id = ?", id);
    try {
      assertThat(findings(verified())).contains(place + " removed");
    } finally {
      tamper(
          "insert into gateway.audit_record select * from public.taken where request_id = ?", id);
      jdbc.sql("drop table public.taken").update();
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {-1, 0, 999_999})
  void verificationNamesRecordsThatBelongToNoChain(long chain) throws Exception {
    String id = header(ask(), "x-request-id");
    add(id, "forged-" + chain, chain, 3, 4, 5);
    try {
      JsonNode result = verified();

      assertThat(result.get("ok").booleanValue()).isFalse();
      assertThat(result.get("outside").longValue()).isEqualTo(3);
      assertThat(findings(result)).containsExactly(chain + "/3 added");
      assertThat(at(result, "/findings/0/request_id").stringValue()).isEqualTo("forged-" + chain);
      assertThat(at(result, "/findings/0/explanation").stringValue()).startsWith("3 records");
    } finally {
      tamper("delete from gateway.audit_record where request_id = ?", "forged-" + chain);
    }
    assertThat(verified().get("ok").booleanValue()).isTrue();
    assertThat(verified().get("outside").longValue()).isZero();
  }

  @Test
  void verificationNamesARecordThatNamesNoChain() throws Exception {
    String id = header(ask(), "x-request-id");
    jdbc.sql("alter table gateway.audit_record drop constraint audit_record_pkey").update();
    jdbc.sql("alter table gateway.audit_record alter chain drop not null").update();
    try {
      add(id, "forged", null, 1);
      JsonNode result = verified();

      assertThat(result.get("outside").longValue()).isEqualTo(1);
      assertThat(findings(result)).containsExactly("0/1 added");
    } finally {
      tamper("delete from gateway.audit_record where request_id = 'forged'");
      jdbc.sql("alter table gateway.audit_record add primary key (chain, seq, recorded_at)")
          .update();
    }
    assertThat(verified().get("ok").booleanValue()).isTrue();
  }

  @Test
  void verificationCountsTheRecordsThatAnotherKeySealed() throws Exception {
    String id = header(ask(), "x-request-id");
    jdbc.sql(
            "insert into gateway.audit_chain (number, opened_at, key_id, mac)"
                + " select max(number) + 1, now(), 'another', '' from gateway.audit_chain")
        .update();
    long chain = jdbc.sql("select max(number) from gateway.audit_chain").query(Long.class).single();
    add(id, "forged", chain, 1, 2);
    try {
      JsonNode result = verified();

      assertThat(result.get("outside").longValue()).isEqualTo(2);
      assertThat(findings(result)).containsExactly(chain + "/0 other_key");
    } finally {
      tamper("delete from gateway.audit_record where request_id = 'forged'");
      jdbc.sql("alter table gateway.audit_chain disable trigger append_only").update();
      jdbc.sql("delete from gateway.audit_chain where number = ?").param(chain).update();
      jdbc.sql("alter table gateway.audit_chain enable trigger append_only").update();
    }
    assertThat(verified().get("ok").booleanValue()).isTrue();
  }

  @Test
  void anAnchorShowsThatTheDatabaseWasPutBack() throws Exception {
    Place place = place(header(ask(), "x-request-id"));
    String mac = json(get("/admin/audit?limit=1&model=" + model)).at("/data/0/mac").stringValue();

    assertThat(findings(verified("?anchor=" + anchor(place, mac)))).isEmpty();
    assertThat(findings(verified("?anchor=" + anchor(place, "0".repeat(64)))))
        .containsExactly(place + " changed");
    assertThat(findings(verified("?anchor=" + anchor(new Place(place.chain(), 999_999), mac))))
        .hasSize(1)
        .first()
        .asString()
        .endsWith("removed");
    assertThat(get("/admin/audit/verify?anchor=x").statusCode()).isEqualTo(400);
  }

  @Test
  void pagesThroughRecordsWithoutGapOrRepetition() throws Exception {
    List<String> ids = new ArrayList<>();
    for (int i = 0; i < 7; i++) {
      ids.addFirst(header(ask(), "x-request-id"));
    }

    List<String> seen = new ArrayList<>();
    String cursor = "";
    while (cursor != null) {
      JsonNode page = json(get("/admin/audit?limit=3&model=" + model + cursor));
      page.get("data").forEach(entry -> seen.add(entry.get("request_id").stringValue()));
      JsonNode next = page.get("next_cursor");
      cursor = next == null || next.isNull() ? null : "&cursor=" + next.stringValue();
    }

    assertThat(seen).isEqualTo(ids);
    assertThat(get("/admin/audit?cursor=x").statusCode()).isEqualTo(400);
  }

  @Test
  void findsRecordsByWhatIsKnownOfThem() throws Exception {
    HttpResponse<String> refused =
        chat(
            "{\"model\":\""
                + model
                + "\",\"messages\":[{\"role\":\"user\",\"content\":\""
                + ModerationStandIn.BLOCKED
                + "\"}]}");
    ask();
    String mine = "/admin/audit?model=" + model;

    assertThat(json(get(mine)).get("data")).hasSize(2);
    for (String filter :
        List.of(
            "&status=400",
            "&verdict=input/block",
            "&verdict=input/block/violence",
            "&request_id=" + header(refused, "x-request-id"))) {
      assertThat(json(get(mine + filter)).get("data")).as(filter).hasSize(1);
    }
    for (String filter :
        List.of(
            "&status=500",
            "&verdict=output",
            "&team=other",
            "&kind=admin",
            "&key=" + UUID.randomUUID(),
            "&from=2999-01-01T00:00:00Z",
            "&to=2001-01-01T00:00:00Z")) {
      assertThat(json(get(mine + filter)).get("data")).as(filter).isEmpty();
    }
    for (String wrong : List.of("&status=x", "&key=x", "&from=x", "&team=%00")) {
      assertThat(get(mine + wrong).statusCode()).as(wrong).isEqualTo(400);
    }
  }

  @Test
  void exportsJsonLinesAndCsvThatNoSpreadsheetTakesForFormulas() throws Exception {
    String formula = "=HYPERLINK(\"http://example.org\")" + model;
    answersAs(formula);
    for (int i = 0; i < 3; i++) {
      ask();
    }
    // These only: others may be written between the two exports.
    String these = "&model=" + URLEncoder.encode(formula, StandardCharsets.UTF_8);

    HttpResponse<String> csv = get("/admin/audit/export?format=csv" + these);
    assertThat(header(csv, "Content-Type")).startsWith("text/csv");
    assertThat(csv.body().lines().findFirst().orElseThrow()).startsWith("chain,seq,recorded_at");
    assertThat(csv.body()).contains("HYPERLINK").doesNotContain(",\"=").doesNotContain(",=");

    HttpResponse<String> lines = get("/admin/audit/export?format=jsonl" + these);
    assertThat(lines.body().lines().map(JSON::readTree)).hasSize(3);
    assertThat(csv.body().lines()).hasSize(1 + 3);
    assertThat(get("/admin/audit/export?format=xml").statusCode()).isEqualTo(400);
  }

  @Test
  void sumsUsageByDayTeamKeyAndModel() throws Exception {
    ask();
    ask();

    assertThat(requests("/admin/usage?by=model", model)).isEqualTo(2);
    JsonNode all = json(get("/admin/usage?by=day,team,key,model")).get("data").get(0);
    assertThat(all.has("day") && all.has("team") && all.has("key_id") && all.has("model")).isTrue();
    JsonNode total = json(get("/admin/usage?by=none")).get("data");
    assertThat(total).hasSize(1);
    assertThat(total.get(0).get("completion_tokens").longValue()).isPositive();
    assertThat(get("/admin/usage?by=colour").statusCode()).isEqualTo(400);
  }

  @Test
  void aModelThatDoesNotExistIsRecordedButNotCountedByItsName() throws Exception {
    INFERENCE.plays(
        stage ->
            stage.send(
                new CompletionEvent.Failed(
                    404, "model_not_found", "There is none.", "model", null)));
    long before = requests("/admin/usage?by=model", "");

    HttpResponse<String> chat = ask();
    HttpResponse<String> embedding =
        post(
            "/v1/embeddings",
            "{\"model\":\"" + model + "\",\"input\":\"" + ModerationStandIn.BLOCKED + "\"}");
    HttpResponse<String> run =
        post(
            "/v1/runs",
            "{\"model\":\"" + model + "\",\"goal\":\"" + ModerationStandIn.BLOCKED + "\"}");

    assertThat(List.of(chat.statusCode(), embedding.statusCode(), run.statusCode()))
        .containsExactly(404, 400, 400);
    assertThat(json(get("/admin/audit?model=" + model)).get("data")).hasSize(3);
    assertThat(requests("/admin/usage?by=model", model)).isZero();
    assertThat(requests("/admin/usage?by=model", "")).isGreaterThanOrEqualTo(before + 3);
  }

  @Test
  void pagesThroughUsageWithoutGapOrRepetition() throws Exception {
    for (String name : List.of("a", "B", "é")) {
      answersAs(name + model);
      ask();
    }

    for (String by : List.of("model", "day,team,key,model", "key", "day")) {
      JsonNode whole = json(get("/admin/usage?by=" + by));
      assertThat(whole.get("next_cursor").isNull()).isTrue();
      List<JsonNode> seen = new ArrayList<>();
      String cursor = "";
      while (cursor != null) {
        JsonNode page = json(get("/admin/usage?limit=2&by=" + by + cursor));
        assertThat(page.get("data").size()).isBetween(1, 2);
        page.get("data")
            .forEach(sum -> seen.add(((ObjectNode) sum).retain("day", "key_id", "model")));
        JsonNode next = page.get("next_cursor");
        cursor = next.isNull() ? null : "&cursor=" + next.stringValue();
      }
      List<JsonNode> all = new ArrayList<>();
      whole
          .get("data")
          .forEach(sum -> all.add(((ObjectNode) sum).retain("day", "key_id", "model")));
      assertThat(seen).as(by).isEqualTo(all).doesNotHaveDuplicates();
    }
    String ofModels = json(get("/admin/usage?limit=1&by=model")).get("next_cursor").stringValue();
    for (String wrong :
        List.of(
            "by=model&cursor=x",
            "by=none&cursor=" + ofModels,
            "by=day&cursor=" + ofModels,
            "by=key&cursor=" + ofModels,
            "by=team,model&cursor=" + ofModels,
            "limit=0",
            "limit=1001",
            "limit=x")) {
      assertThat(get("/admin/usage?" + wrong).statusCode()).as(wrong).isEqualTo(400);
    }
  }

  @Test
  void theTableOfTheNextMonthIsMadeAtTheStart() {
    String next =
        "gateway.audit_record_"
            + YearMonth.now(ZoneOffset.UTC)
                .plusMonths(1)
                .format(DateTimeFormatter.ofPattern("uuuu_MM"));

    await()
        .untilAsserted(
            () ->
                assertThat(
                        jdbc.sql(
                                "select inhrelid::regclass::text from pg_inherits"
                                    + " where inhparent = 'gateway.audit_record'::regclass")
                            .query(String.class)
                            .list())
                    .contains(next));
  }

  /** As on a table so large that it takes long; here somebody holds it up. */
  @Test
  void readingMayTakeLongerThanARequestWaitsForItsRecord() throws Exception {
    ask();
    HttpResponse<String> records;
    HttpResponse<String> verified;
    try (Connection holder = database.getConnection();
        Statement statement = holder.createStatement()) {
      holder.setAutoCommit(false);
      statement.execute("lock table gateway.audit_record in access exclusive mode");
      CompletableFuture<HttpResponse<String>> reading =
          HTTP.sendAsync(to("/admin/audit?model=" + model).build(), BodyHandlers.ofString());
      CompletableFuture<HttpResponse<String>> verifying =
          HTTP.sendAsync(to("/admin/audit/verify").build(), BodyHandlers.ofString());
      // After ten seconds whoever writes takes the database for gone; the holder does, too.
      statement.execute("select pg_sleep(6)");
      statement.execute("select pg_sleep(6)");
      holder.rollback();
      records = reading.get(60, TimeUnit.SECONDS);
      verified = verifying.get(60, TimeUnit.SECONDS);
    }

    assertThat(records.statusCode()).as(records.body()).isEqualTo(200);
    assertThat(json(records).get("data")).hasSize(1);
    assertThat(verified.statusCode()).as(verified.body()).isEqualTo(200);
  }

  @Test
  void contentIsKeptOnlyWhereTheTeamsPolicySaysSo() throws Exception {
    String secret = "words of " + UUID.randomUUID();
    String body = "{\"messages\":[{\"role\":\"user\",\"content\":\"" + secret + "\"}]}";
    policy("{\"content\":false}");
    String unkept = header(chat(body), "x-request-id");
    assertThat(policy("{\"content\":true}").statusCode()).isEqualTo(200);
    String kept;
    try {
      kept = header(chat(body), "x-request-id");
    } finally {
      policy("{\"content\":false}");
    }

    assertThat(json(get("/admin/audit?request_id=" + unkept)).at("/data/0/has_content").asBoolean())
        .isFalse();
    JsonNode record = json(get("/admin/audit?request_id=" + kept)).at("/data/0");
    assertThat(record.get("has_content").booleanValue()).isTrue();
    Place place = new Place(record.get("chain").longValue(), record.get("seq").longValue());
    JsonNode content =
        json(get("/admin/audit/%d/%d/content".formatted(place.chain(), place.seq())));
    assertThat(content.at("/content/asked/0/content").stringValue()).isEqualTo(secret);
    assertThat(content.at("/content/answered").stringValue()).isEqualTo("Hello.");
    // At rest it is encrypted.
    assertThat(
            jdbc.sql(
                    "select encode(content, 'escape') from gateway.audit_record"
                        + " where request_id = :id")
                .param("id", kept)
                .query(String.class)
                .single())
        .doesNotContain(secret);
    assertThat(get("/admin/audit/0/0/content").statusCode()).isEqualTo(404);
    assertThat(verified().get("ok").booleanValue()).isTrue();
  }

  @Test
  void anAdministratorsChangeIsRecordedWithBeforeAndAfterButNoSecret() throws Exception {
    HttpResponse<String> made =
        post("/admin/keys", "{\"name\":\"recorded\",\"scopes\":[\"chat\"]}");
    String text = json(made).get("key").stringValue();
    String id = json(made).get("id").stringValue();
    HttpResponse<String> raised =
        send(
            to("/admin/keys/" + id)
                .header("If-Match", header(made, "etag"))
                .PUT(
                    HttpRequest.BodyPublishers.ofString(
                        "{\"name\":\"recorded\",\"scopes\":[\"chat\",\"admin\"]}")));
    HttpResponse<String> suspended =
        send(
            to("/admin/suspensions/" + id)
                .PUT(HttpRequest.BodyPublishers.ofString("{\"reason\":\"a test\"}")));
    HttpResponse<String> lifted = send(to("/admin/suspensions/" + id).DELETE());
    HttpResponse<String> revoked = send(to("/admin/keys/" + id).DELETE());

    JsonNode raise = admin(header(raised, "x-request-id"));
    assertThat(raise.at("/change/action").stringValue()).isEqualTo("key.change");
    assertThat(raise.at("/change/before/scopes")).hasSize(1);
    assertThat(raise.at("/change/after/scopes")).hasSize(2);
    assertThat(admin(header(suspended, "x-request-id")).at("/change/after/reason").stringValue())
        .isEqualTo("a test");
    assertThat(admin(header(lifted, "x-request-id")).at("/change/action").stringValue())
        .isEqualTo("suspension.lift");
    JsonNode create = admin(header(made, "x-request-id"));
    assertThat(create.at("/change/action").stringValue()).isEqualTo("key.create");
    assertThat(create.at("/change/after/name").stringValue()).isEqualTo("recorded");
    assertThat(create.toString()).doesNotContain(text);
    JsonNode revoke = admin(header(revoked, "x-request-id"));
    assertThat(revoke.at("/change/target").stringValue()).isEqualTo(id);
    assertThat(revoke.at("/change/before/revoked_at").isNull()).isTrue();
    assertThat(revoke.at("/change/after/revoked_at").isNull()).isFalse();
    // Each has a record that was written before anything was done.
    assertThat(
            json(get("/admin/audit?kind=attempt&request_id=" + header(revoked, "x-request-id")))
                .get("data"))
        .hasSize(1);
  }

  @Test
  void aTeamsNewPolicyIsRecordedBesideTheOldOne() throws Exception {
    HttpResponse<String> made = post("/admin/teams", "{\"name\":\"recorded-team\"}");
    HttpResponse<String> changed =
        send(
            to("/admin/teams/recorded-team")
                .header("If-Match", header(made, "etag"))
                .PUT(
                    HttpRequest.BodyPublishers.ofString(
                        "{\"policy\":{\"limits\":{\"tokens_per_day\":5}}}")));

    JsonNode change = admin(header(changed, "x-request-id")).get("change");
    assertThat(change.get("action").stringValue()).isEqualTo("team.change");
    assertThat(change.at("/before/policy/limits/tokens_per_day").isNumber()).isFalse();
    assertThat(change.at("/after/policy/limits/tokens_per_day").intValue()).isEqualTo(5);
  }

  @Test
  void aRefusedChangeIsRecordedToo() throws Exception {
    HttpResponse<String> refused = post("/admin/teams", "{\"name\":\"Not A Name\"}");

    JsonNode entry = admin(header(refused, "x-request-id"));
    assertThat(entry.get("status").intValue()).isEqualTo(400);
    assertThat(entry.get("error_code").stringValue()).isEqualTo("invalid_value");
  }

  private static void answersAs(String name) {
    INFERENCE.plays(
        stage -> {
          stage.send(new CompletionEvent.Started(name));
          stage.send(new CompletionEvent.Text("Hello."));
          stage.finish(CompletionEvent.FinishReason.STOP);
        });
  }

  @Test
  void whatCannotBeRecordedIsNotAnsweredAndLaterRequestsAre() throws Exception {
    jdbc.sql("alter table gateway.audit_record rename to audit_elsewhere").update();
    HttpResponse<String> unrecorded;
    try {
      unrecorded = ask();
    } finally {
      jdbc.sql("alter table gateway.audit_elsewhere rename to audit_record").update();
    }

    assertThat(unrecorded.statusCode()).isEqualTo(503);
    assertThat(at(json(unrecorded), "/error/code").stringValue()).isEqualTo("audit_unavailable");
    assertThat(unrecorded.body()).doesNotContain("Hello.");
    assertThat(header(unrecorded, "Retry-After")).isEqualTo("2");
    assertThat(ask().statusCode()).isEqualTo(200);
    assertThat(verified().get("ok").booleanValue()).isTrue();
  }

  @Test
  void aRefusalThatCannotBeRecordedIsToldAsThat() throws Exception {
    jdbc.sql("alter table gateway.audit_record rename to audit_elsewhere").update();
    HttpResponse<String> unrecorded;
    try {
      unrecorded = post("/v1/chat/completions", "{\"messages\":7}");
    } finally {
      jdbc.sql("alter table gateway.audit_elsewhere rename to audit_record").update();
    }

    assertThat(unrecorded.statusCode()).isEqualTo(503);
    assertThat(at(json(unrecorded), "/error/code").stringValue()).isEqualTo("audit_unavailable");
    assertThat(header(unrecorded, "Retry-After")).isEqualTo("2");
  }

  private HttpResponse<String> ask() {
    try {
      return chat(
          "{\"model\":\"" + model + "\",\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}]}");
    } catch (Exception failure) {
      throw new IllegalStateException(failure);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "PUT, /v1/plugins/-/approvals/research, /v1/plugins/-/approvals/research",
    "PUT, /v1/plugins/-/egress/research, /v1/plugins/-/egress/research",
    "PUT, /v1/plugins/mail/credentials, /v1/plugins/mail/credentials",
    "PUT, /v1/plugins/mail/credentials/mine, /v1/plugins/mail/credentials/mine",
    "POST, /v1/plugins/mail/credentials/mine/code, /v1/plugins/mail/credentials/mine",
    "PATCH, /v1/plugins/mail, /v1/plugins/mail",
    "POST, /v1/plugins/mail/versions/2/approve, /v1/plugins/mail",
  })
  void aForwardedChangeIsRecordedWithWhatItChanged(String method, String path, String subject)
      throws Exception {
    HttpResponse<String> changed =
        send(to(path).method(method, HttpRequest.BodyPublishers.ofString("{}")));

    JsonNode change = change(changed);
    assertThat(change.get("action").stringValue()).isEqualTo(method + " " + path);
    assertThat(change.get("target").stringValue()).isEqualTo(subject);
    for (String side : List.of("before", "after")) {
      assertThat(change.at("/" + side + "/method").stringValue()).isEqualTo("GET");
      assertThat(change.at("/" + side + "/uri").stringValue()).isEqualTo(subject);
    }
  }

  @ParameterizedTest
  @CsvSource({"approve, always", "approve, once", "refuse, once"})
  void aDecisionIsRecordedWithWhatWasDecidedAndForHowLong(String decision, String extent)
      throws Exception {
    JsonNode change =
        change(
            post(
                "/v1/approvals/a1",
                "{\"decision\":\"" + decision + "\",\"for\":\"" + extent + "\"}"));

    assertThat(change.get("action").stringValue()).isEqualTo("approval." + decision);
    assertThat(change.get("target").stringValue()).isEqualTo("a1");
    assertThat(change.get("after"))
        .isEqualTo(
            JSON.readTree(
                "{\"plugin\":\"mail\",\"tool\":\"send\",\"state\":\"%s\",\"for\":\"%s\"}"
                    .formatted(decision.equals("approve") ? "approved" : "refused", extent)));
  }

  @Test
  void aStandingApprovalThatIsWithdrawnIsRecordedAsItStood() throws Exception {
    JsonNode change = change(send(to("/v1/approvals/stand_1").DELETE()));

    assertThat(change.get("action").stringValue()).isEqualTo("approval.withdraw");
    assertThat(change.at("/before/plugin").stringValue()).isEqualTo("mail");
    assertThat(change.at("/before/for").stringValue()).isEqualTo("always");
    assertThat(change.has("after")).isFalse();
  }

  @Test
  void aDecisionIsNotMadeThatCannotBeRecorded() throws Exception {
    jdbc.sql("alter table gateway.audit_record rename to audit_elsewhere").update();
    try {
      assertThat(post("/v1/approvals/a1", "{\"decision\":\"approve\"}").statusCode())
          .isEqualTo(503);
    } finally {
      jdbc.sql("alter table gateway.audit_elsewhere rename to audit_record").update();
    }
    assertThat(REGISTRY.extents).isEmpty();
  }

  /** The change that the record of this request holds, which has one of its attempt, too. */
  private JsonNode change(HttpResponse<String> answer) throws Exception {
    assertThat(answer.statusCode()).as(answer.body()).isLessThan(300);
    String id = "request_id=" + header(answer, "x-request-id");
    assertThat(json(get("/admin/audit?kind=attempt&" + id)).get("data")).hasSize(1);
    JsonNode data = json(get("/admin/audit?kind=request&" + id)).get("data");
    assertThat(data).hasSize(1);
    return data.get(0).get("change");
  }

  private JsonNode admin(String requestId) throws Exception {
    JsonNode data = json(get("/admin/audit?kind=admin&request_id=" + requestId)).get("data");
    assertThat(data).hasSize(1);
    return data.get(0);
  }

  private HttpResponse<String> policy(String body) throws Exception {
    return send(
        to("/admin/teams/default/audit-policy")
            .header("Content-Type", "application/json")
            .PUT(HttpRequest.BodyPublishers.ofString(body)));
  }

  private long requests(String path, String of) throws Exception {
    for (JsonNode sum : json(get(path)).get("data")) {
      if (sum.get("model").stringValue().equals(of)) {
        return sum.get("requests").longValue();
      }
    }
    return 0;
  }

  private JsonNode verified() throws Exception {
    return verified("");
  }

  private JsonNode verified(String query) throws Exception {
    return json(get("/admin/audit/verify" + query));
  }

  private static List<String> findings(JsonNode result) {
    List<String> findings = new ArrayList<>();
    for (JsonNode found : result.get("findings")) {
      findings.add(
          found.get("chain").longValue()
              + "/"
              + found.get("seq").longValue()
              + " "
              + found.get("kind").stringValue());
    }
    return findings;
  }

  private static String anchor(Place place, String mac) {
    return place.chain() + ":" + place.seq() + ":" + mac;
  }

  private Place place(String requestId) {
    return jdbc.sql("select chain, seq from gateway.audit_record where request_id = :id")
        .param("id", requestId)
        .query((row, number) -> new Place(row.getLong("chain"), row.getLong("seq")))
        .single();
  }

  /** Copies of a record, with another name and at other places. */
  private void add(String from, String name, @Nullable Long chain, long... numbers) {
    jdbc.sql("create table public.forged as select * from gateway.audit_record limit 0").update();
    try {
      for (long number : numbers) {
        jdbc.sql(
                "insert into public.forged"
                    + " select * from gateway.audit_record where request_id = ?")
            .param(from)
            .update();
        jdbc.sql("update public.forged set request_id = ?, chain = ?, seq = ?")
            .params(Arrays.asList(name, chain, number))
            .update();
        jdbc.sql("insert into gateway.audit_record select * from public.forged").update();
        jdbc.sql("delete from public.forged").update();
      }
    } finally {
      jdbc.sql("drop table public.forged").update();
    }
  }

  private void swap(Place one, Place other) {
    for (long[] step :
        new long[][] {{-1, one.seq()}, {one.seq(), other.seq()}, {other.seq(), -1}}) {
      tamper(
          "update gateway.audit_record set seq = ? where chain = ? and seq = ?",
          step[0],
          one.chain(),
          step[1]);
    }
  }

  /** As somebody who owns the database can. */
  private void tamper(String statement, Object... parameters) {
    jdbc.sql("alter table gateway.audit_record disable trigger append_only").update();
    try {
      jdbc.sql(statement).params(List.of(parameters)).update();
    } finally {
      jdbc.sql("alter table gateway.audit_record enable trigger append_only").update();
    }
  }

  private record Place(long chain, long seq) {

    @Override
    public String toString() {
      return chain + "/" + seq;
    }
  }
}
