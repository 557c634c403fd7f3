package dev.hearth.inference.remote;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hearth.contracts.inference.CompletionEvent.FinishReason;
import dev.hearth.contracts.inference.CompletionEvent.Usage;
import dev.hearth.contracts.inference.Message;
import dev.hearth.inference.engine.Generated;
import dev.hearth.inference.engine.Output;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class OpenAiStreamTest {

  private static final String END =
      """
      data: {"choices":[{"index":0,"delta":{},"finish_reason":"stop"}]}

      data: {"choices":[],"usage":{"prompt_tokens":3,"completion_tokens":2,"prompt_tokens_details":{"cached_tokens":1}}}

      data: [DONE]

      """;

  private final List<String> heard = new ArrayList<>();

  @Test
  void readsTextReasonAndUsageHoweverTheBytesAreCut() throws IOException {
    String stream = ": hello\r\n\r\n" + delta("Grüße, ") + "event: x\n" + delta("Welt") + END;
    for (int size = 1; size < 40; size++) {
      heard.clear();

      Generated generated = read(stream, size);

      assertThat(generated.text()).as("in pieces of " + size).isEqualTo("Grüße, Welt");
      assertThat(heard).containsExactly("Grüße, ", "Welt");
      assertThat(generated.reason()).isEqualTo(FinishReason.STOP);
      assertThat(generated.usage()).isEqualTo(new Usage(3, 1, 2));
    }
  }

  @Test
  void putsACallTogetherFromItsParts() throws IOException {
    String stream =
        """
        data: {"choices":[{"delta":{"tool_calls":[{"index":0,"id":"c1","function":{"name":"add","arguments":"{\\"a\\""}}]}}]}

        data: {"choices":[{"delta":{"tool_calls":[{"index":0,"function":{"arguments":":1}"}}]}}]}

        data: {"choices":[{"delta":{"tool_calls":[{"index":1,"id":"c2","function":{"name":"sub","arguments":"{}"}}]},"finish_reason":"tool_calls"}]}

        data: [DONE]

        """;

    Generated generated = read(stream, 7);

    assertThat(generated.toolCalls())
        .containsExactly(
            new Message.ToolCall("c1", "add", "{\"a\":1}"),
            new Message.ToolCall("c2", "sub", "{}"));
    assertThat(generated.reason()).isEqualTo(FinishReason.TOOL_CALLS);
  }

  @Test
  void anAnswerWithoutAReasonToEndBrokeOff() {
    assertThatThrownBy(() -> read(delta("half"), 16)).isInstanceOf(IOException.class);
    assertThatThrownBy(() -> read("", 16)).isInstanceOf(IOException.class);
  }

  @Test
  void anErrorWithinTheAnswerIsOne() {
    assertThatThrownBy(() -> read(delta("half") + "data: {\"error\":{\"message\":\"x\"}}\n\n", 16))
        .isInstanceOf(IOException.class);
  }

  @Test
  void anAnswerWithAReasonMayEndWithoutDone() throws IOException {
    String stream = delta("all") + END.replace("data: [DONE]\n\n", "");

    assertThat(read(stream, 16).text()).isEqualTo("all");
  }

  private static String delta(String text) {
    return "data: {\"choices\":[{\"index\":0,\"delta\":{\"content\":\"" + text + "\"}}]}\n\n";
  }

  private Generated read(String stream, int size) throws IOException {
    OpenAiStream reader = new OpenAiStream();
    InputStream bytes =
        new ByteArrayInputStream(stream.getBytes(StandardCharsets.UTF_8)) {
          @Override
          public synchronized int read(byte[] target, int offset, int length) {
            return super.read(target, offset, Math.min(length, size));
          }
        };
    reader.read(
        bytes,
        new Output() {
          @Override
          public void accepted() {}

          @Override
          public void text(String text) {
            heard.add(text);
          }
        });
    return reader.generated();
  }
}
