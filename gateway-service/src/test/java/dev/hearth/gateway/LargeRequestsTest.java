package dev.hearth.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.contracts.moderation.ScreenRequest;
import java.net.http.HttpResponse;
import java.util.Collections;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Requests within the gateway's bounds that hold more than the moderation-service takes at once.
 */
class LargeRequestsTest extends GatewayFixture {

  private static final String HI = "{\"role\":\"user\",\"content\":\"Hi\"}";

  @Test
  void moreMessagesThanOneCallTakesAreJudgedWithSeveral() throws Exception {
    HttpResponse<String> answer =
        chat("{\"messages\":[" + String.join(",", Collections.nCopies(2048, HI)) + "]}");

    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    assertThat(INFERENCE.asked.getFirst().messages()).hasSize(2048);
  }

  @Test
  void theLastOfManyMessagesIsJudgedToo() throws Exception {
    String last = HI.replace("Hi", ModerationStandIn.BLOCKED);

    HttpResponse<String> answer =
        chat(
            "{\"messages\":["
                + String.join(",", Collections.nCopies(2047, HI))
                + ","
                + last
                + "]}");

    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(at(json(answer), "/error/code").stringValue()).isEqualTo("content_policy_violation");
    assertThat(INFERENCE.asked).isEmpty();
  }

  @Test
  void manyToolsWithManyParametersAreJudged() throws Exception {
    ArrayNode tools = JSON.createArrayNode();
    for (int tool = 0; tool < 128; tool++) {
      ObjectNode function = tools.addObject().put("type", "function").putObject("function");
      function.put("name", "tool_" + tool);
      ObjectNode parameters = function.putObject("parameters").put("type", "object");
      ObjectNode properties = parameters.putObject("properties");
      for (int i = 0; i < 5; i++) {
        properties.putObject("field_" + i).put("type", "string").put("description", "A field.");
      }
    }

    HttpResponse<String> answer = chat("{\"tools\":" + tools + ",\"messages\":[" + HI + "]}");

    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    assertThat(INFERENCE.asked.getFirst().tools()).hasSize(128);
  }

  @Test
  void longTextsAreSharedOutAmongCallsByTheirLength() throws Exception {
    String message = HI.replace("Hi", "a".repeat(700_000));

    HttpResponse<String> answer =
        chat("{\"messages\":[" + String.join(",", Collections.nCopies(5, message)) + "]}");

    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    for (ScreenRequest asked : MODERATION.asked) {
      assertThat(asked.items().stream().mapToInt(item -> item.text().length()).sum())
          .isLessThanOrEqualTo(1 << 20);
    }
  }

  @Test
  void aMessageThatIsTooLongToBeScreenedIsNamed() throws Exception {
    HttpResponse<String> answer =
        chat("{\"messages\":[" + HI + "," + HI.replace("Hi", "a".repeat(1_100_000)) + "]}");

    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(answer.headers().firstValue("retry-after")).isEmpty();
    assertThat(json(answer).toString())
        .isEqualTo(
            "{\"error\":{\"message\":\"Invalid value for 'messages[1].content': it is too long to"
                + " be screened.\",\"type\":\"invalid_request_error\",\"param\":\"messages[1].content\","
                + "\"code\":\"string_above_max_length\"}}");
    assertThat(INFERENCE.asked).isEmpty();
  }

  @Test
  void anInputThatIsTooLongToBeScreenedIsNamed() throws Exception {
    List<String> inputs =
        IntStream.range(0, 300).mapToObj(i -> "\"text " + i + "\"").collect(Collectors.toList());
    inputs.set(290, "\"" + "a".repeat(1_100_000) + "\"");

    HttpResponse<String> answer =
        post("/v1/embeddings", "{\"input\":[" + String.join(",", inputs) + "]}");

    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(at(json(answer), "/error/param").stringValue()).isEqualTo("input[290]");
  }
}
