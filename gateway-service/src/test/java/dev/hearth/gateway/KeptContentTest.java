package dev.hearth.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.hearth.contracts.moderation.Direction;
import dev.hearth.contracts.moderation.ScreenRequest;
import dev.hearth.gateway.InferenceStandIn.Script;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** What is kept of texts, where the team's policy says that they are. */
class KeptContentTest extends GatewayFixture {

  private static final String MAIL = ModerationStandIn.REDACTED;
  private static final String SAID = "Ask " + MAIL + ".";
  private static final String REDACTED = "Ask [email].";

  @BeforeEach
  void keep() throws Exception {
    keep(true);
    INFERENCE.plays(Script.text(SAID));
  }

  @AfterEach
  void forget() throws Exception {
    keep(false);
    jdbc.sql("delete from gateway.run").update();
  }

  private void keep(boolean content) throws Exception {
    HttpResponse<String> changed =
        send(
            to("/admin/teams/default/audit-policy")
                .header("Content-Type", "application/json")
                .PUT(HttpRequest.BodyPublishers.ofString("{\"content\":" + content + "}")));
    assertThat(changed.statusCode()).isEqualTo(200);
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void ofAChatCompletion(boolean stream) throws Exception {
    HttpResponse<String> answer =
        chat(
            """
            {"stream":%s,"messages":[{"role":"user","content":"Mail %s?"}]}\
            """
                .formatted(stream, MAIL));

    JsonNode content = content(answer);
    assertThat(asked(content)).containsExactly("user: Mail [email]?");
    assertThat(answered(content)).isEqualTo(REDACTED);
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void ofAResponse(boolean stream) throws Exception {
    HttpResponse<String> answer =
        post(
            "/v1/responses",
            """
            {"stream":%s,"instructions":"Be brief.","input":"Mail %s?"}\
            """
                .formatted(stream, MAIL));

    JsonNode content = content(answer);
    assertThat(asked(content)).containsExactly("system: Be brief.", "user: Mail [email]?");
    assertThat(answered(content)).isEqualTo(REDACTED);
  }

  @Test
  void ofEmbeddings() throws Exception {
    JsonNode content = content(post("/v1/embeddings", "{\"input\":[\"one\",\"of " + MAIL + "\"]}"));

    assertThat(asked(content)).containsExactly("user: one", "user: of [email]");
    assertThat(answered(content)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "'of M'|user: of [email]",
        "['one','of M']|user: one;user: of [email]",
        "[{'type':'text','text':'of M'},{'type':'text','text':'two'}]|user: of [email]/two",
      },
      quoteCharacter = '`')
  void ofModerations(String input, String kept) throws Exception {
    HttpResponse<String> answer =
        post(
            "/v1/moderations",
            "{\"direction\":\"output\",\"input\":%s}"
                .formatted(input.replace('\'', '"').replace("M", MAIL)));

    JsonNode content = content(answer);
    assertThat(asked(content)).containsExactly(kept.replace('/', '\n').split(";"));
    assertThat(answered(content)).isEmpty();
    assertThat(MODERATION.asked)
        .extracting(ScreenRequest::direction)
        .containsExactly(Direction.OUTPUT);
  }

  @Test
  void ofTextsBesideANameThatIsBroken() throws Exception {
    HttpResponse<String> answer =
        post("/v1/moderations", "{\"input\":\"Write to M\",\"\\ud800\":[{}]}".replace("M", MAIL));

    assertThat(asked(content(answer))).containsExactly("user: Write to [email]");
  }

  @Test
  void ofACallByMcp() throws Exception {
    JsonNode content = content(call("{\"to\":\"" + MAIL + "\"}"));

    assertThat(content.at("/asked/0/role").asString()).isEqualTo("assistant");
    assertThat(content.at("/asked/0/toolCalls/0/name").asString()).isEqualTo("calculate");
    assertThat(content.at("/asked/0/toolCalls/0/arguments").asString())
        .isEqualTo("{\"to\":\"[email]\"}");
    assertThat(answered(content)).isEqualTo("42");
  }

  @Test
  void ofACallByMcpThatIsRefused() throws Exception {
    JsonNode content =
        content(call("{\"to\":\"%s\",\"text\":\"%s\"}".formatted(MAIL, ModerationStandIn.BLOCKED)));

    assertThat(content.at("/asked/0/toolCalls/0/arguments").asString())
        .isEqualTo("{\"to\":\"[email]\",\"text\":\"" + ModerationStandIn.BLOCKED + "\"}");
    assertThat(answered(content)).contains("refused by the content policy");
    assertThat(REGISTRY.invoked).isEmpty();
  }

  @Test
  void ofARunAndOfItsTurns() throws Exception {
    HttpResponse<String> created =
        post(
            "/v1/runs",
            "{\"goal\":\"Mail %s\",\"instructions\":\"Be brief.\",\"tasks\":[\"Find %s\"]}"
                .formatted(MAIL, MAIL));

    assertThat(created.statusCode()).isEqualTo(202);
    assertThat(asked(content(created)))
        .containsExactly("user: Mail [email]", "user: Find [email]", "system: Be brief.");
    String run = ended(json(created).get("id").asString());
    JsonNode turn =
        content(
            jdbc.sql(
                    "select request_id from gateway.audit_record"
                        + " where path = :path and method = 'RUN' order by at limit 1")
                .param("path", run)
                .query(String.class)
                .single());
    assertThat(asked(turn)).allMatch(message -> !message.contains(MAIL)).isNotEmpty();
    assertThat(answered(turn)).isEqualTo(REDACTED);
  }

  @Test
  void ofAQuestionThatIsRefused() throws Exception {
    HttpResponse<String> refused =
        chat(
            """
            {"messages":[{"role":"user","content":"A %s for %s"},
             {"role":"assistant","tool_calls":[{"id":"c1","type":"function",
              "function":{"name":"look","arguments":"{}"}}]},
             {"role":"tool","tool_call_id":"c1","content":"It is %s"}]}\
            """
                .formatted(ModerationStandIn.BLOCKED, MAIL, MAIL));

    assertThat(refused.statusCode()).isEqualTo(400);
    JsonNode content = content(refused);
    assertThat(asked(content))
        .containsExactly(
            "user: A " + ModerationStandIn.BLOCKED + " for [email]",
            "assistant: ",
            "tool: It is [email]");
    assertThat(answered(content)).isEmpty();
  }

  @Test
  void nothingOfWhatCouldNotBeScreened() throws Exception {
    MODERATION.failing = request -> true;

    for (HttpResponse<String> answer : everywhere()) {
      assertThat(record(header(answer, "x-request-id")).get("has_content").booleanValue())
          .as(answer.request().uri().getPath())
          .isFalse();
    }
  }

  @Test
  void nothingWhereThePolicyDoesNotSaySo() throws Exception {
    keep(false);

    List<HttpResponse<String>> answers = everywhere();
    for (HttpResponse<String> answer : answers) {
      assertThat(answer.statusCode()).isBetween(200, 202);
      assertThat(record(header(answer, "x-request-id")).get("has_content").booleanValue())
          .as(answer.request().uri().getPath())
          .isFalse();
    }
    String run = ended(json(answers.get(4)).get("id").asString());
    assertThat(
            jdbc.sql(
                    "select count(*) from gateway.audit_record"
                        + " where path = :path and content is not null")
                .param("path", run)
                .query(Long.class)
                .single())
        .isZero();
  }

  @Test
  void noMoreThanTheFirstCharactersOfALongTextAndALongAnswer() throws Exception {
    int longest = 128 << 10;
    INFERENCE.plays(Script.text("b".repeat(longest + 100)));

    JsonNode chat =
        content(
            chat(
                "{\"messages\":[{\"role\":\"user\",\"content\":\"%s\"}]}"
                    .formatted("a".repeat(longest))));
    JsonNode embeddings =
        content(post("/v1/embeddings", "{\"input\":\"" + "a".repeat(longest) + "\"}"));

    assertThat(answered(chat)).hasSize(longest);
    for (JsonNode content : List.of(chat, embeddings)) {
      assertThat(content.has("asked")).isFalse();
      assertThat(content.get("asked_begins").asString()).hasSize(longest).contains("aaaa");
    }
  }

  /** A text to every endpoint that takes one. */
  private List<HttpResponse<String>> everywhere() throws Exception {
    return List.of(
        chat("{\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}]}"),
        post("/v1/responses", "{\"input\":\"Hi\"}"),
        post("/v1/embeddings", "{\"input\":\"Hi\"}"),
        post("/v1/moderations", "{\"input\":\"Hi\"}"),
        post("/v1/runs", "{\"goal\":\"Hi\"}"),
        call("{\"e\":\"Hi\"}"));
  }

  /** The path of a run that is at its end. */
  private String ended(String id) {
    String run = "/v1/runs/" + id;
    await()
        .untilAsserted(
            () -> assertThat(json(get(run)).get("status").asString()).isEqualTo("completed"));
    return run;
  }

  private HttpResponse<String> call(String arguments) throws Exception {
    String session =
        header(
            rpc("", "initialize", "{\"protocolVersion\":\"2025-11-25\",\"capabilities\":{}}"),
            "Mcp-Session-Id");
    return rpc(session, "tools/call", "{\"name\":\"calculate\",\"arguments\":" + arguments + "}");
  }

  private HttpResponse<String> rpc(String session, String method, String parameters)
      throws Exception {
    HttpRequest.Builder request =
        to("/mcp")
            .header("Content-Type", "application/json")
            .header("Accept", "application/json, text/event-stream")
            .POST(
                HttpRequest.BodyPublishers.ofString(
                    "{\"jsonrpc\":\"2.0\",\"id\":7,\"method\":\"%s\",\"params\":%s}"
                        .formatted(method, parameters)));
    if (!session.isEmpty()) {
      request.header("Mcp-Session-Id", session);
    }
    return send(request);
  }

  private JsonNode content(HttpResponse<String> answer) throws Exception {
    return content(header(answer, "x-request-id"));
  }

  private JsonNode content(String requestId) throws Exception {
    JsonNode record = record(requestId);
    return json(get(
            "/admin/audit/%d/%d/content"
                .formatted(record.get("chain").longValue(), record.get("seq").longValue())))
        .path("content");
  }

  private JsonNode record(String requestId) throws Exception {
    JsonNode records = json(get("/admin/audit?request_id=" + requestId)).get("data");
    assertThat(records).hasSize(1);
    return records.get(0);
  }

  private static List<String> asked(JsonNode content) {
    Stream<JsonNode> messages = content.path("asked").values().stream();
    return messages
        .map(message -> message.get("role").asString() + ": " + message.get("content").asString())
        .toList();
  }

  private static String answered(JsonNode content) {
    return content.get("answered").asString();
  }
}
