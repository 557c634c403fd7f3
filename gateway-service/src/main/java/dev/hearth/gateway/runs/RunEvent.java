package dev.hearth.gateway.runs;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import tools.jackson.databind.annotation.JsonNaming;

/**
 * Something that happened in a run. Everything that a run is follows from its events, and every
 * text in them was screened before it was kept: the goal and the caller's notes on their way in, a
 * tool's result by the registry and again as output, and all that the model wrote as output.
 */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
@JsonSubTypes({
  @JsonSubTypes.Type(value = RunEvent.Created.class, name = "run.created"),
  @JsonSubTypes.Type(value = RunEvent.Started.class, name = "run.started"),
  @JsonSubTypes.Type(value = RunEvent.Resumed.class, name = "run.resumed"),
  @JsonSubTypes.Type(value = RunEvent.TurnStarted.class, name = "turn.started"),
  @JsonSubTypes.Type(value = RunEvent.StepMade.class, name = "step.made"),
  @JsonSubTypes.Type(value = RunEvent.TurnCompleted.class, name = "turn.completed"),
  @JsonSubTypes.Type(value = RunEvent.TurnFailed.class, name = "turn.failed"),
  @JsonSubTypes.Type(value = RunEvent.StepStarted.class, name = "step.started"),
  @JsonSubTypes.Type(value = RunEvent.StepCompleted.class, name = "step.completed"),
  @JsonSubTypes.Type(value = RunEvent.ActionRequired.class, name = "action.required"),
  @JsonSubTypes.Type(value = RunEvent.ActionDecided.class, name = "action.decided"),
  @JsonSubTypes.Type(value = RunEvent.Completed.class, name = "run.completed"),
  @JsonSubTypes.Type(value = RunEvent.Incomplete.class, name = "run.incomplete"),
  @JsonSubTypes.Type(value = RunEvent.Failed.class, name = "run.failed"),
  @JsonSubTypes.Type(value = RunEvent.Cancelled.class, name = "run.cancelled")
})
@JsonNaming(SnakeCaseStrategy.class)
sealed interface RunEvent {

  /**
   * It was asked for.
   *
   * @param goal what is to be done
   * @param instructions how, if the caller said so
   * @param tasks the goal in parts, to be done one after the other; empty if it is one
   * @param model the wanted model; null means the default one
   * @param plugins names of the plugins that may be used, {@code *} for all that the team has
   * @param budget what may be spent
   * @param temperature how tokens are chosen; null as the engine does it
   * @param seed for repeatable answers
   * @param metadata the caller's own notes
   */
  @JsonNaming(SnakeCaseStrategy.class)
  record Created(
      String goal,
      @Nullable String instructions,
      List<String> tasks,
      @Nullable String model,
      List<String> plugins,
      Budget budget,
      @Nullable Double temperature,
      @Nullable Long seed,
      Map<String, String> metadata)
      implements RunEvent {

    /** Copies the collections. */
    public Created {
      tasks = List.copyOf(tasks);
      plugins = List.copyOf(plugins);
      metadata = Map.copyOf(metadata);
    }
  }

  /** A gateway began to work on it, or went on after a decision. */
  record Started() implements RunEvent {}

  /**
   * A gateway took it over from one that was gone.
   *
   * @param interrupted what was under way: {@code nothing}, {@code turn} or {@code step}
   * @param message what that means
   */
  @JsonNaming(SnakeCaseStrategy.class)
  record Resumed(String interrupted, String message) implements RunEvent {}

  /**
   * The model is asked.
   *
   * @param turn from 1
   * @param task which of the tasks, from 0; 0 if there are none
   */
  @JsonNaming(SnakeCaseStrategy.class)
  record TurnStarted(int turn, int task) implements RunEvent {}

  /** A call, within a turn, of a tool that changes nothing; or the model's attempt, turned down. */
  @JsonNaming(SnakeCaseStrategy.class)
  record StepMade(
      int step,
      String plugin,
      String tool,
      JsonNode arguments,
      String result,
      String verdict,
      long ms)
      implements RunEvent {}

