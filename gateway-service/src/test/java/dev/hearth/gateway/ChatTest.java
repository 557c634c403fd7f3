package dev.hearth.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.contracts.inference.CompletionEvent;
import dev.hearth.contracts.inference.CompletionEvent.FinishReason;
import dev.hearth.contracts.inference.CompletionRequest;
import dev.hearth.contracts.inference.CompletionRequest.ToolChoice;
import dev.hearth.contracts.inference.Message;
import dev.hearth.contracts.moderation.Direction;
import dev.hearth.contracts.plugins.Approval;
import dev.hearth.gateway.InferenceStandIn.Script;
import java.net.http.HttpResponse;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class ChatTest extends GatewayFixture {

  private static final String HI = "\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}]";

  @Test
  void answersAsOpenAiDoes() throws Exception {
    HttpResponse<String> answer = chat("{\"model\":\"small\",\"unknown\":1," + HI + "}");

    assertThat(answer.statusCode()).isEqualTo(200);
    JsonNode body = json(answer);
    assertThat(body.toString())
        .isEqualTo(
            "{\"id\":%s,\"object\":\"chat.completion\",\"created\":%s,\"model\":\"small\","
                    .formatted(body.get("id"), body.get("created"))
                + "\"choices\":[{\"index\":0,\"message\":{\"role\":\"assistant\",\"content\":"
                + "\"Hello.\",\"refusal\":null},\"logprobs\":null,\"finish_reason\":\"stop\"}],"
                + "\"usage\":{\"prompt_tokens\":11,\"completion_tokens\":7,\"total_tokens\":18,"
                + "\"prompt_tokens_details\":{\"cached_tokens\":3}}}");
    assertThat(header(answer, "x-request-id")).startsWith("req_");
  }

  @Test
  void passesEveryFieldOn() throws Exception {
    chat(
        """
        {"model":"small","temperature":0.5,"top_p":0.9,"seed":7,"max_completion_tokens":20,
         "stop":"END","frequency_penalty":-1,"presence_penalty":1,"n":1,"user":"me",
         "response_format":{"type":"json_schema",
           "json_schema":{"name":"a","schema":{"type":"object"}}},
         "tools":[{"type":"function","function":{"name":"look","description":"Looks.",
           "parameters":{"type":"object"}}}],
         "tool_choice":{"type":"function","function":{"name":"look"}},
         "messages":[
           {"role":"developer","content":"Be brief."},
           {"role":"user","name":"eve","content":[{"type":"text","text":"Lo"},
             {"type":"text","text":"ok."}]},
           {"role":"assistant","content":null,"tool_calls":[{"id":"c1","type":"function",
             "function":{"name":"look","arguments":"{\\"at\\":1}"}}]},
           {"role":"tool","tool_call_id":"c1","content":"seen"}]}\
        """);

    CompletionRequest asked = INFERENCE.asked.getFirst();
    assertThat(asked.model()).isEqualTo("small");
    assertThat(asked.sampling())
        .isEqualTo(new CompletionRequest.Sampling(0.5, 0.9, 7L, 20, List.of("END"), -1.0, 1.0));
    assertThat(asked.responseFormat().type())
        .isEqualTo(CompletionRequest.ResponseFormat.Type.JSON_SCHEMA);
    assertThat(asked.toolChoice()).isEqualTo(new ToolChoice(ToolChoice.Mode.NAMED, "look"));
    assertThat(asked.tools().getFirst().description()).isEqualTo("Looks.");
    assertThat(asked.messages())
        .containsExactly(
            Message.of(Message.Role.SYSTEM, "Be brief."),
            new Message(Message.Role.USER, "Look.", "eve", List.of(), null),
            new Message(
                Message.Role.ASSISTANT,
                "",
                null,
                List.of(new Message.ToolCall("c1", "look", "{\"at\":1}")),
                null),
            new Message(Message.Role.TOOL, "seen", null, List.of(), "c1"));
    assertThat(MODERATION.asked.get(0).direction()).isEqualTo(Direction.INPUT);
    assertThat(MODERATION.asked.get(1).direction()).isEqualTo(Direction.TOOL);
    assertThat(MODERATION.asked.get(1).items().getFirst().text()).isEqualTo("seen");
  }

  @Test
  void refusesForbiddenTextWhereverItStands() throws Exception {
    String bad = ModerationStandIn.BLOCKED;
    Map<String, String> bodies =
        Map.of(
            "user", "{\"messages\":[{\"role\":\"user\",\"content\":\"" + bad + "\"}]}",
            "system",
                "{\"messages\":[{\"role\":\"system\",\"content\":\""
                    + bad
                    + "\"},{\"role\":\"user\",\"content\":\"a\"}]}",
            "parts",
                "{\"messages\":[{\"role\":\"user\",\"content\":[{\"type\":\"text\",\"text\":\"forbidden"
                    + " ph\"},{\"type\":\"text\",\"text\":\"rase\"}]}]}",
            "description",
                "{\"tools\":[{\"type\":\"function\",\"function\":{\"name\":\"a\",\"description\":\""
                    + bad
                    + "\"}}],"
                    + HI
                    + "}",
            "schema",
                "{\"tools\":[{\"type\":\"function\",\"function\":{\"name\":\"a\",\"parameters\":"
                    + "{\"type\":\"object\",\"properties\":{\"x\":{\"description\":\""
                    + bad
                    + "\"}}}}}],"
                    + HI
                    + "}",
            "escaped arguments",
                "{\"messages\":[{\"role\":\"assistant\",\"tool_calls\":[{\"id\":\"c\",\"function\":"
                    + "{\"name\":\"a\",\"arguments\":\"{\\\"q\\\":\\\"forb\\\\u0069dden"
                    + " phrase\\\"}\"}}]}]}",
            "tool result",
                "{\"messages\":[{\"role\":\"assistant\",\"tool_calls\":[{\"id\":\"c\",\"function\":"
                    + "{\"name\":\"a\",\"arguments\":\"{}\"}}]},{\"role\":\"tool\",\"tool_call_id\":"
                    + "\"c\",\"content\":\""
                    + bad
                    + "\"}]}",
            "stop", "{\"stop\":[\"" + bad + "\"]," + HI + "}",
            "response schema",
                "{\"response_format\":{\"type\":\"json_schema\",\"json_schema\":{\"name\":\"a\","
                    + "\"schema\":{\"description\":\""
                    + bad
                    + "\"}}},"
                    + HI
                    + "}");
    for (Map.Entry<String, String> body : bodies.entrySet()) {
      HttpResponse<String> answer = chat(body.getValue());

      assertThat(answer.statusCode()).as(body.getKey()).isEqualTo(400);
      assertThat(at(json(answer), "/error/code").stringValue())
          .as(body.getKey())
          .isEqualTo("content_policy_violation");
      assertThat(at(json(answer), "/error/message").stringValue()).contains("violence");
    }
    assertThat(INFERENCE.asked).isEmpty();
  }

  @Test
  void theModelReadsTheRedactedText() throws Exception {
    chat(
        "{\"messages\":[{\"role\":\"user\",\"content\":\"Mail "
            + ModerationStandIn.REDACTED
            + "!\"}]}");

    assertThat(INFERENCE.asked.getFirst().messages().getFirst().content())
        .isEqualTo("Mail [email]!");
  }

  @Test
  void forbiddenOutputEndsWithContentFilter() throws Exception {
    INFERENCE.plays(Script.text("So: ", ModerationStandIn.BLOCKED, " and more"));

    JsonNode body = json(chat("{" + HI + "}"));

    assertThat(at(body, "/choices/0/finish_reason").stringValue()).isEqualTo("content_filter");
    assertThat(at(body, "/choices/0/message/content").stringValue()).isEqualTo("So: ");
  }

  @Test
  void returnsCallsOfTheCallersTools() throws Exception {
    INFERENCE.plays(
        stage -> {
          stage.send(new CompletionEvent.Started("small"));
          stage.send(new CompletionEvent.ToolCallPart(0, "c1", "look", "{\"at\":"));
          stage.send(new CompletionEvent.ToolCallPart(0, null, null, "1}"));
          stage.finish(FinishReason.TOOL_CALLS);
        });

    JsonNode body =
        json(
            chat(
                "{\"tools\":[{\"type\":\"function\",\"function\":{\"name\":\"look\"}}],"
                    + HI
                    + "}"));

    assertThat(at(body, "/choices/0/finish_reason").stringValue()).isEqualTo("tool_calls");
    assertThat(at(body, "/choices/0/message").toString())
        .isEqualTo(
            "{\"role\":\"assistant\",\"content\":null,\"refusal\":null,\"tool_calls\":[{\"id\":"
                + "\"c1\",\"type\":\"function\",\"function\":{\"name\":\"look\",\"arguments\":"
                + "\"{\\\"at\\\":1}\"}}]}");
  }

  @Test
  void aCallWithForbiddenArgumentsIsNotReturnedHoweverTheyAreEscaped() throws Exception {
    INFERENCE.plays(
        stage -> {
          stage.send(new CompletionEvent.Started("small"));
          stage.send(
              new CompletionEvent.ToolCallPart(
                  0, "c1", "look", "{\"q\":\"forb\\u0069dden phrase\"}"));
          stage.finish(FinishReason.TOOL_CALLS);
        });

    HttpResponse<String> answer = chat("{" + HI + "}");

    assertThat(at(json(answer), "/choices/0/finish_reason").stringValue())
        .isEqualTo("content_filter");
    assertThat(answer.body()).doesNotContain("dden phrase");
  }

  @Test
  void stepsAndApprovalsComeBackBesideTheAnswer() throws Exception {
    REGISTRY.consequential = true;
    INFERENCE.plays(
        stage -> {
          stage.send(new CompletionEvent.Started("small"));
          stage.send(
              new CompletionEvent.Step(
                  "calculator", "calculate", JSON.readTree("{\"e\":\"1\"}"), "1", "allow", 3));
          stage.send(
              new CompletionEvent.ApprovalRequested(
                  new Approval(
                      "a1",
                      "mail",
                      "send",
                      JSON.readTree("{\"to\":\"bob\"}"),
                      Approval.State.PENDING,
                      Instant.parse("2040-01-01T00:00:00Z"))));
          stage.finish(FinishReason.TOOL_CALLS);
        });

    JsonNode body = json(chat("{\"plugins\":[\"calculator\"]," + HI + "}"));

    assertThat(body.get("hearth").toString())
        .isEqualTo(
            "{\"steps\":[{\"plugin\":\"calculator\",\"tool\":\"calculate\",\"arguments\":{\"e\":\"1\"},"
                + "\"result\":\"1\",\"verdict\":\"allow\",\"ms\":3}],\"approvals\":[{\"id\":\"a1\","
                + "\"plugin\":\"mail\",\"tool\":\"send\",\"arguments\":{\"to\":\"bob\"},\"expires\":"
                + "\"2040-01-01T00:00:00Z\"}]}");
    assertThat(REGISTRY.searched.getFirst().plugins()).containsExactly("calculator");
    assertThat(REGISTRY.searched.getFirst().question()).isEqualTo("Hi");
    assertThat(REGISTRY.conversations.getFirst())
        .isEqualTo("conversation=" + INFERENCE.asked.getFirst().conversation());
  }

  @Test
  void decidedApprovalsComeFirst() throws Exception {
    REGISTRY.consequential = true;
    REGISTRY.approvals =
        List.of(approval("a", Approval.State.APPROVED), approval("b", Approval.State.PENDING));

    chat("{\"plugins\":\"auto\"," + HI + "}");

    assertThat(INFERENCE.asked.getFirst().decided()).extracting(Approval::id).containsExactly("a");
  }

  @Test
  void anUnknownPluginIsNamed() throws Exception {
    HttpResponse<String> answer = chat("{\"plugins\":[\"nope\"]," + HI + "}");

    assertThat(answer.statusCode()).isEqualTo(404);
    assertThat(json(answer).toString())
        .isEqualTo(
            "{\"error\":{\"message\":\"There is no plugin 'nope'.\",\"type\":"
                + "\"invalid_request_error\",\"param\":\"plugins\",\"code\":\"plugin_not_found\"}}");
  }

  @Test
  void whatTheInferenceServiceRefusesIsToldAsItSays() throws Exception {
    INFERENCE.plays(
        stage ->
            stage.send(
                new CompletionEvent.Failed(
                    400, "context_length_exceeded", "3000 of 2048 tokens", "messages", null)));

    HttpResponse<String> answer = chat("{" + HI + "}");

    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(at(json(answer), "/error/code").stringValue()).isEqualTo("context_length_exceeded");
    assertThat(at(json(answer), "/error/param").stringValue()).isEqualTo("messages");
  }

  @Test
  void nonsenseOfTheInferenceServiceIsA503() throws Exception {
    INFERENCE.plays(stage -> stage.line("<html>"));

    HttpResponse<String> answer = chat("{" + HI + "}");

    assertThat(answer.statusCode()).isEqualTo(503);
    assertThat(header(answer, "retry-after")).isEqualTo("1");
  }

  @Test
  void theRecordIsCommittedBeforeTheAnswerEnds() throws Exception {
    MODERATION.reset();
    HttpResponse<String> answer =
        chat(
            "{\"plugins\":[\"calculator\"],\"messages\":[{\"role\":\"user\",\"content\":\""
                + ModerationStandIn.REDACTED
                + "\"}]}");

    Map<String, Object> entry =
        jdbc.sql("select * from gateway.audit_record where request_id = :id")
            .param("id", header(answer, "x-request-id"))
            .query()
            .singleRow();
    assertThat(entry)
        .containsEntry("model", "small")
        .containsEntry("prompt_tokens", 11)
        .containsEntry("completion_tokens", 7)
        .containsEntry("status", 200)
        .containsEntry("team", "default");
    assertThat(String.valueOf(entry.get("verdicts"))).isEqualTo("{input/redact/pii}");
    assertThat(String.valueOf(entry.get("plugins"))).isEqualTo("{calculator}");
    assertThat(entry.values().toString()).doesNotContain(ModerationStandIn.REDACTED);
  }

  @Test
  void aRefusalIsRecordedWithItsCode() throws Exception {
    HttpResponse<String> answer = chat("{\"messages\":[]}");

    assertThat(
            jdbc.sql(
                    "select status || ' ' || error_code from gateway.audit_record where request_id"
                        + " = :id")
                .param("id", header(answer, "x-request-id"))
                .query(String.class)
                .single())
        .isEqualTo("400 invalid_value");
  }

  private static Approval approval(String id, Approval.State state) {
    return new Approval(
        id, "mail", "send", JSON.readTree("{}"), state, Instant.parse("2040-01-01T00:00:00Z"));
  }
}
