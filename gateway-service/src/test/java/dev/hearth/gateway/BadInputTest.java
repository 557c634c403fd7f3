package dev.hearth.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

class BadInputTest extends GatewayFixture {

  private static final String HI = "\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}]";

  @AfterEach
  void nothingReachedTheModel() {
    assertThat(INFERENCE.asked).isEmpty();
  }

  @ParameterizedTest(name = "{1}: {0}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "{|",
        "[]|",
        "null|",
        "\"text\"|",
        "{HI} trailing|",
        "{HI}{HI}|",
        "{\"temperature\":NaN,HI}|temperature",
        "{\"temperature\":Infinity,HI}|temperature",
        "{\"temperature\":1e999,HI}|temperature",
        "{\"temperature\":2.1,HI}|temperature",
        "{\"temperature\":\"hot\",HI}|temperature",
        "{\"top_p\":0,HI}|top_p",
        "{\"top_p\":-1,HI}|top_p",
        "{\"frequency_penalty\":3,HI}|frequency_penalty",
        "{\"presence_penalty\":[],HI}|presence_penalty",
        "{\"seed\":1.5,HI}|seed",
        "{\"seed\":99999999999999999999,HI}|seed",
        "{\"max_tokens\":0,HI}|max_tokens",
        "{\"max_completion_tokens\":\"1\",HI}|max_completion_tokens",
        "{\"max_tokens\":1,\"max_completion_tokens\":2,HI}|max_tokens",
        "{\"n\":2,HI}|n",
        "{\"n\":0,HI}|n",
        "{\"logprobs\":true,HI}|logprobs",
        "{\"top_logprobs\":2,HI}|top_logprobs",
        "{\"logit_bias\":{\"1\":1},HI}|logit_bias",
        "{\"audio\":{},HI}|audio",
        "{\"modalities\":[\"text\",\"audio\"],HI}|modalities",
        "{\"functions\":[],HI}|functions",
        "{\"stop\":5,HI}|stop",
        "{\"stop\":[\"a\",\"b\",\"c\",\"d\",\"e\"],HI}|stop",
        "{\"stop\":[1],HI}|stop[0]",
        "{\"stop\":\"\",HI}|stop",
        "{\"stream\":\"yes\",HI}|stream",
        "{\"stream_options\":{\"include_usage\":true},HI}|stream_options",
        "{\"model\":5,HI}|model",
        "{\"model\":\"\",HI}|model",
        "{\"model\":\"a\\u0000\",HI}|model",
        "{\"model\":\"a\",\"model\":\"b\",HI}|model",
        "{}|messages",
        "{\"messages\":null}|messages",
        "{\"messages\":[]}|messages",
        "{\"messages\":\"Hi\"}|messages",
        "{\"messages\":[5]}|messages[0]",
        "{\"messages\":[{\"content\":\"a\"}]}|messages[0].role",
        "{\"messages\":[{\"role\":\"wizard\",\"content\":\"a\"}]}|messages[0].role",
        "{\"messages\":[{\"role\":\"function\",\"content\":\"a\"}]}|messages[0].role",
        "{\"messages\":[{\"role\":\"user\"}]}|messages[0].content",
        "{\"messages\":[{\"role\":\"user\",\"content\":5}]}|messages[0].content",
        "{\"messages\":[{\"role\":\"user\",\"content\":[]}]}|messages[0].content",
        "{\"messages\":[{\"role\":\"user\",\"content\":\"\\ud800\"}]}|messages[0].content",
        "{\"messages\":[{\"role\":\"user\",\"content\":\"a\\u0000\"}]}|messages[0].content",
        "{\"messages\":[{\"role\":\"user\",\"content\":[{\"type\":\"image_url\"}]}]}|messages[0].content[0].type",
        "{\"messages\":[{\"role\":\"assistant\"}]}|messages[0].content",
        "{\"messages\":[{\"role\":\"assistant\",\"tool_calls\":[{}]}]}|messages[0].tool_calls[0].id",
        "{\"messages\":[{\"role\":\"tool\",\"content\":\"a\"}]}|messages[0].tool_call_id",
        "{\"messages\":[{\"role\":\"tool\",\"tool_call_id\":\"x\",\"content\":\"a\"}]}|messages[0].tool_call_id",
        "{\"messages\":[{\"role\":\"user\",\"name\":\"a b\",\"content\":\"a\"}]}|messages[0].name",
        "{\"tools\":[{\"type\":\"function\"}],HI}|tools[0].function",
        "{\"tools\":[{\"type\":\"web\"}],HI}|tools[0].type",
        "{\"tools\":[{\"type\":\"function\",\"function\":{\"name\":\"a"
            + " b\"}}],HI}|tools[0].function.name",
        "{\"tools\":[{\"type\":\"function\",\"function\":{\"name\":\"a\",\"parameters\":[]}}],HI}|tools[0].function.parameters",
        "{\"tool_choice\":\"required\",HI}|tool_choice",
        "{\"tool_choice\":{\"type\":\"function\",\"function\":{\"name\":\"x\"}},HI}|tool_choice.function.name",
        "{\"response_format\":{\"type\":\"xml\"},HI}|response_format.type",
        "{\"response_format\":{\"type\":\"json_schema\"},HI}|response_format.json_schema",
        "{\"response_format\":{\"type\":\"json_schema\",\"json_schema\":{\"name\":\"a\"}},HI}|response_format.json_schema.schema",
        "{\"plugins\":\"all\",HI}|plugins",
        "{\"plugins\":5,HI}|plugins",
        "{\"plugins\":[5],HI}|plugins[0]",
        "{\"messages\":[{\"role\":\"user\",\"content\":\"a\" \"b\"}]}|messages[0].content"
      })
  void namesTheField(String body, @org.jspecify.annotations.Nullable String param)
      throws Exception {
    HttpResponse<String> answer = chat(body.replace("HI", HI));

    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(400);
    JsonNode error = json(answer).get("error");
    assertThat(error.propertyNames()).containsExactly("message", "type", "param", "code");
    assertThat(error.get("type").stringValue()).isEqualTo("invalid_request_error");
    assertThat(error.get("param").stringValue(null)).isEqualTo(param);
    assertThat(answer.body()).doesNotContain("Exception").doesNotContain("jackson");
  }

