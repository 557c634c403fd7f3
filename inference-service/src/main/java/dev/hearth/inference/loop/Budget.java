package dev.hearth.inference.loop;

import dev.hearth.contracts.inference.CompletionEvent.Usage;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;

/** What one completion has spent, and whether it may call another tool. */
final class Budget {

  private final LoopProperties limits;
  private final Instant end;
  private final Map<String, Integer> callsByTool = new HashMap<>();
  private final Map<String, String> results = new HashMap<>();
  private int steps;
  private boolean looping;
  private Usage usage = new Usage(0, 0, 0);

  Budget(LoopProperties limits) {
    this.limits = limits;
    this.end = Instant.now().plus(limits.maxTime());
  }

  boolean mayCall() {
    return !looping
        && steps < limits.maxSteps()
        && usage.completionTokens() < limits.maxTokens()
        && Instant.now().isBefore(end);
  }

  boolean mayCall(String tool) {
    return callsByTool.getOrDefault(tool, 0) < limits.maxCallsPerTool();
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
