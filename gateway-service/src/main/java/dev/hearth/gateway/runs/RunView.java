package dev.hearth.gateway.runs;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import tools.jackson.databind.annotation.JsonNaming;

/** A run as its caller reads it. */
@JsonNaming(SnakeCaseStrategy.class)
record RunView(
    String id,
    String object,
    RunStatus status,
    Instant createdAt,
    @Nullable Instant startedAt,
    @Nullable Instant endedAt,
    String goal,
    @Nullable String instructions,
    List<String> tasks,
    int tasksDone,
    @Nullable String model,
    List<String> plugins,
    RunEvent.Budget budget,
    Used used,
    List<StepView> steps,
    RunEvent.@Nullable Action requiredAction,
    @Nullable String output,
    @Nullable String reason,
    @Nullable Failure error,
    Map<String, String> metadata,
    int lastEvent) {

  static RunView of(String id, Instant created, RunState state, Instant now) {
    RunEvent.Created spec = state.spec();
    RunEvent.Failed failure = state.failure();
    return new RunView(
        id,
        "run",
        state.status(),
        created,
        state.startedAt(),
        state.endedAt(),
        spec.goal(),
        spec.instructions(),
        spec.tasks(),
        spec.tasks().isEmpty() ? 0 : state.task(),
        state.model() == null ? spec.model() : state.model(),
        spec.plugins(),
        spec.budget(),
        new Used(
            state.steps(),
            state.promptTokens(),
            state.completionTokens(),
            state.worked(now).toMillis() / 1000.0,
            state.turns(),
            Map.copyOf(state.callsByTool())),
        state.taken().stream().map(RunState.Step::view).toList(),
        state.action(),
        state.output(),
        state.reason(),
        failure == null ? null : new Failure(failure.code(), failure.message()),
        spec.metadata(),
        state.lastNumber());
  }

  /** What it has spent. */
  @JsonNaming(SnakeCaseStrategy.class)
  record Used(
      int steps,
      int promptTokens,
      int completionTokens,
      double seconds,
      int turns,
      Map<String, Integer> callsByTool) {}

  /** A call of a tool; without a result as long as nothing is known of its outcome. */
  @JsonNaming(SnakeCaseStrategy.class)
  record StepView(
      int step,
      String plugin,
      String tool,
      JsonNode arguments,
      @Nullable String result,
      @Nullable String verdict,
      long ms) {}

  record Failure(String code, String message) {}
}
