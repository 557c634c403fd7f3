package dev.hearth.inference.loop;

import dev.hearth.contracts.inference.CompletionEvent;
import dev.hearth.contracts.plugins.Approval;
import dev.hearth.contracts.plugins.Invocation;
import dev.hearth.contracts.plugins.InvocationResult;
import dev.hearth.contracts.plugins.PluginApi;
import dev.hearth.inference.engine.Cancellation;
import dev.hearth.inference.loop.Observation.Outcome;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/** Calls tools for a run through the plugin-registry, and tells of each call as a step. */
final class PluginCalls {

  private final Run run;
  private final PluginApi plugins;
  private final int maxObservation;

  PluginCalls(Run run, PluginApi plugins, int maxObservation) {
    this.run = run;
    this.plugins = plugins;
    this.maxObservation = maxObservation;
  }

  /**
   * Calls a tool.
   *
   * @return what came of it; empty if an approval is needed first, which was then told
   * @throws dev.hearth.base.ServiceException if the registry itself cannot be had
   */
  Optional<Observation> call(String plugin, String tool, JsonNode arguments) {
    run.budget().step(tool);
    Invocation invocation =
        new Invocation(plugin, tool, arguments, run.request().completion().conversation());
    return switch (invoke(invocation)) {
      case InvocationResult.Answered answered -> {
        String text = cut(answered.text());
        run.emit(
            new CompletionEvent.Step(
                plugin, tool, arguments, text, answered.verdict().text(), answered.milliseconds()));
        yield Optional.of(observed(tool, arguments, text, Outcome.ANSWERED));
      }
      case InvocationResult.Failed failed -> {
        String text = cut(failed.message());
        run.emit(
            new CompletionEvent.Step(
                plugin, tool, arguments, text, failed.reason(), failed.milliseconds()));
        yield Optional.of(observed(tool, arguments, text, outcome(failed.reason())));
      }
      case InvocationResult.ApprovalNeeded needed -> {
        run.emit(new CompletionEvent.ApprovalRequested(needed.approval()));
        yield Optional.empty();
      }
    };
  }

  /** A call that was not made, and why. */
  Observation turnedDown(
      String plugin, String tool, JsonNode arguments, String reason, String message) {
    run.budget().step(tool);
    run.emit(new CompletionEvent.Step(plugin, tool, arguments, message, reason, 0));
    return observed(tool, arguments, message, outcome(reason));
  }

  /** A consequential call that the caller has decided on; empty if there is nothing to do. */
  Optional<Observation> decided(Approval approval) {
    return switch (approval.state()) {
      case APPROVED -> call(approval.plugin(), approval.tool(), approval.arguments());
      case REFUSED ->
          Optional.of(
              turnedDown(
                  approval.plugin(),
                  approval.tool(),
                  approval.arguments(),
                  "refused",
                  "The user refused this call."));
      case PENDING, USED -> Optional.empty();
    };
  }

  private InvocationResult invoke(Invocation invocation) {
    Thread self = Thread.currentThread();
    try (Cancellation.Registration hook = run.cancellation().onCancel(self::interrupt)) {
      return plugins.invoke(run.request().hop(), invocation);
    }
  }

  private Observation observed(String tool, JsonNode arguments, String text, Outcome outcome) {
    Observation observation = new Observation(tool, arguments, text, outcome);
    run.budget().observed(observation);
    return observation;
  }

  private static Outcome outcome(String reason) {
    return switch (reason) {
      case "bad_arguments", "plugin_error" -> Outcome.ARGUMENTS_AT_FAULT;
      default -> Outcome.FAILED;
    };
  }

  private String cut(String text) {
    if (text.length() <= maxObservation) {
      return text;
    }
    int end =
        Character.isHighSurrogate(text.charAt(maxObservation - 1))
            ? maxObservation - 1
            : maxObservation;
    return text.substring(0, end) + "… (cut)";
  }
}
