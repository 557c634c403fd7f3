package dev.hearth.gateway.runs;

import dev.hearth.base.ServiceException;
import dev.hearth.contracts.moderation.Direction;
import dev.hearth.contracts.plugins.Approval;
import dev.hearth.contracts.plugins.Invocation;
import dev.hearth.contracts.plugins.InvocationResult;
import dev.hearth.gateway.exchange.Exchange;
import dev.hearth.gateway.screening.Batch;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.HttpStatus;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.node.ObjectNode;

/**
 * A run's calls of tools that may change something. Each is made after its {@link
 * RunEvent.StepStarted} was kept and an audit record said so, and its result is kept after the
 * record of what came of it: of such a call it is always known that it may have been made, and
 * where its outcome is not known, the caller is asked rather than the call repeated.
 */
final class RunCalls {

  private static final Logger log = LoggerFactory.getLogger(RunCalls.class);

  private final RunWork work;
  private final RunParts parts;

  RunCalls(RunWork work) {
    this.work = work;
    this.parts = work.parts();
  }

  /** Makes a call that the model asked for. */
  void call(RunEvent.Call call) {
    RunState now = work.state();
    ObjectNode arguments = parsed(call.arguments());
    int step = now.steps() + 1;
    int callsLeft = now.callsLeft(call.tool());
    RunEvent.StepStarted begun =
        new RunEvent.StepStarted(
            step,
            call.id(),
            call.plugin(),
            call.tool(),
            arguments == null ? parts.mapper().createObjectNode() : arguments);
    boolean mayCall = step <= now.spec().budget().steps() && callsLeft > 0;
    work.append(begun);
    if (arguments == null) {
      notCalled(begun, "bad_arguments", "The arguments are not a JSON object.");
    } else if (!mayCall) {
      notCalled(begun, "budget_exhausted", "The run may make no more such calls.");
    } else {
      invoke(begun, false);
    }
  }

  /** Finds out what is known of a call that a gateway which is gone had begun. */
  void reconcile(RunEvent.StepStarted begun) {
    Approval approval = null;
    try {
      // An approval is used up before the plugin is called: one that is not shows that it was not.
      for (Approval one :
          work.ask(
              asked -> parts.registry().approvals(asked.hop(), work.conversation()).approvals())) {
        if (one.tool().equals(begun.tool()) && one.arguments().equals(begun.arguments())) {
          approval = one;
        }
      }
    } catch (ServiceException unreachable) {
      log.warn("the approvals of the run {} cannot be read", work.runId(), unreachable);
      work.pause(Duration.ofSeconds(2));
      return;
    }
    if (approval != null && approval.state() == Approval.State.PENDING) {
      require(approval(begun, approval));
    } else if (approval != null && approval.state() == Approval.State.APPROVED) {
      invoke(begun, true);
    } else {
      require(unknownOutcome(begun));
    }
  }

  /** Does what the caller decided of a call. */
  void carryOut(RunState.Decided decided) {
    RunEvent.Action action = decided.action();
    RunEvent.StepStarted again =
        new RunEvent.StepStarted(
            action.step(), action.call(), action.plugin(), action.tool(), action.arguments());
    String approval = action.approval();
    if (!decided.approved()) {
      if (approval != null) {
        decide(approval, false);
      }
      work.append(again);
      notCalled(
          again,
          approval == null ? "unknown_outcome" : "refused",
          approval == null
              ? "It is not known whether this call was made. The user decided not to make it again."
              : "The user refused this call.");
      return;
    }
    if (approval != null && !decide(approval, true)) {
      work.append(again);
      notCalled(again, "refused", "The approval of this call has expired.");
      return;
    }
    work.append(again);
    invoke(again, true);
  }

  private boolean decide(String approval, boolean approve) {
    try {
      work.ask(
          asked ->
              parts.registry().decide(asked.hop(), approval, new Approval.Decision(approve, null)));
      return true;
    } catch (ServiceException failure) {
      if (failure.status().is4xxClientError() && failure.status() != HttpStatus.TOO_MANY_REQUESTS) {
        log.info("the approval {} cannot be decided: {}", approval, failure.code());
        return false;
      }
      throw failure;
    }
  }

  /**
   * Makes a call whose beginning was kept.
   *
   * @param approved whether the caller has said yes to this very call
   */
  private void invoke(RunEvent.StepStarted begun, boolean approved) {
    Invocation invocation =
        new Invocation(begun.plugin(), begun.tool(), begun.arguments(), work.conversation());
    InvocationResult result;
    try {
      result = work.call(begun.plugin(), asked -> invoke(asked, invocation, approved));
    } catch (ServiceException failure) {
      broke(begun, failure);
      return;
    }
    switch (result) {
      case InvocationResult.Answered answered ->
          completed(
              begun, true, answered.text(), answered.verdict().text(), answered.milliseconds());
      case InvocationResult.Failed failed -> {
        boolean called =
            switch (failed.reason()) {
              case "unknown_tool", "bad_arguments", "refused" -> false;
              default -> true;
            };
        completed(begun, called, failed.message(), failed.reason(), failed.milliseconds());
      }
      case InvocationResult.ApprovalNeeded needed -> require(approval(begun, needed.approval()));
    }
  }

