package dev.hearth.gateway.chat;

import dev.hearth.base.ServiceException;
import dev.hearth.contracts.inference.CompletionEvent.Usage;
import dev.hearth.gateway.error.ErrorAnswers;
import dev.hearth.gateway.error.ErrorBody;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.node.ObjectNode;

/**
 * An answer as server-sent events, each after it was screened.
 *
 * <p>A step is an event named {@code hearth.step}. The clients of OpenAI do not skip events by
 * their names, they parse each as a chunk; so a step is also a chunk, one without choices.
 */
final class StreamedAnswer implements StreamingAnswer {

  private final ChatJson json;
  private final EventStream events;
  private final boolean includeUsage;
  private final List<Approval> approvals = new ArrayList<>();
  private boolean spoken;

  StreamedAnswer(ChatJson json, EventStream events, boolean includeUsage) {
    this.json = json;
    this.events = events;
    this.includeUsage = includeUsage;
  }

  @Override
  public boolean started() {
    return events.started();
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
    events.flush();
  }

  @Override
  public void toolCall(ToolCall call) throws IOException {
    speak();
    ObjectNode delta = json.mapper().createObjectNode();
    delta.putArray("tool_calls").add(json.toolCall(call, true));
    send(choice(delta, null));
    events.flush();
  }

  @Override
  public void step(Step step) throws IOException {
    ObjectNode event = json.chunk();
    event.setAll(json.step(step));
    events.write("hearth.step", json.mapper().writeValueAsBytes(event));
    events.flush();
  }

  @Override
  public void approval(Approval approval) {
    approvals.add(approval);
  }

  @Override
  public void alive() throws IOException {
    events.alive();
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
    events.end();
  }

  @Override
  public void fail(ServiceException failure) throws IOException {
    ErrorBody error = ErrorBody.of(ErrorAnswers.outward(failure));
    events.write(json.mapper().writeValueAsBytes(error));
    events.end();
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
    events.write(json.mapper().writeValueAsBytes(chunk));
  }
}