  @Test
  void brokenUtf8IsA400() throws Exception {
    byte[] body =
        "{\"messages\":[{\"role\":\"user\",\"content\":\"#\"}]}"
            .getBytes(StandardCharsets.US_ASCII);
    for (int i = 0; i < body.length; i++) {
      if (body[i] == '#') {
        body[i] = (byte) 0xff;
      }
    }

    HttpResponse<String> answer =
        send(to("/v1/chat/completions").POST(HttpRequest.BodyPublishers.ofByteArray(body)));

    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(answer.body()).contains("UTF-8");
  }

  @Test
  void nestingWithoutEndIsA400() throws Exception {
    assertThat(chat("{\"messages\":" + "[".repeat(100_000)).statusCode()).isEqualTo(400);
  }

  @Test
  void aBodyOfTenMegabytesIsA413WithOrWithoutItsLength() throws Exception {
    String body = "{\"messages\":\"" + "a".repeat(10_000_000) + "\"}";

    HttpResponse<String> known = chat(body);
    HttpResponse<String> chunked =
        send(
            to("/v1/chat/completions")
                .POST(
                    HttpRequest.BodyPublishers.ofInputStream(
                        () ->
                            new java.io.ByteArrayInputStream(
                                body.getBytes(StandardCharsets.US_ASCII)))));

    assertThat(known.statusCode()).isEqualTo(413);
    assertThat(at(json(known), "/error/code").stringValue()).isEqualTo("request_too_large");
    assertThat(chunked.statusCode()).isEqualTo(413);
  }

  @Test
  void unknownAddressesAnswerInTheirShape() throws Exception {
    HttpResponse<String> openAi = post("/v1/images", "{}");
    assertThat(openAi.statusCode()).isEqualTo(404);
    assertThat(at(json(openAi), "/error/code").stringValue()).isEqualTo("unknown_url");

    HttpResponse<String> ours = get("/admin/nothing");
    assertThat(ours.statusCode()).isEqualTo(404);
    assertThat(header(ours, "content-type")).isEqualTo("application/problem+json");
    assertThat(json(ours).get("code").stringValue()).isEqualTo("unknown_url");

    HttpResponse<String> method = get("/v1/chat/completions");
    assertThat(method.statusCode()).isEqualTo(405);
    assertThat(header(method, "allow")).isEqualTo("POST");
    assertThat(at(json(method), "/error/code").stringValue()).isEqualTo("method_not_allowed");
  }

  @Test
  void whatTomcatRefusesIsToldWithoutItsPage() throws Exception {
    assertThat(raw("GET /v1/{x} HTTP/1.1\r\nHost: a\r\n\r\n"))
        .startsWith("HTTP/1.1 400")
        .doesNotContain("html")
        .doesNotContain("Tomcat");
    assertThat(raw("GET /v1/models HTTP/1.1\r\nHost: a\r\nX: " + "a".repeat(20_000) + "\r\n\r\n"))
        .startsWith("HTTP/1.1 4")
        .doesNotContain("html");
    assertThat(raw("NONSENSE\r\n\r\n")).startsWith("HTTP/1.1 4").doesNotContain("html");
    assertThat(raw("GET /v1//models;a=b HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"))
        .startsWith("HTTP/1.1 400")
        .contains("\"error\"");
    assertThat(raw("TRACE /v1/models HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"))
        .startsWith("HTTP/1.1 4")
        .doesNotContain("html");
  }

  private String raw(String request) throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      socket.setSoTimeout(5000);
      OutputStream out = socket.getOutputStream();
      out.write(request.getBytes(StandardCharsets.US_ASCII));
      out.flush();
      InputStream in = socket.getInputStream();
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