  /**
   * The model has said its part.
   *
   * @param calls what it wants called that changes something
   * @param reason {@code stop}, {@code length}, {@code tool_calls} or {@code content_filter}
   */
  @JsonNaming(SnakeCaseStrategy.class)
  record TurnCompleted(
      int turn,
      String model,
      String text,
      List<Call> calls,
      String reason,
      int promptTokens,
      int completionTokens)
      implements RunEvent {

    /** Copies the calls. */
    public TurnCompleted {
      calls = List.copyOf(calls);
    }
  }

  /**
   * The turn could not be finished and is begun again; nothing that changes something is called
   * within a turn.
   */
  @JsonNaming(SnakeCaseStrategy.class)
  record TurnFailed(
      int turn,
      String code,
      String message,
      int retryInSeconds,
      int promptTokens,
      int completionTokens)
      implements RunEvent {}

  /**
   * A call that may change something is about to be made. Kept before the call: whatever happens,
   * it is known that it may have been.
   *
   * @param call the call's id
   */
  @JsonNaming(SnakeCaseStrategy.class)
  record StepStarted(int step, String call, String plugin, String tool, JsonNode arguments)
      implements RunEvent {}

  /**
   * What came of a call, or why it was not made.
   *
   * @param called false if nothing was called
   */
  @JsonNaming(SnakeCaseStrategy.class)
  record StepCompleted(
      int step, String call, boolean called, String result, String verdict, long ms)
      implements RunEvent {}

  /** The caller must decide. */
  @JsonNaming(SnakeCaseStrategy.class)
  record ActionRequired(Action action) implements RunEvent {}

  /**
   * The caller has decided.
   *
   * @param action the action's id
   * @param decision {@code approve} or {@code refuse}
   */
  @JsonNaming(SnakeCaseStrategy.class)
  record ActionDecided(String action, String decision) implements RunEvent {}

  /** The goal was worked on to the end. */
  @JsonNaming(SnakeCaseStrategy.class)
  record Completed(String output) implements RunEvent {}

  /**
   * It ends here.
   *
   * @param reason {@code max_steps}, {@code max_tokens}, {@code max_seconds}, {@code
   *     content_filter}, {@code max_output_tokens}, {@code action_expired}, {@code key_revoked} or
   *     {@code key_suspended}
   */
  @JsonNaming(SnakeCaseStrategy.class)
  record Incomplete(String reason) implements RunEvent {}

  /** The platform cannot go on. */
  @JsonNaming(SnakeCaseStrategy.class)
  record Failed(String code, String message) implements RunEvent {}

  /** Its caller ended it. */
  record Cancelled() implements RunEvent {}

  /**
   * What a run may spend.
   *
   * @param steps calls of tools
   * @param tokens read and generated
   * @param seconds worked; waiting for a decision does not count
   * @param callsPerTool calls of any one tool
   */
  @JsonNaming(SnakeCaseStrategy.class)
  record Budget(int steps, int tokens, long seconds, int callsPerTool) {}

  /** A call that the model wants made. */
  @JsonNaming(SnakeCaseStrategy.class)
  record Call(String id, String plugin, String tool, String arguments) {}

  /**
   * What the caller is asked.
   *
   * @param kind {@code approval}: may this call be made? {@code unknown_outcome}: this call was
   *     begun and nobody knows whether it was made; is it to be made again?
   * @param call the call's id
   * @param approval the registry's approval, if there is one
   * @param expires after this it can not be decided
   */
  @JsonNaming(SnakeCaseStrategy.class)
  record Action(
      String id,
      String kind,
      String message,
      int step,
      String call,
      String plugin,
      String tool,
      JsonNode arguments,
      @Nullable String approval,
      Instant expires) {}

  /** An event with its number, from 1, and its time. */
  record Numbered(int number, Instant at, RunEvent event) {}
}
