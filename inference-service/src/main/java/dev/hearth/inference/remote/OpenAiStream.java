package dev.hearth.inference.remote;

import dev.hearth.contracts.inference.CompletionEvent.FinishReason;
import dev.hearth.contracts.inference.CompletionEvent.Usage;
import dev.hearth.contracts.inference.Message;
import dev.hearth.inference.engine.Generated;
import dev.hearth.inference.engine.Output;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** One streamed answer of OpenAI's API: server-sent events, each a chunk. One thread reads it. */
final class OpenAiStream {

  private static final int LARGEST_EVENT = 4 << 20;
  private static final byte[] DATA = {'d', 'a', 't', 'a', ':'};
  private static final byte[] DONE = {'[', 'D', 'O', 'N', 'E', ']'};

  private final StringBuilder text = new StringBuilder();
  private final Map<Integer, Call> calls = new TreeMap<>();
  private @Nullable FinishReason reason;
  private Usage usage = new Usage(0, 0, 0);

  /**
   * Reads to the end.
   *
   * @throws IOException if it breaks off before its end, or the server reports an error
   */
  void read(InputStream source, Output output) throws IOException {
    byte[] buffer = new byte[16 << 10];
    int filled = 0;
    int from = 0;
    while (true) {
      int newline = newline(buffer, from, filled);
      if (newline >= 0) {
        if (!line(buffer, from, newline, output)) {
          end(source);
          return;
        }
        from = newline + 1;
        continue;
      }
      if (from > 0) {
        System.arraycopy(buffer, from, buffer, 0, filled - from);
        filled -= from;
        from = 0;
      }
      if (filled == buffer.length) {
        if (filled >= LARGEST_EVENT) {
          throw new IOException("an event is larger than " + LARGEST_EVENT + " bytes");
        }
        buffer = Arrays.copyOf(buffer, filled * 2);
      }
      int read = source.read(buffer, filled, buffer.length - filled);
      if (read < 0) {
        // Some servers end without [DONE]; without a reason nobody knows that it is the end.
        if (reason == null) {
          throw new IOException("the answer broke off before its end");
        }
        return;
      }
      filled += read;
    }
  }

  /** What follows the end is nothing; reading it gives the connection back. */
  private static void end(InputStream source) throws IOException {
    if (source.readNBytes(64).length == 64) {
      throw new IOException("the answer went on after its end");
    }
  }

  private static int newline(byte[] buffer, int from, int to) {
    for (int i = from; i < to; i++) {
      if (buffer[i] == '\n') {
        return i;
      }
    }
    return -1;
  }

  /** Whether more follows. */
  private boolean line(byte[] buffer, int begin, int newline, Output output) throws IOException {
    int from = begin + DATA.length;
    int to = newline;
    if (to - begin <= DATA.length || !Arrays.equals(buffer, begin, from, DATA, 0, DATA.length)) {
      // A comment, another field, or the empty line between events.
      return true;
    }
    while (from < to && buffer[from] == ' ') {
      from++;
    }
    while (to > from && buffer[to - 1] <= ' ') {
      to--;
    }
    if (Arrays.equals(buffer, from, to, DONE, 0, DONE.length)) {
      return false;
    }
    chunk(JsonMapper.shared().readTree(buffer, from, to - from), output);
    return true;
  }

  private void chunk(JsonNode chunk, Output output) throws IOException {
    if (chunk.has("error")) {
      throw new IOException("the server reported an error within the answer");
    }
    output.accepted();
    JsonNode choice = chunk.path("choices").path(0);
    JsonNode delta = choice.path("delta");
    String more = delta.path("content").asString("");
    if (!more.isEmpty()) {
      text.append(more);
      output.text(more);
    }
    for (JsonNode part : delta.path("tool_calls")) {
      calls.computeIfAbsent(part.path("index").asInt(0), index -> new Call()).add(part);
    }
    String finish = choice.path("finish_reason").asString("");
    if (!finish.isEmpty()) {
      reason = reason(finish);
    }
    JsonNode counted = chunk.path("usage");
    if (counted.isObject()) {
      usage =
          new Usage(
              counted.path("prompt_tokens").asInt(0),
              counted.path("prompt_tokens_details").path("cached_tokens").asInt(0),
              counted.path("completion_tokens").asInt(0));
    }
  }

  private static FinishReason reason(String text) {
    return switch (text.toLowerCase(Locale.ROOT)) {
      case "length", "max_tokens" -> FinishReason.LENGTH;
      case "tool_calls", "tool_call", "function_call" -> FinishReason.TOOL_CALLS;
      default -> FinishReason.STOP;
    };
  }

  /** What came so far. */
  Generated generated() {
    List<Message.ToolCall> made = new ArrayList<>();
    calls.values().forEach(call -> made.add(call.whole()));
    return new Generated(text.toString(), made, reason == null ? FinishReason.STOP : reason, usage);
  }

  /** A call of a tool, which comes in parts. */
  private static final class Call {

    private String id = "";
    private String name = "";
    private final StringBuilder arguments = new StringBuilder();

    void add(JsonNode part) {
      id = part.path("id").asString(id);
      JsonNode function = part.path("function");
      name = function.path("name").asString(name);
      arguments.append(function.path("arguments").asString(""));
    }

    Message.ToolCall whole() {
      return new Message.ToolCall(
          id.isEmpty() ? ChatStream.newCallId() : id, name, arguments.toString());
    }
  }
}
