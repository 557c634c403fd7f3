package dev.hearth.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.openai.client.OpenAIClient;
import com.openai.client.okhttp.OpenAIOkHttpClient;
import com.openai.core.http.StreamResponse;
import com.openai.errors.NotFoundException;
import com.openai.errors.OpenAIException;
import com.openai.models.responses.Response;
import com.openai.models.responses.ResponseCreateParams;
import com.openai.models.responses.ResponseStreamEvent;
import dev.hearth.contracts.inference.CompletionEvent;
import dev.hearth.contracts.inference.CompletionEvent.FinishReason;
import dev.hearth.contracts.inference.CompletionRequest;
import dev.hearth.contracts.inference.CompletionRequest.ResponseFormat;
import dev.hearth.contracts.inference.Message;
import dev.hearth.contracts.inference.Message.Role;
import dev.hearth.contracts.moderation.Direction;
import dev.hearth.contracts.plugins.Approval;
import dev.hearth.gateway.InferenceStandIn.Script;
import java.net.http.HttpResponse;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** {@code /v1/responses}. */
class ResponsesTest extends GatewayFixture {

  private static final String CARD = "4111 1111 1111 1111";

  private static final String WEATHER_TOOL =
      """
      {"type":"function","name":"get_weather","description":"Get the current weather",
       "parameters":{"type":"object","properties":{"location":{"type":"string"}},
                     "required":["location"]}}\
      """;

  /** The fields that the schema of Open Responses requires of every response. */
  private static final List<String> REQUIRED =
      List.of(
          "id",
          "object",
          "created_at",
          "completed_at",
          "status",
          "incomplete_details",
          "model",
          "previous_response_id",
          "instructions",
          "output",
          "error",
          "tools",
          "tool_choice",
          "truncation",
          "parallel_tool_calls",
          "text",
          "top_p",
          "presence_penalty",
          "frequency_penalty",
          "top_logprobs",
          "temperature",
          "reasoning",
          "user",
          "usage",
          "max_output_tokens",
          "max_tool_calls",
          "store",
          "background",
          "service_tier",
          "metadata",
          "safety_identifier",
          "prompt_cache_key");

  private OpenAIClient client = OpenAIOkHttpClient.builder().apiKey("none").build();

  @BeforeEach
  void connect() {
    client.close();
    client =
        OpenAIOkHttpClient.builder().baseUrl(url("/v1")).apiKey(ADMIN_KEY).maxRetries(0).build();
  }

  @AfterEach
  void disconnect() {
    client.close();
  }

  @Test
  void answersAMessageWithEveryRequiredField() throws Exception {
    JsonNode response =
        create(
            """
            {"model":"small","input":[{"type":"message","role":"user",
             "content":"Say hello in exactly 3 words."}]}\
            """);

    assertThat(response.propertyNames()).containsAll(REQUIRED);
    assertThat(response.get("status").asString()).isEqualTo("completed");
    assertThat(response.at("/output/0/type").asString()).isEqualTo("message");
    assertThat(response.at("/output/0/content/0/text").asString()).isEqualTo("Hello.");
    assertThat(response.get("usage"))
        .isEqualTo(
            JSON.readTree(
                """
                {"input_tokens":11,"input_tokens_details":{"cached_tokens":3},"output_tokens":7,
                 "output_tokens_details":{"reasoning_tokens":0},"total_tokens":18}\
                """));
    assertThat(response.get("temperature").isNumber()).isTrue();
    assertThat(INFERENCE.asked.getFirst().sampling().temperature())
        .isEqualTo(response.get("temperature").asDouble());
  }