  private InvocationResult invoke(Exchange asked, Invocation invocation, boolean approved) {
    asked.noteStep();
    work.calling(Thread.currentThread());
    try {
      InvocationResult result = parts.registry().invoke(asked.hop(), invocation);
      if (approved && result instanceof InvocationResult.ApprovalNeeded needed) {
        // The approval of before was used up by the call of which nothing is known.
        parts
            .registry()
            .decide(asked.hop(), needed.approval().id(), new Approval.Decision(true, null));
        result = parts.registry().invoke(asked.hop(), invocation);
      }
      return result;
    } finally {
      work.calling(null);
    }
  }

  /** A call did not come to its end. */
  private void broke(RunEvent.StepStarted begun, ServiceException failure) {
    RunWork.Stop why = work.stopped();
    if (why == RunWork.Stop.CANCELLED) {
      work.append(
          new RunEvent.StepCompleted(
              begun.step(),
              begun.call(),
              true,
              "The run was cancelled while this call was under way. It may have been made.",
              "unknown_outcome",
              0));
    } else if (why != null) {
      log.info("the run {} is left in the middle of a call", work.runId());
    } else if (failure.status().is4xxClientError()) {
      notCalled(begun, failure.code(), failure.message());
    } else {
      log.warn("nothing is known of a call of the run {}", work.runId(), failure);
      require(unknownOutcome(begun));
    }
  }

  private void notCalled(RunEvent.StepStarted begun, String reason, String message) {
    work.append(new RunEvent.StepCompleted(begun.step(), begun.call(), false, message, reason, 0));
  }

  private void completed(
      RunEvent.StepStarted begun, boolean called, String text, String verdict, long ms) {
    work.append(
        screened(
            new RunEvent.StepCompleted(begun.step(), begun.call(), called, text, verdict, ms)));
  }

  /** A result as the caller may read it; the model reads the same. */
  private RunEvent.StepCompleted screened(RunEvent.StepCompleted step) {
    Batch batch = new Batch();
    int place = batch.add(step.result());
    String text;
    String verdict = step.verdict();
    try {
      work.ask(asked -> judge(asked, batch));
      if (!batch.refusedFor().isEmpty()) {
        text = "The result was withheld by the content policy for: " + batch.reasons() + ".";
        verdict = "result_refused";
      } else {
        text = batch.redacted(place);
      }
    } catch (ServiceException unscreened) {
      log.warn("a result of the run {} could not be screened", work.runId(), unscreened);
      text = "The result could not be screened and is withheld.";
      verdict = "result_unscreened";
    }
    return new RunEvent.StepCompleted(
        step.step(), step.call(), step.called(), text, verdict, step.ms());
  }

  private Batch judge(Exchange asked, Batch batch) {
    batch.judge(parts.screener(), asked, Direction.OUTPUT);
    if (!batch.refusedFor().isEmpty()) {
      asked.noteRefusal(batch.refusedFor(), List.of());
    }
    return batch;
  }

  private static RunEvent.Action approval(RunEvent.StepStarted begun, Approval approval) {
    return new RunEvent.Action(
        actionId(),
        "approval",
        "This call may change something. Is it to be made?",
        begun.step(),
        begun.call(),
        begun.plugin(),
        begun.tool(),
        begun.arguments(),
        approval.id(),
        approval.expires());
  }

  private RunEvent.Action unknownOutcome(RunEvent.StepStarted begun) {
    return new RunEvent.Action(
        actionId(),
        "unknown_outcome",
        "This call was begun, and it is not known whether it was made. Look it up where it would"
            + " show. Is it to be made again?",
        begun.step(),
        begun.call(),
        begun.plugin(),
        begun.tool(),
        begun.arguments(),
        null,
        Instant.now().plus(parts.properties().decisionTime()));
  }

  private void require(RunEvent.Action action) {
    work.append(new RunEvent.ActionRequired(action));
  }

  private static String actionId() {
    return "act_" + UUID.randomUUID().toString().replace("-", "");
  }

  private @Nullable ObjectNode parsed(String arguments) {
    try {
      return parts.mapper().readTree(arguments) instanceof ObjectNode object ? object : null;
    } catch (JacksonException notJson) {
      // Said to the model, as a step that was not made.
      return null;
    }
  }
}
