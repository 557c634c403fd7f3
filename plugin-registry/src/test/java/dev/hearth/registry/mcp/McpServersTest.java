package dev.hearth.registry.mcp;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.hearth.contracts.Scope;
import dev.hearth.registry.RegistryTest;
import dev.hearth.registry.StubServer;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class McpServersTest extends RegistryTest {

  private Answer register(String team, String path) {
    return register(team, path, "");
  }

  private Answer register(String team, String path, String more) {
    return post(
        team, "/v1/plugins", "{\"mcp_url\":\"" + INTERNAL.origin() + path + "\"" + more + "}");
  }

  private Answer invoke(String team, String plugin, String tool, String arguments) {
    return post(
        team,
        "/tools/invoke",
        "{\"plugin\":\"%s\",\"tool\":\"%s\",\"arguments\":%s,\"conversation\":\"c\"}"
            .formatted(plugin, tool, arguments));
  }

  private static String tool(String name, String annotations) {
    return "{\"name\":\"%s\",\"description\":\"Does %s.\",\"inputSchema\":{\"type\":\"object\"}%s}"
        .formatted(name, name, annotations.isEmpty() ? "" : ",\"annotations\":" + annotations);
  }

  @Test
  void aServersToolsBecomeThePluginsAndAreCalled() {
    McpStub server = new McpStub(INTERNAL, "/mcp-1");

    Answer registered = register("mcp-1", "/mcp-1").has(201);

    assertThat(registered.at("/name")).isEqualTo("dictionary");
    assertThat(registered.at("/title")).isEqualTo("A dictionary");
    assertThat(registered.at("/description")).isEqualTo("Use it to look up words.");
    assertThat(registered.at("/mcp_url")).isEqualTo(INTERNAL.origin() + "/mcp-1");
    assertThat(registered.at("/tools/0/name")).isEqualTo("look");
    assertThat(registered.json().at("/tools/0/consequential").asBoolean()).isFalse();
    assertThat(registered.at("/tools/0/parameters/required/0")).isEqualTo("word");
    assertThat(server.methods)
        .containsExactly("initialize", "notifications/initialized", "tools/list", "DELETE");

    Answer answered = invoke("mcp-1", "dictionary", "look", "{\"word\":\"fire\"}").has(200);
    assertThat(answered.at("/type")).isEqualTo("answered");
    assertThat(answered.at("/text")).isEqualTo("It means fire.");
    assertThat(invoke("mcp-1", "dictionary", "look", "{}").at("/reason"))
        .isEqualTo("bad_arguments");
  }

  @Test
  void aPersonsConsentTakesThePlaceOfTheTokenItWasRegisteredWith() {
    McpStub server = new McpStub(INTERNAL, "/mcp-oauth");
    server.authorization = "Bearer short-lived";
    INTERNAL.on("/as/token", "application/json", "{\"access_token\":\"granted\"}");
    register(
            "mcp-o",
            "/mcp-oauth",
            ",\"credentials\":{\"type\":\"bearer\",\"token\":\"short-lived\"}")
        .has(201);
    String setting =
        """
        {"type":"oauth","client_id":"c","authorize_url":"%1$s/as/authorize",
         "token_url":"%1$s/as/token"}\
        """
            .formatted(INTERNAL.origin());
    call("mcp-o", "PUT", "/v1/plugins/dictionary/credentials", setting).has(200);
    server.authorization = "Bearer granted";

    Answer begun =
        post(
                "mcp-o",
                "/v1/plugins/dictionary/credentials/authorization",
                "{\"redirect_uri\":\"https://console.example.org/back\"}")
            .has(200);
    post(
            "mcp-o",
            "/v1/plugins/dictionary/credentials/code",
            "{\"state\":\"%s\",\"code\":\"the-code\"}".formatted(begun.at("/state")))
        .has(200);

    assertThat(invoke("mcp-o", "dictionary", "look", "{\"word\":\"fire\"}").at("/text"))
        .isEqualTo("It means fire.");
    String resource = "resource=" + URLEncoder.encode(INTERNAL.origin(), UTF_8) + "%2Fmcp-oauth";
    assertThat(begun.at("/authorize_url")).contains(resource);
    assertThat(INTERNAL.asked("/as/token").getFirst().body()).contains(resource);
  }

  @Test
  void aTrialSaysTheSameAndStoresNothing() {
    new McpStub(INTERNAL, "/mcp-2");

    Answer trial =
        post(
                "mcp-2",
                "/v1/plugins?dry_run=true",
                "{\"mcp_url\":\"" + INTERNAL.origin() + "/mcp-2\"}")
            .has(200);

    assertThat(trial.json().at("/registrable").asBoolean()).isTrue();
    assertThat(trial.at("/tools/0/name")).isEqualTo("look");
    get("mcp-2", "/v1/plugins/dictionary").has(404);
  }

  @Test
  void nameTitleAndDescriptionMayBeGiven() {
    new McpStub(INTERNAL, "/mcp-3");

    Answer registered =
        register(
                "mcp-3",
                "/mcp-3",
                ",\"name\":\"words\",\"title\":\"Our words\",\"description\":\"What words mean\"")
            .has(201);

    assertThat(registered.at("/name")).isEqualTo("words");
    assertThat(registered.at("/title")).isEqualTo("Our words");
    assertThat(registered.at("/description")).isEqualTo("What words mean");
  }

  @Test
  void allPagesAreReadAndTheHintsDecideWhatAsks() {
    McpStub server = new McpStub(INTERNAL, "/mcp-4");
    server.tools =
        tool("reads", "{\"readOnlyHint\":true}")
            + ","
            + tool("adds", "{\"destructiveHint\":false}");
    server.more =
        tool("removes", "{\"destructiveHint\":true}")
            + ","
            + tool("unsaid", "")
            + ","
            + tool("files.read@v2", "{\"readOnlyHint\":true}");

    JsonNode tools = register("mcp-4", "/mcp-4").has(201).json().path("tools");

    assertThat(tools.findValuesAsString("name"))
        .containsExactly("reads", "adds", "removes", "unsaid", "files_read_v2");
    assertThat(tools.findValuesAsString("consequential"))
        .containsExactly("false", "true", "true", "true", "false");
    Answer asked = invoke("mcp-4", "dictionary", "adds", "{}");
    assertThat(asked.at("/type")).isEqualTo("approval_needed");
    assertThat(server.methods).doesNotContain("tools/call");
    post("mcp-4", "/approvals/" + asked.at("/approval/id"), "{\"approve\":true}").has(200);
    assertThat(invoke("mcp-4", "dictionary", "adds", "{}").at("/type")).isEqualTo("answered");
    assertThat(invoke("mcp-4", "dictionary", "files_read_v2", "{}").at("/type"))
        .isEqualTo("answered");
    assertThat(INTERNAL.asked("/mcp-4").getLast().body()).contains("\"files.read@v2\"");
  }

  @Test
  void aSessionIsKeptAndBegunAnewWhenItIsOver() {
    McpStub server = new McpStub(INTERNAL, "/mcp-5");
    register("mcp-5", "/mcp-5").has(201);
    server.methods.clear();

    invoke("mcp-5", "dictionary", "look", "{\"word\":\"a\"}");
    invoke("mcp-5", "dictionary", "look", "{\"word\":\"b\"}");
    assertThat(server.methods)
        .containsExactly("initialize", "notifications/initialized", "tools/call", "tools/call");

    server.forgetSessions();
    server.methods.clear();
    assertThat(invoke("mcp-5", "dictionary", "look", "{\"word\":\"c\"}").at("/text"))
        .isEqualTo("It means c.");
    assertThat(server.methods)
        .containsExactly("tools/call", "initialize", "notifications/initialized", "tools/call");
  }

  @Test
  void aStreamIsReadNoFurtherThanTheAnswer() {
    McpStub server = new McpStub(INTERNAL, "/mcp-6");
    register("mcp-6", "/mcp-6").has(201);
    server.streaming = true;
    server.before =
        """
        : hello

        id: 1
        data:

        data: {"jsonrpc":"2.0","method":"notifications/progress","params":{}}

        data: {"jsonrpc":"2.0","id":"s1","method":"ping"}

        data: {"jsonrpc":"2.0","id":"s2","method":"sampling/createMessage","params":{}}

        """;

    assertThat(invoke("mcp-6", "dictionary", "look", "{\"word\":\"x\"}").at("/text"))
        .isEqualTo("It means x.");

    assertThat(server.replies).hasSize(2);
    assertThat(server.replies.get(0).path("result").isObject()).isTrue();
    assertThat(server.replies.get(1).at("/error/code").asInt()).isEqualTo(-32601);
  }

  @Test
  void aChangedListWaitsForAnAdministrator() {
    McpStub server = new McpStub(INTERNAL, "/mcp-7");
    register("mcp-7", "/mcp-7").has(201);
    assertThat(post("mcp-7", "/v1/plugins/dictionary/refresh", "").has(200).json().has("pending"))
        .isFalse();

    server.streaming = true;
    server.before =
        "data: {\"jsonrpc\":\"2.0\",\"method\":\"notifications/tools/list_changed\"}\n\n";
    server.tools = tool("look", "{\"readOnlyHint\":true}") + "," + tool("erase", "");
    Answer refreshed = post("mcp-7", "/v1/plugins/dictionary/refresh", "").has(200);
    assertThat(refreshed.json().at("/version").asInt()).isEqualTo(1);
    assertThat(refreshed.json().at("/pending/version").asInt()).isEqualTo(2);
    assertThat(invoke("mcp-7", "dictionary", "erase", "{}").at("/reason"))
        .isEqualTo("unknown_tool");

    post("mcp-7", "/v1/plugins/dictionary/versions/2/approve", "").has(200);
    assertThat(invoke("mcp-7", "dictionary", "erase", "{}").at("/type"))
        .isEqualTo("approval_needed");
  }

  @Test
  void aServerThatSaysSoIsLookedAtAgain() {
    McpStub server = new McpStub(INTERNAL, "/mcp-8");
    register("mcp-8", "/mcp-8").has(201);
    server.streaming = true;
    server.before =
        "data: {\"jsonrpc\":\"2.0\",\"method\":\"notifications/tools/list_changed\"}\n\n";
    server.tools = McpStub.LOOK + "," + tool("erase", "");

    invoke("mcp-8", "dictionary", "look", "{\"word\":\"x\"}");

    await()
        .atMost(Duration.ofSeconds(20))
        .untilAsserted(
            () ->
                assertThat(
                        get("mcp-8", "/v1/plugins/dictionary")
                            .json()
                            .at("/pending/version")
                            .asInt())
                    .isEqualTo(2));
  }

  @Test
  void credentialsThatComeAlongAreUsedStoredAndNeverShown() {
    McpStub server = new McpStub(INTERNAL, "/mcp-9");
    server.authorization = "Bearer top-secret-token";
    Answer refused = register("mcp-9", "/mcp-9").has(422);
    assertThat(refused.at("/findings/0/rule")).isEqualTo("credentials-needed");

    Answer registered =
        register(
                "mcp-9",
                "/mcp-9",
                ",\"credentials\":{\"type\":\"bearer\",\"token\":\"top-secret-token\"}")
            .has(201);
    assertThat(registered.text()).doesNotContain("top-secret-token");
    server.result = arguments -> McpStub.text("your token is top-secret-token");

    assertThat(invoke("mcp-9", "dictionary", "look", "{\"word\":\"x\"}").at("/text"))
        .isEqualTo("your token is [redacted]");
    post("mcp-9", "/v1/plugins/dictionary/refresh", "").has(200);
    assertThat(get("mcp-9", "/v1/plugins/dictionary/credentials").at("/type")).isEqualTo("bearer");
  }

  @Test
  void whatATextCannotShowIsRefusedPolitely() {
    McpStub server = new McpStub(INTERNAL, "/mcp-10");
    register("mcp-10", "/mcp-10").has(201);
    String image = "{\"type\":\"image\",\"data\":\"aGk=\",\"mimeType\":\"image/png\"}";
    server.result = arguments -> "{\"content\":[" + image + "]}";
    Answer picture = invoke("mcp-10", "dictionary", "look", "{\"word\":\"x\"}");
    assertThat(picture.at("/reason")).isEqualTo("plugin_error");
    assertThat(picture.at("/message")).contains("image (image/png)");

    server.result =
        arguments -> "{\"content\":[{\"type\":\"text\",\"text\":\"a cat\"}," + image + "]}";
    assertThat(invoke("mcp-10", "dictionary", "look", "{\"word\":\"x\"}").at("/text"))
        .isEqualTo("a cat\n[left out, since only text can be shown: image (image/png)]");

    server.result = arguments -> "{\"content\":[],\"structuredContent\":{\"legs\":4}}";
    assertThat(invoke("mcp-10", "dictionary", "look", "{\"word\":\"x\"}").at("/text"))
        .isEqualTo("{\"legs\":4}");
  }

  @Test
  void whatAToolSaysIsScreenedErrorsToo() {
    McpStub server = new McpStub(INTERNAL, "/mcp-11");
    register("mcp-11", "/mcp-11").has(201);
    server.result =
        arguments ->
            "{\"isError\":true,\"content\":[{\"type\":\"text\",\"text\":\"no SECRET here\"}]}";
    Answer failed = invoke("mcp-11", "dictionary", "look", "{\"word\":\"x\"}");
    assertThat(failed.at("/reason")).isEqualTo("plugin_error");
    assertThat(failed.at("/message")).contains("no [redacted] here").doesNotContain("SECRET");

    server.result = arguments -> McpStub.text("FORBIDDEN words");
    assertThat(invoke("mcp-11", "dictionary", "look", "{\"word\":\"x\"}").at("/reason"))
        .isEqualTo("result_refused");
  }

  @Test
  void aToolWhoseDescriptionIsRefusedIsLeftOut() {
    McpStub server = new McpStub(INTERNAL, "/mcp-12");
    server.tools =
        McpStub.LOOK
            + ",{\"name\":\"evil\",\"description\":\"FORBIDDEN\",\"inputSchema\":{\"type\":\"object\"}}";

    Answer registered = register("mcp-12", "/mcp-12").has(201);

    assertThat(registered.json().path("tools").findValuesAsString("name")).containsExactly("look");
    assertThat(registered.json().path("findings").findValuesAsString("source")).contains("mcp");
    assertThat(registered.json().path("findings").findValuesAsString("rule"))
        .contains("refused-text");
  }

  @Test
  void instructionsThatAreRefusedAreLeftOut() {
    McpStub server = new McpStub(INTERNAL, "/mcp-21");
    server.instructions = "FORBIDDEN commands";

    Answer registered = register("mcp-21", "/mcp-21").has(201);

    assertThat(registered.at("/description")).isEqualTo("A dictionary");
    assertThat(registered.json().path("tools")).hasSize(1);
    assertThat(registered.at("/findings/0/rule")).isEqualTo("refused-text");
    assertThat(registered.json().path("findings").findValuesAsString("pointer"))
        .contains("/instructions");
  }

  @Test
  void aListWithoutEndIsRefusedAndALongOneCut() {
    McpStub endless = new McpStub(INTERNAL, "/mcp-13");
    endless.more = tool("again", "") + "],\"nextCursor\":\"p2\",\"x\":[";
    assertThat(register("mcp-13", "/mcp-13").has(422).at("/findings/0/message")).contains("no end");

    McpStub huge = new McpStub(INTERNAL, "/mcp-13b");
    huge.tools =
        String.join(
            ",",
            IntStream.range(0, 1_500)
                .mapToObj(i -> tool("t" + i, "{\"readOnlyHint\":true}"))
                .toList());
    Answer cut = register("mcp-13", "/mcp-13b").has(201);
    assertThat(cut.json().path("tools")).hasSize(1_000);
    assertThat(cut.json().path("findings").findValuesAsString("rule"))
        .contains("too-many-operations");
  }

  @Test
  void aSchemaThatContainsItselfIsCutNotFollowedForever() {
    McpStub server = new McpStub(INTERNAL, "/mcp-14");
    server.tools =
        """
        {"name":"grow","annotations":{"readOnlyHint":true},"inputSchema":{"type":"object",
         "properties":{"tree":{"$ref":"#/$defs/node"},"all":{"$ref":"#"}},
         "$defs":{"node":{"type":"object","properties":{
           "left":{"$ref":"#/$defs/node"},"right":{"$ref":"#/$defs/node"}}}}}}
        """;

    Answer registered = register("mcp-14", "/mcp-14").has(201);

    assertThat(registered.at("/tools/0/parameters/properties/tree/type")).isEqualTo("object");
    assertThat(registered.json().at("/tools/0/parameters").toString()).doesNotContain("$ref");
  }

  @Test
  void aStreamWithoutEndEndsWithTheDeadline() {
    McpStub server = new McpStub(INTERNAL, "/mcp-15");
    register("mcp-15", "/mcp-15").has(201);
    INTERNAL.on(
        "/mcp-15",
        (exchange, body) -> {
          exchange.getResponseHeaders().set("Content-Type", "text/event-stream");
          exchange.sendResponseHeaders(200, 0);
          try {
            while (true) {
              exchange.getResponseBody().write(": still here\n\n".getBytes(StandardCharsets.UTF_8));
              exchange.getResponseBody().flush();
              LockSupport.parkNanos(50_000_000);
            }
          } catch (IOException callerLeft) {
            exchange.close();
          }
        });

    long start = System.nanoTime();
    Answer failed = invoke("mcp-15", "dictionary", "look", "{\"word\":\"x\"}");

    assertThat(failed.at("/reason")).isEqualTo("timeout");
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(9));
    assertThat(server.methods).doesNotContain("tools/call");
  }

  @Test
  void aServerThatTalksTooMuchIsCutOff() {
    McpStub server = new McpStub(INTERNAL, "/mcp-16");
    register("mcp-16", "/mcp-16").has(201);
    server.result = arguments -> McpStub.text("x".repeat(3_000_000));
    Answer large = invoke("mcp-16", "dictionary", "look", "{\"word\":\"x\"}");
    assertThat(large.at("/reason")).isEqualTo("plugin_error");
    assertThat(large.at("/message")).contains("larger than allowed");

    server.result = arguments -> McpStub.text("y".repeat(150_000));
    assertThat(invoke("mcp-16", "dictionary", "look", "{\"word\":\"x\"}").at("/text"))
        .hasSizeLessThan(100_300)
        .contains("cut here");
  }

  @Test
  void noRedirectLeadsToAnotherHost() {
    new McpStub(STRANGER, "/mcp");
    int before = STRANGER.asked().size();
    INTERNAL.on(
        "/mcp-17",
        (exchange, body) -> {
          exchange.getResponseHeaders().set("Location", STRANGER.origin() + "/mcp");
          StubServer.answer(exchange, 307, "text/plain", "");
        });
    assertThat(register("mcp-17", "/mcp-17").has(422).at("/findings/0/message"))
        .contains("redirects to another host");

    INTERNAL.on(
        "/mcp-17/",
        (exchange, body) -> {
          exchange.getResponseHeaders().set("Location", "/mcp-17-there");
          StubServer.answer(exchange, 308, "text/plain", "");
        });
    new McpStub(INTERNAL, "/mcp-17-there");
    register("mcp-17", "/mcp-17/").has(201);
    assertThat(invoke("mcp-17", "dictionary", "look", "{\"word\":\"x\"}").at("/text"))
        .isEqualTo("It means x.");

    Answer refused =
        post("mcp-17", "/v1/plugins", "{\"mcp_url\":\"" + STRANGER.origin() + "/mcp\"}").has(422);
    assertThat(refused.at("/code")).isEqualTo("egress_refused");
    assertThat(STRANGER.asked()).hasSize(before);
  }

  @Test
  void whatIsNoMcpServerIsSaidToBeNone() {
    INTERNAL.on("/page", "text/html", "<h1>hello</h1>");
    INTERNAL.on(
        "/old",
        "application/json",
        "{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":{\"protocolVersion\":\"1999-01-01\"}}");
    List<String> messages = new ArrayList<>();
    for (String path : List.of("/page", "/old", "/nothing-here")) {
      Answer refused = register("mcp-18", path).has(422);
      assertThat(refused.at("/code")).isEqualTo("not_registrable");
      assertThat(refused.at("/findings/0/rule")).isEqualTo("not-mcp");
      messages.add(refused.at("/findings/0/message"));
    }
    assertThat(messages.get(1)).contains("1999-01-01");
    assertThat(messages.get(2)).contains("404");
    for (String body : List.of("{\"mcp_url\":7}", "{\"mcp_url\":\"relative\"}")) {
      post("mcp-18", "/v1/plugins", body).has(400);
    }
    call(
            "mcp-18",
            EnumSet.of(Scope.CHAT),
            "POST",
            "/v1/plugins",
            "application/json",
            "{\"mcp_url\":\"" + INTERNAL.origin() + "/page\"}")
        .has(403);
  }

  @Test
  void aBrokenServerIsLeftAlone() {
    McpStub server = new McpStub(INTERNAL, "/mcp-19");
    register("mcp-19", "/mcp-19").has(201);
    INTERNAL.on(
        "/mcp-19", (exchange, body) -> StubServer.answer(exchange, 503, "text/plain", "down"));

    for (int i = 0; i < 8; i++) {
      assertThat(invoke("mcp-19", "dictionary", "look", "{\"word\":\"x\"}").at("/reason"))
          .isEqualTo("plugin_error");
    }

    assertThat(invoke("mcp-19", "dictionary", "look", "{\"word\":\"x\"}").at("/reason"))
        .isEqualTo("unavailable");
    assertThat(get("mcp-19", "/v1/plugins/dictionary").at("/resilience/circuit")).isEqualTo("open");
    assertThat(server.methods).doesNotContain("tools/call");
  }

  @Test
  void anAnswerThatBreaksOffIsResumed() {
    McpStub server = new McpStub(INTERNAL, "/mcp-20");
    register("mcp-20", "/mcp-20").has(201);
    List<Map<String, List<String>>> resumed = new ArrayList<>();
    INTERNAL.on(
        "/mcp-20",
        (exchange, body) -> {
          if (exchange.getRequestMethod().equals("GET")) {
            resumed.add(Map.copyOf(exchange.getRequestHeaders()));
            StubServer.answer(
                exchange,
                200,
                "text/event-stream",
                "data: {\"jsonrpc\":\"2.0\",\"id\":2,\"result\":" + McpStub.text("late") + "}\n\n");
          } else if (body.contains("tools/call")) {
            StubServer.answer(exchange, 200, "text/event-stream", "id: e7\nretry: 10\ndata:\n\n");
          } else if (body.contains("\"initialize\"")) {
            StubServer.answer(
                exchange,
                200,
                "application/json",
                "{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":{\"protocolVersion\":\"2025-11-25\"}}");
          } else {
            StubServer.answer(exchange, 202, "text/plain", "");
          }
        });

    assertThat(invoke("mcp-20", "dictionary", "look", "{\"word\":\"x\"}").at("/text"))
        .isEqualTo("late");
    assertThat(resumed).hasSize(1);
    assertThat(resumed.getFirst().get("Last-event-id")).containsExactly("e7");
    assertThat(server.methods).doesNotContain("tools/call");
  }
}