  @Test
  void streamsTheSemanticEventsInOrder() throws Exception {
    INFERENCE.plays(Script.text("One two three four five six", " seven eight nine ten."));

    List<JsonNode> events = stream("{\"model\":\"small\",\"input\":\"Count.\",\"stream\":true}");

    assertThat(events)
        .extracting(event -> event.get("sequence_number").asInt())
        .isEqualTo(java.util.stream.IntStream.range(0, events.size()).boxed().toList());
    List<String> types = events.stream().map(event -> event.get("type").asString()).toList();
    assertThat(types)
        .startsWith(
            "response.created",
            "response.in_progress",
            "response.output_item.added",
            "response.content_part.added",
            "response.output_text.delta")
        .endsWith(
            "response.output_text.done",
            "response.content_part.done",
            "response.output_item.done",
            "response.completed");
    StringBuilder text = new StringBuilder();
    events.stream()
        .filter(event -> event.get("type").asString().equals("response.output_text.delta"))
        .forEach(event -> text.append(event.get("delta").asString()));
    assertThat(text).hasToString("One two three four five six seven eight nine ten.");
    JsonNode completed = events.getLast().get("response");
    assertThat(completed.at("/output/0/content/0/text").asString()).isEqualTo(text.toString());
    assertThat(events.get(2).at("/item/id")).isEqualTo(completed.at("/output/0/id"));
    assertThat(completed.propertyNames()).containsAll(REQUIRED);
    assertThat(json(get("/v1/responses/" + completed.get("id").asString()))).isEqualTo(completed);
  }

  @Test
  void passesSystemMessagesAndInstructionsOn() throws Exception {
    create(
        """
        {"model":"small","instructions":"Be brief.","input":[
         {"type":"message","role":"system","content":"You are a pirate."},
         {"role":"developer","content":[{"type":"input_text","text":"Say "},
                                        {"type":"input_text","text":"arr."}]},
         {"type":"message","role":"user","content":"Say hello."}]}\
        """);

    assertThat(INFERENCE.asked.getFirst().messages())
        .extracting(Message::role, Message::content)
        .containsExactly(
            org.assertj.core.groups.Tuple.tuple(Role.SYSTEM, "Be brief."),
            org.assertj.core.groups.Tuple.tuple(Role.SYSTEM, "You are a pirate."),
            org.assertj.core.groups.Tuple.tuple(Role.SYSTEM, "Say arr."),
            org.assertj.core.groups.Tuple.tuple(Role.USER, "Say hello."));
  }

  @Test
  void returnsACallOfATool() throws Exception {
    INFERENCE.plays(weatherCall());

    JsonNode response = create("{\"input\":\"The weather?\",\"tools\":[" + WEATHER_TOOL + "]}");

    JsonNode call = response.at("/output/0");
    assertThat(call.get("type").asString()).isEqualTo("function_call");
    assertThat(call.get("name").asString()).isEqualTo("get_weather");
    assertThat(call.get("call_id").asString()).isEqualTo("call_1");
    assertThat(call.get("arguments").asString()).isEqualTo("{\"location\":\"San Francisco\"}");
    assertThat(response.get("status").asString()).isEqualTo("completed");
    assertThat(response.get("output").size()).isEqualTo(1);
    assertThat(INFERENCE.asked.getFirst().tools())
        .extracting(CompletionRequest.Tool::name)
        .containsExactly("get_weather");
  }

  @Test
  void streamsACallOfATool() throws Exception {
    INFERENCE.plays(weatherCall());

    List<JsonNode> events =
        stream("{\"input\":\"The weather?\",\"stream\":true,\"tools\":[" + WEATHER_TOOL + "]}");

    assertThat(events)
        .extracting(event -> event.get("type").asString())
        .containsExactly(
            "response.created",
            "response.in_progress",
            "response.output_item.added",
            "response.function_call_arguments.delta",
            "response.function_call_arguments.done",
            "response.output_item.done",
            "response.completed");
    assertThat(events.get(2).at("/item/type").asString()).isEqualTo("function_call");
    assertThat(events.get(4).get("arguments").asString()).contains("San Francisco");
  }

