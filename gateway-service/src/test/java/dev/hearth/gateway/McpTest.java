package dev.hearth.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.contracts.moderation.Action;
import dev.hearth.contracts.moderation.Direction;
import dev.hearth.contracts.moderation.ScreenRequest;
import dev.hearth.contracts.plugins.Approval;
import dev.hearth.contracts.plugins.InvocationResult;
import dev.hearth.contracts.plugins.PluginTool;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class McpTest extends GatewayFixture {

  private static final String ASKS = "{\"elicitation\":{}}";

  private HttpRequest.Builder message(String session, String body) {
    HttpRequest.Builder request =
        to("/mcp")
            .header("Content-Type", "application/json")
            .header("Accept", "application/json, text/event-stream")
            .POST(HttpRequest.BodyPublishers.ofString(body));
    if (!session.isEmpty()) {
      request.header("Mcp-Session-Id", session);
      request.header("MCP-Protocol-Version", "2025-11-25");
    }
    return request;
  }

  private static String rpc(String method, String parameters) {
    return "{\"jsonrpc\":\"2.0\",\"id\":7,\"method\":\"%s\",\"params\":%s}"
        .formatted(method, parameters);
  }

  private HttpResponse<String> initialize(String version, String capabilities)
      throws IOException, InterruptedException {
    return send(
        message(
            "",
            rpc(
                "initialize",
                """
                {"protocolVersion":"%s","capabilities":%s,
                 "clientInfo":{"name":"test","version":"1"}}
                """
                    .formatted(version, capabilities))));
  }

  private String session(String capabilities) throws IOException, InterruptedException {
    return header(initialize("2025-11-25", capabilities), "Mcp-Session-Id");
  }

  private JsonNode request(String session, String method, String parameters)
      throws IOException, InterruptedException {
    HttpResponse<String> response = send(message(session, rpc(method, parameters)));
    assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
    return json(response);
  }

  private JsonNode call(String session, String arguments) throws IOException, InterruptedException {
    return request(
        session, "tools/call", "{\"name\":\"calculate\",\"arguments\":" + arguments + "}");
  }

  @Test
  void agreesOnAVersionAndBeginsASession() throws Exception {
    HttpResponse<String> newest = initialize("2099-01-01", "{}");
    assertThat(json(newest).at("/result/protocolVersion").asString()).isEqualTo("2025-11-25");
    assertThat(json(newest).at("/result/serverInfo/name").asString()).isEqualTo("hearth");
    assertThat(json(newest).at("/result/capabilities/tools").isObject()).isTrue();
    assertThat(json(newest).at("/id").asInt()).isEqualTo(7);
    assertThat(header(newest, "Mcp-Session-Id")).hasSizeGreaterThan(20);
    assertThat(json(initialize("2025-06-18", "{}")).at("/result/protocolVersion").asString())
        .isEqualTo("2025-06-18");
    String session = header(newest, "Mcp-Session-Id");
    HttpResponse<String> noted =
        send(message(session, "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/initialized\"}"));
    assertThat(noted.statusCode()).isEqualTo(202);
    assertThat(request(session, "ping", "{}").path("result").isEmpty()).isTrue();
  }

  @Test
  void aToolIsNotToldASecretThatOnlyItsNameGivesAway() throws Exception {
    call(session("{}"), "{\"password\":\"hunter22x\"}");

    assertThat(REGISTRY.invoked.getFirst().arguments().toString())
        .isEqualTo("{\"password\":\"[secret]\"}");
  }

  @Test
  void listsTheTeamsToolsPageByPage() throws Exception {
    REGISTRY.consequential = true;
    REGISTRY.more =
        IntStream.range(0, 150)
            .mapToObj(
                i ->
                    new PluginTool(
                        "many",
                        "a%03d".formatted(i),
                        "Does.",
                        JSON.readTree(
                            "{\"type\":\"object\",\"properties\":{\"x\":{\"type\":\"string\"}}}"),
                        false))
            .toList();
    String session = session("{}");

    JsonNode first = request(session, "tools/list", "{}").path("result");
    assertThat(first.path("tools")).hasSize(100);
    assertThat(first.at("/tools/0/name").asString()).isEqualTo("a000");
    assertThat(first.at("/tools/0/inputSchema/$schema").asString())
        .isEqualTo("https://json-schema.org/draft/2020-12/schema");
    assertThat(first.at("/tools/0/inputSchema/properties/x/type").asString()).isEqualTo("string");
    assertThat(first.at("/tools/0/annotations/readOnlyHint").asBoolean()).isTrue();

    JsonNode second =
        request(
                session,
                "tools/list",
                "{\"cursor\":\"" + first.path("nextCursor").asString() + "\"}")
            .path("result");
    assertThat(second.path("tools")).hasSize(51);
    assertThat(second.has("nextCursor")).isFalse();
    assertThat(second.at("/tools/50/name").asString()).isEqualTo("calculate");
    assertThat(second.at("/tools/50/annotations/readOnlyHint").asBoolean()).isFalse();
    assertThat(request(session, "tools/list", "{\"cursor\":\"%%\"}").at("/error/code").asInt())
        .isEqualTo(-32602);
  }

  @Test
  void callsAToolWithScreenedArgumentsAndRecordsIt() throws Exception {
    String session = session("{}");

    JsonNode answer = call(session, "{\"mail\":\"alice@example.org\"}");

    assertThat(answer.at("/result/content/0/text").asString()).isEqualTo("42");
    assertThat(answer.at("/result/isError").asBoolean()).isFalse();
    assertThat(REGISTRY.invoked).hasSize(1);
    assertThat(REGISTRY.invoked.getFirst().arguments().path("mail").asString())
        .isEqualTo("[email]");
    assertThat(REGISTRY.invoked.getFirst().conversation()).startsWith("mcp:");
    assertThat(MODERATION.asked).extracting(ScreenRequest::direction).contains(Direction.INPUT);
    var row =
        jdbc.sql(
                "select path, plugins, steps, verdicts, status from gateway.audit_record"
                    + " order by at desc limit 1")
            .query()
            .singleRow();
    assertThat(row.get("path")).isEqualTo("/mcp");
    assertThat(row.get("steps")).isEqualTo(1);
    assertThat(row.get("plugins")).asString().contains("calculator");
    assertThat(row.get("verdicts")).asString().contains("input/redact/pii");
  }

  @Test
  void aTeamsRuleForWhatGoesOutHoldsForResults() throws Exception {
    String session = session("{}");
    for (boolean failed : new boolean[] {false, true}) {
      REGISTRY.calls = call -> result(failed, "Write to alice@example.org");
      assertThat(call(session, "{}").at("/result/content/0/text").asString())
          .isEqualTo("Write to [email]");

      REGISTRY.calls = call -> result(failed, "a forbidden phrase");
      HttpResponse<String> refused =
          send(message(session, rpc("tools/call", "{\"name\":\"calculate\"}")));
      assertThat(json(refused).at("/result/isError").asBoolean()).isTrue();
      assertThat(json(refused).at("/result/content/0/text").asString())
          .contains("withheld", "violence");
      assertThat(refused.body()).doesNotContain("forbidden phrase");
      assertThat(
              jdbc.sql("select verdicts::text from gateway.audit_record where request_id = :id")
                  .param("id", header(refused, "x-request-id"))
                  .query(String.class)
                  .single())
          .contains("output/block/violence");
    }
    assertThat(MODERATION.asked.getLast().direction()).isEqualTo(Direction.OUTPUT);
  }

  private static InvocationResult result(boolean failed, String text) {
    return failed
        ? new InvocationResult.Failed("plugin_error", text, 3)
        : new InvocationResult.Answered(text, Action.ALLOW, 3);
  }

  @Test
  void givesNoResultWithoutAVerdict() throws Exception {
    String session = session("{}");
    MODERATION.failing = request -> request.direction() == Direction.OUTPUT;

    JsonNode answer = call(session, "{}");

    assertThat(answer.at("/error/data/code").asString()).isEqualTo("moderation_unavailable");
    assertThat(answer.has("result")).isFalse();
  }

  @Test
  void refusesArgumentsThatThePolicyRefuses() throws Exception {
    JsonNode answer = call(session("{}"), "{\"text\":\"a forbidden phrase\"}");

    assertThat(answer.at("/result/isError").asBoolean()).isTrue();
    assertThat(answer.at("/result/content/0/text").asString()).contains("violence");
    assertThat(REGISTRY.invoked).isEmpty();
  }

  @Test
  void callsNothingWithoutAVerdict() throws Exception {
    String session = session("{}");
    MODERATION.failing = request -> true;

    JsonNode answer = call(session, "{\"text\":\"x\"}");

    assertThat(answer.at("/error/data/code").asString()).isEqualTo("moderation_unavailable");
    assertThat(REGISTRY.invoked).isEmpty();
  }

  @Test
  void toldFailuresAreResultsAndUnknownToolsErrors() throws Exception {
    String session = session("{}");
    REGISTRY.calls = invocation -> new InvocationResult.Failed("plugin_error", "It is broken.", 3);
    assertThat(call(session, "{}").at("/result/isError").asBoolean()).isTrue();
    assertThat(call(session, "{}").at("/result/content/0/text").asString())
        .isEqualTo("It is broken.");
    assertThat(request(session, "tools/call", "{\"name\":\"nope\"}").at("/error/code").asInt())
        .isEqualTo(-32602);
    assertThat(request(session, "tools/call", "{\"name\":\"calculate\",\"arguments\":3}"))
        .hasToString(
            "{\"jsonrpc\":\"2.0\",\"id\":7,\"error\":{\"code\":-32602,\"message\":\"tools/call"
                + " needs a 'name', and 'arguments' as an object.\"}}");
    assertThat(request(session, "resources/list", "{}").at("/error/code").asInt())
        .isEqualTo(-32601);
  }

  @Test
  void aClientThatCannotAskIsToldHowToApprove() throws Exception {
    REGISTRY.askFirst("appr_one");

    JsonNode answer = call(session("{}"), "{}");

    assertThat(answer.at("/result/isError").asBoolean()).isTrue();
    assertThat(answer.at("/result/content/0/text").asString())
        .contains("/v1/approvals/appr_one")
        .contains("approve");
    assertThat(answer.at("/result/_meta/dev.hearth~1approval/id").asString()).isEqualTo("appr_one");
  }

  private record Asked(String question, JsonNode answer) {}

  /** Calls, answers the question that comes with this, and reads on to the result. */
  private Asked askedAndAnswered(String session, String response) throws Exception {
    HttpResponse<InputStream> stream =
        HTTP.send(
            message(session, rpc("tools/call", "{\"name\":\"calculate\"}")).build(),
            HttpResponse.BodyHandlers.ofInputStream());
    assertThat(header(stream, "Content-Type")).startsWith("text/event-stream");
    try (BufferedReader lines =
        new BufferedReader(new InputStreamReader(stream.body(), StandardCharsets.UTF_8))) {
      JsonNode question = next(lines);
      HttpResponse<String> taken =
          send(
              message(
                  session,
                  "{\"jsonrpc\":\"2.0\",\"id\":"
                      + question.path("id")
                      + ",\"result\":"
                      + response
                      + "}"));
      assertThat(taken.statusCode()).isEqualTo(202);
      return new Asked(question.toString(), next(lines));
    }
  }

  private static JsonNode next(BufferedReader lines) throws IOException {
    for (String line = lines.readLine(); line != null; line = lines.readLine()) {
      if (line.startsWith("data: ")) {
        return JSON.readTree(line.substring("data: ".length()));
      }
    }
    throw new IOException("the stream ended");
  }

  @Test
  void aClientThatCanAskIsAskedAndTheCallGoesOn() throws Exception {
    REGISTRY.askFirst("appr_two");

    Asked asked = askedAndAnswered(session(ASKS), "{\"action\":\"accept\",\"content\":{}}");

    assertThat(asked.question()).contains("elicitation/create").contains("calculator");
    assertThat(asked.answer().at("/result/content/0/text").asString()).isEqualTo("done");
    assertThat(REGISTRY.invoked).hasSize(2);
  }

  @Test
  void whatTheUserDeclinesIsNotCalled() throws Exception {
    REGISTRY.askFirst("appr_three");

    Asked asked = askedAndAnswered(session(ASKS), "{\"action\":\"decline\"}");

    assertThat(asked.answer().at("/result/isError").asBoolean()).isTrue();
    assertThat(asked.answer().at("/result/content/0/text").asString()).contains("refused");
    assertThat(REGISTRY.approvals.getFirst().state()).isEqualTo(Approval.State.REFUSED);
    assertThat(REGISTRY.invoked).hasSize(1);
    assertThat(
            jdbc.sql(
                    "select change::text from gateway.audit_record where change is not null"
                        + " and path = '/mcp' order by at desc limit 1")
                .query(String.class)
                .single())
        .contains("approval.refuse", "\"state\":\"refused\"");
  }

  @Test
  void aDecisionThatIsMadeElsewhereIsFound() throws Exception {
    REGISTRY.askFirst("appr_four");
    HttpResponse<InputStream> stream =
        HTTP.send(
            message(session(ASKS), rpc("tools/call", "{\"name\":\"calculate\"}")).build(),
            HttpResponse.BodyHandlers.ofInputStream());
    try (BufferedReader lines =
        new BufferedReader(new InputStreamReader(stream.body(), StandardCharsets.UTF_8))) {
      next(lines);
      assertThat(post("/v1/approvals/appr_four", "{\"decision\":\"approve\"}").statusCode())
          .isEqualTo(200);
      assertThat(next(lines).at("/result/content/0/text").asString()).isEqualTo("done");
    }
  }

  @Test
  void aSessionIsItsKeysOwnAndEnds() throws Exception {
    String session = session("{}");
    String other =
        json(post("/admin/keys", "{\"name\":\"other\",\"scopes\":[\"chat\"]}"))
            .path("key")
            .asString();
    HttpRequest foreign =
        HttpRequest.newBuilder(to("/mcp").build(), (name, value) -> !name.equals("Authorization"))
            .header("Authorization", "Bearer " + other)
            .header("Mcp-Session-Id", session)
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(rpc("ping", "{}")))
            .build();
    assertThat(HTTP.send(foreign, HttpResponse.BodyHandlers.ofString()).statusCode())
        .isEqualTo(404);

    HttpRequest.Builder end = to("/mcp").header("Mcp-Session-Id", session).DELETE();
    assertThat(send(end).statusCode()).isEqualTo(204);
    assertThat(send(message(session, rpc("ping", "{}"))).statusCode()).isEqualTo(404);
    assertThat(send(end).statusCode()).isEqualTo(404);
  }

  @Test
  void needsAKeyThatMayChat() throws Exception {
    HttpRequest without =
        HttpRequest.newBuilder(to("/mcp").build(), (name, value) -> false)
            .POST(HttpRequest.BodyPublishers.ofString("{}"))
            .build();
    HttpResponse<String> refused = HTTP.send(without, HttpResponse.BodyHandlers.ofString());
    assertThat(refused.statusCode()).isEqualTo(401);
    assertThat(header(refused, "WWW-Authenticate")).startsWith("Bearer");
  }

  @Test
  void pagesOfForeignOriginsAreRefused() throws Exception {
    for (String origin : List.of("http://evil.example.com", "null", "http://localhost.evil.com")) {
      assertThat(send(message("", rpc("initialize", "{}")).header("Origin", origin)).statusCode())
          .as(origin)
          .isEqualTo(403);
    }
    for (String origin : List.of("http://localhost:6274", "http://127.0.0.1", "http://[::1]:80")) {
      assertThat(send(message("", rpc("initialize", "{}")).header("Origin", origin)).statusCode())
          .as(origin)
          .isEqualTo(200);
    }
  }

  @Test
  void whatIsNoMessageIsAnsweredAsJsonRpcAnswersIt() throws Exception {
    String session = session("{}");
    assertThat(json(send(message("", "{oops"))).at("/error/code").asInt()).isEqualTo(-32700);
    assertThat(send(message("", "[]")).statusCode()).isEqualTo(400);
    assertThat(send(message("", "{\"id\":1,\"method\":\"ping\"}")).statusCode()).isEqualTo(400);
    assertThat(send(message("", rpc("ping", "{}"))).statusCode()).isEqualTo(400);
    assertThat(send(message("no-such-session", rpc("ping", "{}"))).statusCode()).isEqualTo(404);
    HttpRequest.Builder wrongVersion =
        to("/mcp")
            .header("Content-Type", "application/json")
            .header("Mcp-Session-Id", session)
            .header("MCP-Protocol-Version", "1999-01-01")
            .POST(HttpRequest.BodyPublishers.ofString(rpc("ping", "{}")));
    assertThat(send(wrongVersion).statusCode()).isEqualTo(400);
    HttpRequest.Builder text =
        to("/mcp")
            .header("Content-Type", "text/plain")
            .POST(HttpRequest.BodyPublishers.ofString("{}"));
    assertThat(send(text).statusCode()).isEqualTo(415);
    HttpResponse<String> listening = get("/mcp");
    assertThat(listening.statusCode()).isEqualTo(405);
    assertThat(header(listening, "Allow")).contains("POST");
    REGISTRY.calls = invocation -> new InvocationResult.Answered("[email]", Action.REDACT, 1);
    assertThat(call(session, "{}").at("/result/content/0/text").asString()).isEqualTo("[email]");
  }
}
