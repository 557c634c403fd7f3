package dev.hearth.gateway.chat;

import dev.hearth.contracts.inference.CompletionEvent.Usage;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** An answer in one piece. */
final class PlainAnswer implements Answer {

  private final ChatJson json;
  private final boolean withPlugins;
  private final StringBuilder content = new StringBuilder();
  private final List<ToolCall> calls = new ArrayList<>();
  private final List<Step> steps = new ArrayList<>();
  private final List<Approval> approvals = new ArrayList<>();
  private @Nullable ObjectNode completion;

  PlainAnswer(ChatJson json, boolean withPlugins) {
    this.json = json;
    this.withPlugins = withPlugins;
  }

  @Override
  public boolean eager() {
    return false;
  }

  @Override
  public void text(String text) {
    content.append(text);
  }

  @Override
  public void toolCall(ToolCall call) {
    calls.add(call);
  }

  @Override
  public void step(Step step) {
    steps.add(step);
  }

  @Override
  public void approval(Approval approval) {
    approvals.add(approval);
  }

  @Override
  public void alive() {
    // Nothing can be said before the whole answer is there.
  }

  @Override
  public void finish(String reason, Usage usage) {
    ObjectNode message = json.mapper().createObjectNode();
    message.put("role", "assistant");
    if (content.isEmpty() && (!calls.isEmpty() || !approvals.isEmpty())) {
      message.putNull("content");
    } else {
      message.put("content", content.toString());
    }
    message.putNull("refusal");
    if (!calls.isEmpty()) {
      ArrayNode nodes = message.putArray("tool_calls");
      calls.forEach(call -> nodes.add(json.toolCall(call, false)));
    }
    completion = json.completion(message, reason, usage);
    if (withPlugins) {
      ObjectNode hearth = completion.putObject("hearth");
      ArrayNode nodes = hearth.putArray("steps");
      steps.forEach(step -> nodes.add(json.step(step)));
      hearth.set("approvals", json.approvals(approvals));
    }
  }

  /** The finished answer. */
  ObjectNode completion() {
    if (completion == null) {
      throw new IllegalStateException("the answer is not finished");
    }
    return completion;
  }
}