  @Test
  void continuesWithTheResultOfACall() throws Exception {
    INFERENCE.plays(weatherCall());
    JsonNode first =
        create(
            "{\"input\":\"The weather?\",\"instructions\":\"Once.\",\"tools\":["
                + WEATHER_TOOL
                + "]}");
    INFERENCE.plays(Script.text("Sunny."));

    JsonNode second =
        create(
            """
            {"previous_response_id":"%s","input":[{"type":"function_call_output",
             "call_id":"call_1","output":"blue sky"}]}\
            """
                .formatted(first.get("id").asString()));

    assertThat(second.get("previous_response_id")).isEqualTo(first.get("id"));
    // Instructions are of one response only, as in OpenAI's API.
    assertThat(INFERENCE.asked.getLast().messages())
        .extracting(Message::role)
        .containsExactly(Role.USER, Role.ASSISTANT, Role.TOOL);
    assertThat(INFERENCE.asked.getLast().messages().get(1).toolCalls())
        .extracting(Message.ToolCall::id)
        .containsExactly("call_1");
    assertThat(INFERENCE.asked.getLast().messages().get(2).content()).isEqualTo("blue sky");
  }

  @Test
  void continuesAConversationOverSeveralTurns() throws Exception {
    String id = create("{\"input\":\"My name is Alice.\"}").get("id").asString();
    id =
        create("{\"input\":\"I am ten.\",\"previous_response_id\":\"" + id + "\"}")
            .get("id")
            .asString();

    create("{\"input\":\"What is my name?\",\"previous_response_id\":\"" + id + "\"}");

    assertThat(INFERENCE.asked.getLast().messages())
        .extracting(Message::content)
        .containsExactly("My name is Alice.", "Hello.", "I am ten.", "Hello.", "What is my name?");
  }

  @Test
  void takesAConversationInTheInput() throws Exception {
    create(
        """
        {"input":[{"type":"message","role":"user","content":"My name is Alice."},
         {"type":"message","role":"assistant","content":"Hello Alice!"},
         {"type":"function_call","call_id":"c1","name":"f","arguments":"{}"},
         {"type":"function_call","call_id":"c2","name":"g","arguments":"{}"},
         {"type":"function_call_output","call_id":"c1","output":[{"type":"input_text","text":"1"}]},
         {"type":"function_call_output","call_id":"c2","output":"2"},
         {"type":"message","role":"user","content":"What is my name?"}]}\
        """);

    List<Message> messages = INFERENCE.asked.getFirst().messages();
    assertThat(messages)
        .extracting(Message::role)
        .containsExactly(Role.USER, Role.ASSISTANT, Role.TOOL, Role.TOOL, Role.USER);
    assertThat(messages.get(1).toolCalls()).hasSize(2);
  }

  @Test
  void readsAndForgetsWhatItKept() throws Exception {
    JsonNode created = create("{\"input\":\"Hi\",\"metadata\":{\"topic\":\"greeting\"}}");
    String path = "/v1/responses/" + created.get("id").asString();

    assertThat(json(get(path))).isEqualTo(created);
    assertThat(created.at("/metadata/topic").asString()).isEqualTo("greeting");
    JsonNode items = json(get(path + "/input_items"));
    assertThat(items.at("/data/0/content/0/text").asString()).isEqualTo("Hi");

    HttpResponse<String> deleted = send(to(path).DELETE());
    assertThat(json(deleted).get("deleted").asBoolean()).isTrue();
    assertThat(get(path).statusCode()).isEqualTo(404);
    assertThat(json(get(path)).at("/error/code").asString()).isEqualTo("response_not_found");
  }

  @Test
  void keepsNothingWhenToldSo() throws Exception {
    String id = create("{\"input\":\"Hi\",\"store\":false}").get("id").asString();

    assertThat(get("/v1/responses/" + id).statusCode()).isEqualTo(404);
    HttpResponse<String> refused =
        post("/v1/responses", "{\"input\":\"And?\",\"previous_response_id\":\"" + id + "\"}");
    assertThat(refused.statusCode()).isEqualTo(400);
    assertThat(json(refused).at("/error/code").asString()).isEqualTo("previous_response_not_found");
    assertThat(json(refused).at("/error/param").asString()).isEqualTo("previous_response_id");
  }

