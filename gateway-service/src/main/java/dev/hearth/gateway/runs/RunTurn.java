package dev.hearth.gateway.runs;

import dev.hearth.contracts.inference.CompletionEvent.Usage;
import dev.hearth.contracts.plugins.PluginTool;
import dev.hearth.gateway.chat.Answer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import tools.jackson.databind.JsonNode;

/** Hears what the model says in one turn, after it was screened. */
final class RunTurn implements Answer {

  private final RunWork work;
  private final int number;
  private final StringBuilder text = new StringBuilder();
  private final List<RunEvent.Call> calls = new ArrayList<>();
  private final Map<String, String> plugins = new HashMap<>();
  private String model = "";
  private String reason = "stop";
  private Usage usage = new Usage(0, 0, 0);

  RunTurn(RunWork work, int number) {
    this.work = work;
    this.number = number;
  }

  /** The plugin that each tool belongs to. */
  void offers(List<PluginTool> tools) {
    tools.forEach(tool -> plugins.put(tool.tool(), tool.plugin()));
  }

  /** Which model answers. */
  void by(String answering) {
    model = answering;
  }

  /** Whether the model wants nothing done and has said all. */
  boolean isWhole() {
    return reason.equals("stop");
  }

  boolean hasCalls() {
    return !calls.isEmpty();
  }

  String reason() {
    return reason;
  }

  /** What it took, where nobody said. */
  Usage guess() {
    return usage;
  }

  RunEvent.TurnCompleted completed() {
    return new RunEvent.TurnCompleted(
        number,
        model,
        text.toString(),
        calls,
        reason,
        usage.promptTokens(),
        usage.completionTokens());
  }

  /** Steps are kept as they happen. */
  @Override
  public boolean eager() {
    return true;
  }

  @Override
  public void text(String more) {
    text.append(more);
  }

  @Override
  public void toolCall(ToolCall call) {
    calls.add(
        new RunEvent.Call(
            call.id(), plugins.getOrDefault(call.name(), ""), call.name(), call.arguments()));
  }

  @Override
  public void step(Step step) {
    work.append(
        new RunEvent.StepMade(
            work.state().steps() + 1,
            step.plugin(),
            step.tool(),
            step.arguments(),
            step.result(),
            step.verdict(),
            step.ms()));
  }

  /** The registry wants to be asked though the tool was not said to change anything. */
  @Override
  public void approval(Answer.Approval asked) {
    JsonNode arguments = asked.arguments();
    calls.add(
        new RunEvent.Call(
            "call_" + UUID.randomUUID().toString().replace("-", ""),
            asked.plugin(),
            asked.tool(),
            arguments.toString()));
  }

  @Override
  public void alive() {
    // Nobody waits for a sign of life: the run's lease is one.
  }

  @Override
  public void finish(String why, Usage spent) {
    reason = why;
    usage = spent;
  }
}
