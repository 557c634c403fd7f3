package dev.hearth.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpServer;
import dev.hearth.standalone.HearthUnderTest.Answer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * Questions that the default model answers by searching: the team's documents, and the web by the
 * example plugin, whose SearXNG is a server here that knows one page.
 */
class SearchQuestionsTest {

  private static final JsonMapper JSON = JsonMapper.shared();
  private static final Path EXAMPLE = Path.of("../docs/examples/plugins/web-search");

  private static final String HANDBOOK =
      """
      # Handbook of the boat club

      The club house of Ternholm opens at eight. Ms Okonjo keeps the keys of the boats.

      ## Boats

      Members may take a boat on Wednesdays. A boat is brought back before dusk.
      """;

  private static final String PAGE =
      """
      {"query": "", "results": [{"url": "https://example.org/quarn", "title": "Quarn lighthouse",
        "content": "The Quarn lighthouse is 47 metres high. It was painted red in 1931.",
        "engine": "wikipedia"}]}
      """;

  private static HttpServer web;
  private static HearthUnderTest hearth;

  @BeforeAll
  static void start() throws IOException {
    hearth = HearthUnderTest.start();
    await()
        .atMost(Duration.ofMinutes(2))
        .until(() -> hearth.get("/v1/plugins").text().contains("\"knowledge\""));
    upload(
        "/v1/plugins/knowledge/tools/upsert_file/invoke?approve=true",
        Map.of("file\"; filename=\"club.md", HANDBOOK),
        200);
    web = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    web.createContext(
        "/search",
        exchange -> {
          byte[] body = PAGE.getBytes(StandardCharsets.UTF_8);
          exchange.getResponseHeaders().set("Content-Type", "application/json");
          exchange.sendResponseHeaders(200, body.length);
          try (exchange) {
            exchange.getResponseBody().write(body);
          }
        });
    web.start();
    String origin = "http://127.0.0.1:" + web.getAddress().getPort();
    Answer allowed =
        hearth.send(
            hearth
                .request("/v1/plugins/-/egress/default")
                .header("Content-Type", "application/json")
                .PUT(HttpRequest.BodyPublishers.ofString("{\"allow\":[\"" + origin + "\"]}"))
                .build());
    assertThat(allowed.status()).as(allowed.text()).isBetween(200, 204);
    upload(
        "/v1/plugins",
        Map.of(
            "manifest", Files.readString(EXAMPLE.resolve("ai-plugin.json")),
            "openapi", Files.readString(EXAMPLE.resolve("openapi.yaml")),
            "base_url", origin),
        201);
  }

  @AfterAll
  static void stop() {
    web.stop(0);
    hearth.close();
  }

  private static void upload(String path, Map<String, String> parts, int status) {
    StringBuilder body = new StringBuilder();
    parts.forEach(
        (name, content) ->
            body.append("--x\r\nContent-Disposition: form-data; name=\"")
                .append(name)
                .append("\"\r\n\r\n")
                .append(content)
                .append("\r\n"));
    Answer answer =
        hearth.send(
            hearth
                .request(path)
                .header("Content-Type", "multipart/form-data; boundary=x")
                .POST(HttpRequest.BodyPublishers.ofString(body + "--x--\r\n"))
                .build());
    assertThat(answer.status()).as(answer.text()).isEqualTo(status);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "\"auto\" | Who keeps the keys of the boats? | Okonjo | knowledge",
        "[\"knowledge\"] | Who keeps the keys of the boats? | Okonjo | knowledge",
        "\"auto\" | On which day may members take a boat? | Wednesdays | knowledge",
        "[\"knowledge\"] | On which day may members take a boat? | Wednesdays | knowledge",
        "[\"knowledge\"] | When does the club house of Ternholm open? | eight | knowledge",
        "[\"web_search\"] | How high is the Quarn lighthouse? | 47 metres | web_search",
        "\"auto\" | Search the web for how high the Quarn lighthouse is. | 47 metres | web_search"
      })
  void isAnsweredByWhatIsFoundWithItsSource(
      String plugins, String question, String found, String plugin) {
    Answer answer = ask(plugins, question);

    JsonNode choice = answer.json().path("choices").path(0);
    assertThat(choice.path("message").path("content").asString(""))
        .as(answer.text())
        .contains(found)
        .containsAnyOf(
            "(Handbook of the boat club", "(Quarn lighthouse, https://example.org/quarn)");
    assertThat(answer.json().path("hearth").path("steps").values())
        .as(answer.text())
        .anySatisfy(step -> assertThat(step.path("plugin").asString()).isEqualTo(plugin));
  }

  @ParameterizedTest
  @ValueSource(strings = {"Hello, how are you?", "What is 27 × 453?"})
  void nothingIsSearchedForTalkAndCalculations(String question) {
    Answer answer = ask("\"auto\"", question);

    assertThat(answer.json().path("hearth").path("steps").values())
        .as(answer.text())
        .noneMatch(step -> step.path("plugin").asString("").matches("knowledge|web_search"));
  }

  private static Answer ask(String plugins, String question) {
    ObjectNode request = JSON.createObjectNode();
    request.putArray("messages").addObject().put("role", "user").put("content", question);
    request.set("plugins", JSON.readTree(plugins));
    request.put("temperature", 0).put("seed", 7).put("max_tokens", 32);
    Answer answer = hearth.post("/v1/chat/completions", request.toString());
    assertThat(answer.status()).as(answer.text()).isEqualTo(200);
    return answer;
  }
}
