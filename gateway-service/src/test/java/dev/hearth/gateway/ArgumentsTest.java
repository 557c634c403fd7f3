package dev.hearth.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.contracts.inference.CompletionEvent;
import dev.hearth.contracts.inference.CompletionEvent.FinishReason;
import dev.hearth.contracts.inference.Message;
import java.net.http.HttpResponse;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.node.ObjectNode;

/** What is redacted in the arguments of calls, on their way in and out. */
class ArgumentsTest extends GatewayFixture {

  private static final String HI = "{\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}]}";

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        // A secret by its name alone.
        "{\"password\":\"hunter22x\"}|{\"password\":\"[secret]\"}",
        "{\"user\":\"bob\",\"password\":[\"hunter22x\"]}|{\"user\":\"bob\",\"password\":[\"[secret]\"]}",
        // What stands across texts, be there others to redact or not.
        "[\"4111\",1111,\"1111\",\"1111\"]|[\"[card]\",\"[card]\",\"[card]\",\"[card]\"]",
        "{\"n\":[\"4111\",\"1111\",\"1111\",\"1111\",\"alice@example.org\",7]}"
            + "|{\"n\":[\"[card]\",\"[card]\",\"[card]\",\"[card]\",\"[email]\",7]}",
        "{\"alice@example.org\":\"Is alice@example.org in?\"}|{\"[email]\":\"Is [email] in?\"}",
        // A name that comes twice is read once.
        "{\"to\":\"alice@example.org\",\"to\":\"bob\"}|{}",
        // As they are written, where nothing is to be redacted.
        "{\"password\": \"\", \"username22\": \"bob\", \"at\": 1.0}"
            + "|{\"password\": \"\", \"username22\": \"bob\", \"at\": 1.0}",
        "{\"password\": {\"minimum_length\": 12}}|{\"password\": {\"minimum_length\": 12}}",
        "{\"a\":[{\"password\":null},\"letters1\"]}|{\"a\":[{\"password\":null},\"letters1\"]}",
        "not password: hunter22x|not password: [secret]",
        "{}|{}"
      })
  void areRedactedAlikeInAnswersAndInWhatIsSentBack(String written, String passedOn)
      throws Exception {
    assertThat(answered(written)).isEqualTo(passedOn);
    assertThat(readByTheModel(written)).isEqualTo(passedOn);
  }

  private String answered(String arguments) throws Exception {
    INFERENCE.plays(
        stage -> {
          stage.send(new CompletionEvent.Started("small"));
          stage.send(new CompletionEvent.ToolCallPart(0, "c1", "look", arguments));
          stage.finish(FinishReason.TOOL_CALLS);
        });
    HttpResponse<String> answer = chat(HI);
    return at(json(answer), "/choices/0/message/tool_calls/0/function/arguments").stringValue();
  }

  private String readByTheModel(String arguments) throws Exception {
    ObjectNode body = (ObjectNode) JSON.readTree(HI);
    ObjectNode message = body.withArray("messages").addObject().put("role", "assistant");
    ObjectNode call = message.putArray("tool_calls").addObject().put("id", "c1");
    call.putObject("function").put("name", "look").put("arguments", arguments);
    HttpResponse<String> answer = chat(body.toString());
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    List<Message> read = INFERENCE.asked.getLast().messages();
    return read.getLast().toolCalls().getFirst().arguments();
  }
}
