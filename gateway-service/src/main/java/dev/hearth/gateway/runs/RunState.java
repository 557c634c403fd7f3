package dev.hearth.gateway.runs;

import dev.hearth.contracts.inference.Message;
import dev.hearth.contracts.inference.Message.Role;
import dev.hearth.contracts.inference.Message.ToolCall;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** What follows from a run's events. One thread uses it. */
final class RunState {

  private final RunEvent.Created spec;
  private RunStatus status = RunStatus.QUEUED;
  private int lastNumber;
  private Instant lastAt = Instant.EPOCH;
  private @Nullable Instant startedAt;
  private @Nullable Instant endedAt;
  private Duration worked = Duration.ZERO;
  private int turns;
  private boolean turnOpen;
  private int failedAttempts;
  private int task;
  private int steps;
  private int promptTokens;
  private int completionTokens;
  private final Map<String, Integer> callsByTool = new LinkedHashMap<>();
  private final List<Step> taken = new ArrayList<>();

  /** Calls that the model wants made and of which nothing has come yet. */
  private final List<RunEvent.Call> openCalls = new ArrayList<>();

  /** The step whose call was begun. */
  private RunEvent.@Nullable StepStarted begun;

  private RunEvent.@Nullable Action action;

  /** The last decision, until what it is about has come to its end. */
  private @Nullable Decided decided;

  private final List<Message> messages = new ArrayList<>();
  private @Nullable String model;
  private @Nullable String output;
  private @Nullable String reason;
  private RunEvent.@Nullable Failed failure;

  private RunState(RunEvent.Created spec) {
    this.spec = spec;
    String instructions = spec.instructions();
    if (instructions != null) {
      messages.add(Message.of(Role.SYSTEM, instructions));
    }
    messages.add(Message.of(Role.USER, question(0)));
  }

  /** The state after these events, of which the first must be its creation. */
  static RunState of(List<RunEvent.Numbered> events) {
    if (!(events.getFirst().event() instanceof RunEvent.Created created)) {
      throw new IllegalStateException("a run begins with its creation");
    }
    RunState state = new RunState(created);
    events.forEach(state::apply);
    return state;
  }

  /** Goes on by one event. */
  void apply(RunEvent.Numbered numbered) {
    // Between two events of a run that is worked on, it was worked on; unless its gateway was gone.
    if (status == RunStatus.RUNNING && !(numbered.event() instanceof RunEvent.Resumed)) {
      worked = worked.plus(Duration.between(lastAt, numbered.at()));
    }
    lastNumber = numbered.number();
    lastAt = numbered.at();
    switch (numbered.event()) {
      case RunEvent.Created created -> status = RunStatus.QUEUED;
      case RunEvent.Started started -> run();
      case RunEvent.Resumed resumed -> {
        turnOpen = false;
        run();
      }
      case RunEvent.TurnStarted turn -> {
        turns = turn.turn();
        turnOpen = true;
      }
      case RunEvent.StepMade step -> {
        failedAttempts = 0;
        take(step.step(), step.plugin(), step.tool(), step.arguments());
        Step made = taken.getLast();
        made.result = step.result();
        made.verdict = step.verdict();
        made.ms = step.ms();
        String id = "step_" + step.step();
        messages.add(
            calling("", List.of(new ToolCall(id, step.tool(), step.arguments().toString()))));
        messages.add(new Message(Role.TOOL, step.result(), null, List.of(), id));
      }
      case RunEvent.TurnCompleted turn -> completed(turn);
      case RunEvent.TurnFailed failed -> {
        turnOpen = false;
        failedAttempts++;
        promptTokens += failed.promptTokens();
        completionTokens += failed.completionTokens();
      }
      case RunEvent.StepStarted step -> {
        begun = step;
        if (taken.isEmpty() || taken.getLast().number != step.step()) {
          take(step.step(), step.plugin(), step.tool(), step.arguments());
        }
      }
      case RunEvent.StepCompleted step -> {
        begun = null;
        decided = null;
        openCalls.removeIf(call -> call.id().equals(step.call()));
        messages.add(new Message(Role.TOOL, step.result(), null, List.of(), step.call()));
        Step made = taken.getLast();
        made.result = step.result();
        made.verdict = step.verdict();
        made.ms = step.ms();
      }
      case RunEvent.ActionRequired required -> {
        action = required.action();
        begun = null;
        decided = null;
        status = RunStatus.REQUIRES_ACTION;
      }
      case RunEvent.ActionDecided decision -> {
        decided =
            new Decided(Objects.requireNonNull(action), decision.decision().equals("approve"));
        action = null;
        status = RunStatus.QUEUED;
      }
      case RunEvent.Completed done -> {
        output = done.output();
        end(RunStatus.COMPLETED);
      }
      case RunEvent.Incomplete incomplete -> {
        reason = incomplete.reason();
        end(RunStatus.INCOMPLETE);
      }
      case RunEvent.Failed failed -> {
        failure = failed;
        end(RunStatus.FAILED);
      }
      case RunEvent.Cancelled cancelled -> end(RunStatus.CANCELLED);
    }
  }

