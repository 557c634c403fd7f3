package dev.hearth.gateway.chat;

import dev.hearth.base.ServiceException;
import dev.hearth.contracts.inference.CompletionEvent.Usage;
import dev.hearth.gateway.error.ErrorAnswers;
import dev.hearth.gateway.error.ErrorBody;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import tools.jackson.databind.node.ObjectNode;

/**
 * An answer as server-sent events. Nothing is sent before the first part that was screened, so that
 * what fails earlier can still be answered with its HTTP status.
 *
 * <p>A step is an event named {@code hearth.step}. The clients of OpenAI do not skip events by
 * their names, they parse each as a chunk; so a step is also a chunk, one without choices.
 */
final class StreamedAnswer implements StreamingAnswer {

  private static final byte[] DONE = "data: [DONE]\n\n".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] ALIVE = ":\n\n".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] DATA = "data: ".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] STEP = "event: hearth.step\n".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] END = "\n\n".getBytes(StandardCharsets.US_ASCII);

  private final ChatJson json;
  private final HttpServletResponse response;
  private final boolean includeUsage;
  private final List<Approval> approvals = new ArrayList<>();
  private boolean started;
  private boolean spoken;

  StreamedAnswer(ChatJson json, HttpServletResponse response, boolean includeUsage) {
    this.json = json;
    this.response = response;
    this.includeUsage = includeUsage;
  }

  @Override
  public boolean started() {
    return started;
  }

  @Override
  public boolean eager() {
    return true;
  }

  @Override
  public void text(String text) throws IOException {
    speak();
    ObjectNode delta = json.mapper().createObjectNode();
    delta.put("content", text);
    send(choice(delta, null));
    flush();
  }

  @Override
  public void toolCall(ToolCall call) throws IOException {
    speak();
    ObjectNode delta = json.mapper().createObjectNode();
    delta.putArray("tool_calls").add(json.toolCall(call, true));
    send(choice(delta, null));
    flush();
  }

  @Override
  public void step(Step step) throws IOException {
    ObjectNode event = json.chunk();
    event.setAll(json.step(step));
    out().write(STEP);
    send(event);
    flush();
  }

  @Override
  public void approval(Approval approval) {
    approvals.add(approval);
  }

  @Override
  public void alive() throws IOException {
    if (started) {
      out().write(ALIVE);
      flush();
    }
  }

  @Override
  public void finish(String reason, Usage usage) throws IOException {
    speak();
    ObjectNode last = choice(json.mapper().createObjectNode(), reason);
    if (!approvals.isEmpty()) {
      last.putObject("hearth").set("approvals", json.approvals(approvals));
    }
    send(last);
    if (includeUsage) {
      ObjectNode counted = json.chunk();
      counted.set("usage", json.usage(usage));
      send(counted);
    }
    out().write(DONE);
    flush();
  }

  @Override
  public void fail(ServiceException failure) throws IOException {
    ErrorBody error = ErrorBody.of(ErrorAnswers.outward(failure));
    OutputStream out = out();
    out.write(DATA);
    out.write(json.mapper().writeValueAsBytes(error));
    out.write(END);
    out.write(DONE);
    flush();
  }

  private void speak() throws IOException {
    if (spoken) {
      return;
    }
    spoken = true;
    ObjectNode delta = json.mapper().createObjectNode();
    delta.put("role", "assistant");
    delta.put("content", "");
    delta.putNull("refusal");
    send(choice(delta, null));
  }

  private ObjectNode choice(ObjectNode delta, @org.jspecify.annotations.Nullable String reason) {
    ObjectNode chunk = json.chunk();
    ObjectNode choice = chunk.withArray("choices").addObject();
    choice.put("index", 0);
    choice.set("delta", delta);
    choice.putNull("logprobs");
    choice.put("finish_reason", reason);
    if (includeUsage) {
      chunk.putNull("usage");
    }
    return chunk;
  }

  private void send(ObjectNode chunk) throws IOException {
    OutputStream out = out();
    out.write(DATA);
    out.write(json.mapper().writeValueAsBytes(chunk));
    out.write(END);
  }

  private OutputStream out() throws IOException {
    if (!started) {
      started = true;
      response.setStatus(HttpStatus.OK.value());
      response.setContentType(MediaType.TEXT_EVENT_STREAM_VALUE);
      response.setHeader(HttpHeaders.CACHE_CONTROL, "no-cache, no-store");
      // Proxies such as nginx must not collect the events.
      response.setHeader("X-Accel-Buffering", "no");
    }
    return response.getOutputStream();
  }

  private void flush() throws IOException {
    response.flushBuffer();
  }
}