  @Test
  void keepsAResponseForItsTeamAndItsTimeOnly() throws Exception {
    String id = create("{\"input\":\"Hi\"}").get("id").asString();
    jdbc.sql("insert into gateway.team (name) values ('others') on conflict do nothing").update();
    jdbc.sql("update gateway.response set team = 'others' where id = :id").param("id", id).update();

    assertThat(get("/v1/responses/" + id).statusCode()).isEqualTo(404);
    assertThat(send(to("/v1/responses/" + id).DELETE()).statusCode()).isEqualTo(404);

    jdbc.sql(
            "update gateway.response set team = 'default', expires_at = now() - interval '1 second'"
                + " where id = :id")
        .param("id", id)
        .update();
    assertThat(get("/v1/responses/" + id).statusCode()).isEqualTo(404);
    create("{\"input\":\"Another one\"}");
    assertThat(
            jdbc.sql("select count(*) from gateway.response where id = :id")
                .param("id", id)
                .query(Integer.class)
                .single())
        .as("forgotten when the next one is kept")
        .isZero();
  }

  @Test
  void screensTheInputAndTheOutput() throws Exception {
    HttpResponse<String> refused =
        post("/v1/responses", "{\"input\":\"a forbidden phrase\",\"instructions\":\"Be nice\"}");
    assertThat(refused.statusCode()).isEqualTo(400);
    assertThat(json(refused).at("/error/code").asString()).isEqualTo("content_policy_violation");
    assertThat(INFERENCE.asked).isEmpty();

    INFERENCE.plays(Script.text("Well, a forb", "idden ph", "rase it is."));
    List<JsonNode> events = stream("{\"input\":\"Hi\",\"stream\":true}");

    assertThat(events.toString()).doesNotContain("forbidden phrase").doesNotContain("forb\"");
    JsonNode last = events.getLast();
    assertThat(last.get("type").asString()).isEqualTo("response.incomplete");
    assertThat(last.at("/response/incomplete_details/reason").asString())
        .isEqualTo("content_filter");
    assertThat(last.at("/response/output/0/content/0/text").asString()).isEqualTo("Well, a ");
  }