  private void run() {
    status = RunStatus.RUNNING;
    if (startedAt == null) {
      startedAt = lastAt;
    }
  }

  private void end(RunStatus how) {
    status = how;
    endedAt = lastAt;
    action = null;
    turnOpen = false;
  }

  private void take(int step, String plugin, String tool, JsonNode arguments) {
    steps = step;
    callsByTool.merge(tool, 1, Integer::sum);
    taken.add(new Step(step, plugin, tool, arguments));
  }

  private void completed(RunEvent.TurnCompleted turn) {
    turnOpen = false;
    failedAttempts = 0;
    model = turn.model();
    promptTokens += turn.promptTokens();
    completionTokens += turn.completionTokens();
    openCalls.addAll(turn.calls());
    if (!turn.text().isEmpty() || !turn.calls().isEmpty()) {
      messages.add(
          calling(
              turn.text(),
              turn.calls().stream()
                  .map(call -> new ToolCall(call.id(), call.tool(), call.arguments()))
                  .toList()));
    }
    if (turn.calls().isEmpty() && turn.reason().equals("stop")) {
      output = turn.text();
      task++;
      if (task < spec.tasks().size()) {
        messages.add(Message.of(Role.USER, question(task)));
      }
    }
  }

  private static Message calling(String text, List<ToolCall> calls) {
    return new Message(Role.ASSISTANT, text, null, calls, null);
  }

  private String question(int number) {
    if (spec.tasks().isEmpty()) {
      return spec.goal();
    }
    String part = spec.tasks().get(number);
    return number == 0 ? spec.goal() + "\n\n" + part : part;
  }

  /** Which budget is used up, as the run's reason says it; null if none is. */
  @Nullable String spent() {
    if (promptTokens + completionTokens >= spec.budget().tokens()) {
      return "max_tokens";
    }
    return worked(Instant.now()).toSeconds() >= spec.budget().seconds() ? "max_seconds" : null;
  }

  /** How often a tool may still be called. */
  int callsLeft(String tool) {
    return Math.max(0, spec.budget().callsPerTool() - callsByTool.getOrDefault(tool, 0));
  }

  /** How many tokens are left, one at least. */
  int tokensLeft() {
    return Math.max(1, spec.budget().tokens() - promptTokens - completionTokens);
  }

  RunEvent.Created spec() {
    return spec;
  }

  RunStatus status() {
    return status;
  }

  int lastNumber() {
    return lastNumber;
  }

  @Nullable Instant startedAt() {
    return startedAt;
  }

  @Nullable Instant endedAt() {
    return endedAt;
  }

  /** How long it was worked on, up to this time. */
  Duration worked(Instant now) {
    return status == RunStatus.RUNNING ? worked.plus(Duration.between(lastAt, now)) : worked;
  }

  int turns() {
    return turns;
  }

  /** Whether a turn was begun and nothing has come of it. */
  boolean turnOpen() {
    return turnOpen;
  }

  int failedAttempts() {
    return failedAttempts;
  }

  int task() {
    return task;
  }

  /** Whether all tasks, or the goal that is one, have their answer. */
  boolean allAnswered() {
    return task >= Math.max(1, spec.tasks().size());
  }

  int steps() {
    return steps;
  }

  int promptTokens() {
    return promptTokens;
  }

  int completionTokens() {
    return completionTokens;
  }

  Map<String, Integer> callsByTool() {
    return callsByTool;
  }

  List<Step> taken() {
    return taken;
  }

  /** The call that comes next, or null. */
  RunEvent.@Nullable Call nextCall() {
    return openCalls.isEmpty() ? null : openCalls.getFirst();
  }

  RunEvent.@Nullable StepStarted begun() {
    return begun;
  }

  RunEvent.@Nullable Action action() {
    return action;
  }

  @Nullable Decided decided() {
    return decided;
  }

  /** The conversation, as the model reads it in the next turn. */
  List<Message> messages() {
    return messages;
  }

  @Nullable String model() {
    return model;
  }

  @Nullable String output() {
    return output;
  }

  @Nullable String reason() {
    return reason;
  }

  RunEvent.@Nullable Failed failure() {
    return failure;
  }

  /** What the caller decided of what. */
  record Decided(RunEvent.Action action, boolean approved) {}

  /** A call of a tool and what came of it, as far as is known. */
  static final class Step {

    private final int number;
    private final String plugin;
    private final String tool;
    private final JsonNode arguments;
    private @Nullable String result;
    private @Nullable String verdict;
    private long ms;

    Step(int number, String plugin, String tool, JsonNode arguments) {
      this.number = number;
      this.plugin = plugin;
      this.tool = tool;
      this.arguments = arguments;
    }

    RunView.StepView view() {
      return new RunView.StepView(number, plugin, tool, arguments, result, verdict, ms);
    }
  }
}
