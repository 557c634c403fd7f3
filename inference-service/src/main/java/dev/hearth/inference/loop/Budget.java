package dev.hearth.inference.loop;

import dev.hearth.contracts.inference.CompletionEvent.Usage;
import dev.hearth.contracts.inference.CompletionRequest;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What one completion has spent, and whether it may call another tool. */
final class Budget {

  private final LoopProperties limits;
  private final CompletionRequest.@Nullable Budget wanted;
  private final Instant end;
  private final Map<String, Integer> callsByTool = new HashMap<>();
  private final Map<String, String> results = new HashMap<>();
  private int steps;
  private boolean looping;
  private Usage usage = new Usage(0, 0, 0);

  Budget(LoopProperties limits, CompletionRequest.@Nullable Budget wanted) {
    this.limits = limits;
    this.wanted = wanted;
    // Work with a budget of its own ends at its deadline, which the engine knows.
    this.end = wanted == null ? Instant.now().plus(limits.maxTime()) : Instant.MAX;
  }

  boolean mayCall() {
    return !looping
        && steps < (wanted == null ? limits.maxSteps() : wanted.steps())
        && usage.completionTokens() < (wanted == null ? limits.maxTokens() : wanted.tokens())
        && Instant.now().isBefore(end);
  }

  boolean mayCall(String tool) {
    int most =
        wanted == null
            ? limits.maxCallsPerTool()
            : wanted.calls().getOrDefault(tool, wanted.callsPerTool());
    return callsByTool.getOrDefault(tool, 0) < most;
  }

  void step(String tool) {
    steps++;
    callsByTool.merge(tool, 1, Integer::sum);
  }

  /** Notices when a call brings again what it brought before. */
  void observed(Observation observation) {
    String call = observation.tool() + observation.arguments();
    String before = results.put(call, observation.text());
    looping |= observation.text().equals(before);
  }

  void spent(Usage more) {
    usage =
        new Usage(
            usage.promptTokens() + more.promptTokens(),
            usage.cachedTokens() + more.cachedTokens(),
            usage.completionTokens() + more.completionTokens());
  }

  Usage usage() {
    return usage;
  }
}
