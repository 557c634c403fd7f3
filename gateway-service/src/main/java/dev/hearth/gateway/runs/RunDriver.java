package dev.hearth.gateway.runs;

import dev.hearth.base.ServiceException;
import dev.hearth.gateway.error.Failures;
import java.time.Duration;
import java.util.Objects;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;

/** Works on one run: turn by turn of the model, and call by call, until it ends or waits. */
final class RunDriver {

  private static final Logger log = LoggerFactory.getLogger(RunDriver.class);

  private final RunWork work;
  private final RunTurns turns;
  private final RunCalls calls;

  RunDriver(RunParts parts, RunStore.Row row, UUID owner) {
    work = new RunWork(parts, row, owner);
    turns = new RunTurns(work);
    calls = new RunCalls(work);
  }

  String runId() {
    return work.runId();
  }

  /** Stops the work within a moment, on another thread than the one that works. */
  void stop(RunWork.Stop why) {
    work.stop(why);
  }

  /** Works until the run ends, waits for its caller, or is to be stopped. */
  void work() {
    try {
      RunState begun = work.begin();
      take(begun);
      while (begun.status() == RunStatus.RUNNING) {
        RunWork.Stop why = work.stopped();
        if (why == RunWork.Stop.CANCELLED) {
          work.append(new RunEvent.Cancelled());
        } else if (why != null) {
          break;
        } else {
          work(begun);
        }
      }
      if (work.stopped() == RunWork.Stop.SHUTDOWN) {
        work.release();
      }
    } catch (RunStore.LostLeaseException lost) {
      log.info("the run {} is worked on elsewhere or has ended", work.runId());
    } catch (DataAccessException unreachable) {
      // The lease runs out, and whoever reaches the database then goes on.
      log.warn(
          "the run {} is left for now: the database cannot be used", work.runId(), unreachable);
    } catch (RuntimeException unexpected) {
      fail(unexpected);
    }
  }

  private void work(RunState now) {
    try {
      next(now);
    } catch (RunWork.StoppedException stopped) {
      log.debug("the run {} is to be stopped", work.runId(), stopped);
    }
  }

  private void fail(RuntimeException unexpected) {
    log.error("the run {} fails unexpectedly", work.runId(), unexpected);
    ServiceException told = Failures.internal(unexpected);
    try {
      work.append(new RunEvent.Failed(told.code(), told.message()));
    } catch (RunStore.LostLeaseException | DataAccessException gone) {
      log.warn("that the run {} failed could not be kept", work.runId(), gone);
    }
  }

  /** Says how the work goes on. */
  private void take(RunState begun) {
    switch (begun.status()) {
      case QUEUED -> work.append(new RunEvent.Started());
      case RUNNING -> work.append(resumed(begun));
      case REQUIRES_ACTION -> work.append(new RunEvent.Incomplete("action_expired"));
      case COMPLETED, INCOMPLETE, FAILED, CANCELLED ->
          throw new IllegalStateException("an ended run is not worked on");
    }
  }

  private static RunEvent.Resumed resumed(RunState begun) {
    if (begun.begun() != null) {
      return new RunEvent.Resumed(
          "step",
          "The gateway that worked on this run was gone after it had begun a call; what came of the"
              + " call is looked into.");
    }
    if (begun.turnOpen()) {
      return new RunEvent.Resumed(
          "turn",
          "The gateway that worked on this run was gone in the middle of a turn. Only tools that"
              + " change nothing are called within a turn; it is begun again with what they"
              + " found.");
    }
    return new RunEvent.Resumed("nothing", "The gateway that worked on this run was gone.");
  }

  private void next(RunState now) {
    RunEvent.StepStarted begun = now.begun();
    RunState.Decided decided = now.decided();
    if (begun != null) {
      calls.reconcile(begun);
    } else if (decided != null) {
      try {
        calls.carryOut(decided);
      } catch (ServiceException unreachable) {
        log.warn("a decision about the run {} cannot be carried out", work.runId(), unreachable);
        work.pause(Duration.ofSeconds(2));
      }
    } else {
      goOn(now);
    }
  }

  /** Takes a new step, if whoever asked for the run still may. */
  private void goOn(RunState now) {
    RunEvent.Call call = now.nextCall();
    String shutOut = work.parts().shutOut(work.onBehalfOf());
    if (shutOut != null) {
      work.append(new RunEvent.Incomplete(shutOut));
    } else if (call != null) {
      calls.call(call);
    } else if (now.allAnswered()) {
      work.append(new RunEvent.Completed(Objects.requireNonNullElse(now.output(), "")));
    } else {
      String spent = now.spent();
      if (spent != null) {
        work.append(new RunEvent.Incomplete(spent));
      } else {
        turns.next();
      }
    }
  }
}