  @Test
  void keepsWhatTheModelReadNotWhatWasRedacted() throws Exception {
    String id = create("{\"input\":\"Write to alice@example.org\"}").get("id").asString();
    create("{\"input\":\"Again\",\"previous_response_id\":\"" + id + "\"}");

    assertThat(INFERENCE.asked.getLast().messages().getFirst().content())
        .isEqualTo("Write to [email]");
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void returnsAndKeepsWhatTheModelReadOfTheRequest(boolean stream) throws Exception {
    String body =
        """
        {"instructions":"Call CARD back","user":"CARD","safety_identifier":"CARD",
         "prompt_cache_key":"CARD","reasoning":{"effort":"CARD"},
         "metadata":{"card":"CARD","CARD":"x","password":"hunter22x"},
         "tools":[{"type":"function","name":"pay","description":"Pays with CARD","parameters":
          {"type":"object","description":"CARD"}},{"type":"function","name":"plain"}],
         "text":{"format":{"type":"json_schema","name":"n","description":"CARD",
          "schema":{"type":"object","title":"CARD"}}},
         "input":[
          {"role":"user","content":"My card is CARD"},
          {"role":"assistant","content":"Thanks for CARD"},
          {"type":"function_call","call_id":"c1","name":"pay","arguments":"{\\"card\\":\\"CARD\\"}"},
          {"type":"function_call","call_id":"c2","name":"pay","arguments":"{\\"mail\\":\\"CARD\\"}"},
          {"type":"function_call_output","call_id":"c1","output":"paid by CARD"}]%s}
        """
            .formatted(stream ? ",\"stream\":true" : "")
            .replace("CARD", CARD);

    JsonNode response = stream ? stream(body).getLast().get("response") : create(body);
    String path = "/v1/responses/" + response.get("id").asString();
    JsonNode items = json(get(path + "/input_items?order=asc")).get("data");

    assertThat(response.toString()).doesNotContain(CARD).doesNotContain("hunter22x");
    assertThat(items.toString()).doesNotContain(CARD);
    assertThat(json(get(path))).isEqualTo(response);
    assertThat(
            jdbc.sql("select r::text from gateway.response r where id = :id")
                .param("id", response.get("id").asString())
                .query(String.class)
                .single())
        .doesNotContain(CARD)
        .doesNotContain("hunter22x");
    assertThat(response.get("instructions").asString()).isEqualTo("Call [card] back");
    assertThat(response.get("user").asString()).isEqualTo("[card]");
    assertThat(response.at("/metadata/card").asString()).isEqualTo("[card]");
    assertThat(response.at("/metadata/[card]").asString()).isEqualTo("x");
    assertThat(response.at("/metadata/password").asString()).isEqualTo("[secret]");
    assertThat(response.at("/tools/0/description").asString()).isEqualTo("Pays with [card]");
    assertThat(response.at("/tools/1/description").isNull()).isTrue();
    assertThat(response.at("/tools/1/parameters").isNull()).isTrue();
    assertThat(response.at("/text/format/description").asString()).isEqualTo("[card]");
    assertThat(response.at("/text/format/schema/title").asString()).isEqualTo("[card]");
    assertThat(items).hasSize(5);
    assertThat(items.at("/0/content/0/text").asString()).isEqualTo("My card is [card]");
    assertThat(items.at("/1/content/0/text").asString()).isEqualTo("Thanks for [card]");
    assertThat(items.at("/2/arguments").asString()).isEqualTo("{\"card\":\"[card]\"}");
    assertThat(items.at("/3/arguments").asString()).isEqualTo("{\"mail\":\"[card]\"}");
    assertThat(items.at("/4/output").asString()).isEqualTo("paid by [card]");
    assertThat(items).allMatch(item -> item.get("status").asString().equals("completed"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "\"metadata\":{\"topic\":\"a forbidden phrase\"}|metadata",
        "\"metadata\":{\"a forbidden phrase\":\"topic\"}|metadata",
        "\"user\":\"a forbidden phrase\"|user",
        "\"prompt_cache_key\":\"a forbidden phrase\"|prompt_cache_key",
        "\"instructions\":\"a forbidden phrase\"|messages",
      })
  void refusesNotesThatThePolicyRefuses(String field, String param) throws Exception {
    HttpResponse<String> refused = post("/v1/responses", "{\"input\":\"Hi\"," + field + "}");

    assertThat(refused.statusCode()).isEqualTo(400);
    assertThat(json(refused).at("/error/code").asString()).isEqualTo("content_policy_violation");
    assertThat(json(refused).at("/error/param").asString()).isEqualTo(param);
    assertThat(INFERENCE.asked).isEmpty();
  }

  @Test
  void tellsThatAnAnswerWasCutOff() throws Exception {
    INFERENCE.plays(
        stage -> {
          stage.send(new CompletionEvent.Started("small"));
          stage.send(new CompletionEvent.Text("Once upon"));
          stage.finish(FinishReason.LENGTH);
        });

    JsonNode response = create("{\"input\":\"A story\",\"max_output_tokens\":16}");

    assertThat(response.get("status").asString()).isEqualTo("incomplete");
    assertThat(response.at("/incomplete_details/reason").asString()).isEqualTo("max_output_tokens");
    assertThat(INFERENCE.asked.getFirst().sampling().maxTokens()).isEqualTo(16);
  }

  @Test
  void holdsTheAnswerToASchema() throws Exception {
    create(
        """
        {"input":"A cat","text":{"format":{"type":"json_schema","name":"cat","strict":true,
         "schema":{"type":"object"}}}}\
        """);

    assertThat(INFERENCE.asked.getFirst().responseFormat().type())
        .isEqualTo(ResponseFormat.Type.JSON_SCHEMA);
    assertThat(INFERENCE.asked.getFirst().responseFormat().schema())
        .isEqualTo(JSON.readTree("{\"type\":\"object\"}"));
  }

  @Test
  void runsPluginsAndTellsOfTheirStepsAndApprovals() throws Exception {
    INFERENCE.plays(
        stage -> {
          stage.send(new CompletionEvent.Started("small"));
          stage.send(
              new CompletionEvent.Step(
                  "calculator", "calculate", JSON.readTree("{\"e\":\"1+1\"}"), "2", "allow", 5));
          stage.send(
              new CompletionEvent.ApprovalRequested(
                  new Approval(
                      "a1",
                      "mail",
                      "send",
                      JSON.readTree("{}"),
                      Approval.State.PENDING,
                      Instant.parse("2040-01-01T00:00:00Z"))));
          stage.finish(FinishReason.TOOL_CALLS);
        });

    JsonNode response = create("{\"input\":\"1+1?\",\"plugins\":[\"calculator\"]}");

    assertThat(response.at("/hearth/steps/0/result").asString()).isEqualTo("2");
    assertThat(response.at("/hearth/approvals/0/id").asString()).isEqualTo("a1");
    assertThat(response.get("output").size()).isZero();

    List<JsonNode> events =
        stream("{\"input\":\"1+1?\",\"plugins\":[\"calculator\"],\"stream\":true}");
    assertThat(events).extracting(e -> e.get("type").asString()).contains("hearth.step");
  }

  @Test
  void tellsOfAFailureWithinAStream() throws Exception {
    AtomicInteger windows = new AtomicInteger();
    MODERATION.failing =
        request -> request.direction() == Direction.OUTPUT && windows.incrementAndGet() > 1;
    INFERENCE.plays(
        stage -> {
          stage.send(new CompletionEvent.Started("small"));
          stage.send(new CompletionEvent.Text("a".repeat(100)));
          org.awaitility.Awaitility.await().until(() -> windows.get() > 0);
          stage.send(new CompletionEvent.Text("never seen"));
          stage.finish(FinishReason.STOP);
        });

    List<JsonNode> events = stream("{\"input\":\"Hi\",\"stream\":true}");

    assertThat(events)
        .extracting(event -> event.get("type").asString())
        .endsWith("response.failed", "error");
    assertThat(events.getLast().get("code").asString()).isEqualTo("moderation_unavailable");
    assertThat(events.toString()).doesNotContain("never seen");
    String id = events.getFirst().at("/response/id").asString();
    assertThat(get("/v1/responses/" + id).statusCode())
        .as("a failed response is not kept")
        .isEqualTo(404);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{}|missing_required_parameter|input",
        "{\"input\":[]}|invalid_value|input",
        "{\"input\":7}|invalid_type|input",
        "{\"input\":[{\"role\":\"user\",\"content\":[{\"type\":\"input_image\",\"image_url\":\"data:\"}]}]}|unsupported_parameter|input[0].content[0].type",
        "{\"input\":[{\"role\":\"user\",\"content\":[{\"type\":\"input_file\"}]}]}|unsupported_parameter|input[0].content[0].type",
        "{\"input\":[{\"type\":\"item_reference\",\"id\":\"x\"}]}|unsupported_parameter|input[0].type",
        "{\"input\":[{\"type\":\"function_call_output\",\"call_id\":\"c\",\"output\":\"\"}]}|invalid_value|input[0].call_id",
        "{\"input\":[{\"role\":\"king\",\"content\":\"x\"}]}|invalid_value|input[0].role",
        "{\"input\":\"x\",\"background\":true}|unsupported_parameter|background",
        "{\"input\":\"x\",\"conversation\":\"c\"}|unsupported_parameter|conversation",
        "{\"input\":\"x\",\"truncation\":\"auto\"}|unsupported_parameter|truncation",
        "{\"input\":\"x\",\"top_logprobs\":2}|unsupported_parameter|top_logprobs",
        "{\"input\":\"x\",\"tools\":[{\"type\":\"web_search\"}]}|unsupported_parameter|tools[0].type",
        "{\"input\":\"x\",\"tool_choice\":\"required\"}|invalid_value|tool_choice",
        "{\"input\":\"x\",\"temperature\":3}|invalid_value|temperature",
        "{\"input\":\"x\",\"metadata\":{\"a\":1}}|invalid_type|metadata.a",
        "{\"input\":\"x\",\"text\":{\"format\":{\"type\":\"xml\"}}}|invalid_value|text.format.type",
      })
  void refusesByName(String body, String code, String param) throws Exception {
    HttpResponse<String> answer = post("/v1/responses", body);

    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(json(answer).at("/error/code").asString()).isEqualTo(code);
    assertThat(json(answer).at("/error/param").asString()).isEqualTo(param);
  }

  @Test
  void servesTheOfficialClient() {
    Response first =
        client
            .responses()
            .create(ResponseCreateParams.builder().model("small").input("Hi").build());
    assertThat(first.output().getFirst().asMessage().content().getFirst().asOutputText().text())
        .isEqualTo("Hello.");
    assertThat(first.usage().orElseThrow().totalTokens()).isEqualTo(18);

    Response second =
        client
            .responses()
            .create(
                ResponseCreateParams.builder()
                    .model("small")
                    .previousResponseId(first.id())
                    .input("And?")
                    .build());
    assertThat(second.previousResponseId()).contains(first.id());
    assertThat(client.responses().retrieve(first.id()).id()).isEqualTo(first.id());
    client.responses().delete(first.id());
    assertThatThrownBy(() -> client.responses().retrieve(first.id()))
        .isInstanceOf(NotFoundException.class);
  }

  @Test
  void streamsForTheOfficialClientWithSteps() {
    INFERENCE.plays(
        stage -> {
          stage.send(new CompletionEvent.Started("small"));
          stage.send(
              new CompletionEvent.Step(
                  "calculator", "calculate", JSON.readTree("{}"), "2", "allow", 5));
          stage.send(new CompletionEvent.Text("The answer to your question is two."));
          stage.finish(FinishReason.STOP);
        });
    StringBuilder text = new StringBuilder();
    List<Response> completed = new ArrayList<>();

    try (StreamResponse<ResponseStreamEvent> events =
        client
            .responses()
            .createStreaming(
                ResponseCreateParams.builder()
                    .model("small")
                    .input("Hi")
                    .putAdditionalBodyProperty(
                        "plugins", com.openai.core.JsonValue.from(List.of("calculator")))
                    .build())) {
      events.stream()
          .forEach(
              event -> {
                event.outputTextDelta().ifPresent(delta -> text.append(delta.delta()));
                event.completed().ifPresent(done -> completed.add(done.response()));
              });
    }

    assertThat(text).hasToString("The answer to your question is two.");
    assertThat(completed).hasSize(1);
  }

  @Test
  void tellsTheOfficialClientOfAnErrorWithinAStream() {
    INFERENCE.plays(
        stage -> {
          stage.send(new CompletionEvent.Started("small"));
          stage.send(new CompletionEvent.Text("a".repeat(100)));
          stage.send(new CompletionEvent.Failed(503, "engine_crashed", "It stopped.", null, 2));
        });

    assertThatThrownBy(
            () -> {
              try (StreamResponse<ResponseStreamEvent> events =
                  client
                      .responses()
                      .createStreaming(
                          ResponseCreateParams.builder().model("small").input("Hi").build())) {
                events.stream().forEach(event -> {});
              }
            })
        .isInstanceOf(OpenAIException.class);
  }

  private JsonNode create(String body) throws Exception {
    HttpResponse<String> answer = post("/v1/responses", body);
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    return json(answer);
  }

  private List<JsonNode> stream(String body) throws Exception {
    HttpResponse<String> answer = post("/v1/responses", body);
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    assertThat(header(answer, "content-type")).startsWith("text/event-stream");
    assertThat(answer.body()).endsWith("data: [DONE]\n\n");
    List<JsonNode> events = new ArrayList<>();
    String name = "";
    for (String line : answer.body().split("\n", -1)) {
      if (line.startsWith("event: ")) {
        name = line.substring(7);
      } else if (line.startsWith("data: {")) {
        JsonNode event = JSON.readTree(line.substring(6));
        assertThat(event.get("type").asString()).isEqualTo(name);
        events.add(event);
      }
    }
    return events;
  }

  private static Script weatherCall() {
    return stage -> {
      stage.send(new CompletionEvent.Started("small"));
      stage.send(new CompletionEvent.ToolCallPart(0, "call_1", "get_weather", "{\"location\":"));
      stage.send(new CompletionEvent.ToolCallPart(0, null, null, "\"San Francisco\"}"));
      stage.finish(FinishReason.TOOL_CALLS);
    };
  }
}
