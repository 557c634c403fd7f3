package dev.hearth.gateway.runs;

import dev.hearth.base.ServiceException;
import dev.hearth.contracts.moderation.Action;
import dev.hearth.contracts.moderation.Direction;
import dev.hearth.contracts.plugins.InvocationResult;
import dev.hearth.gateway.admission.Admission;
import dev.hearth.gateway.chat.CompletionFlow;
import dev.hearth.gateway.exchange.Exchange;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.HttpStatus;

/**
 * Work on one run under a lease: what happens is kept, other services are asked in the caller's
 * name, and all of it can be stopped from another thread.
 */
final class RunWork {

  private static final Logger log = LoggerFactory.getLogger(RunWork.class);
  private static final Duration LONGEST_WAIT = Duration.ofSeconds(30);

  /** How long until a record that could not be written is tried again. */
  private static final Duration RETRY = Duration.ofSeconds(1);

  private final RunParts parts;
  private final RunStore.Row row;
  private final UUID owner;
  private final String conversation;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition told = lock.newCondition();
  private @Nullable Stop stop;
  private CompletionFlow.@Nullable Begun current;
  private @Nullable Thread caller;
  private @Nullable RunState state;

  RunWork(RunParts parts, RunStore.Row row, UUID owner) {
    this.parts = parts;
    this.row = row;
    this.owner = owner;
    conversation = conversation(row.id());
  }

  /** Why work on the run stops before its end. */
  enum Stop {
    /** Its caller wants it to end. */
    CANCELLED,
    /** Another gateway has it. */
    LOST,
    /** This gateway ends. */
    SHUTDOWN
  }

  RunParts parts() {
    return parts;
  }

  String runId() {
    return row.id();
  }

  /** Who it is done for. */
  RunStore.Owner onBehalfOf() {
    return row.owner();
  }

  /** What approvals are bound to. */
  String conversation() {
    return conversation;
  }

  /** Reads what has happened so far. */
  RunState begin() {
    RunState begun = RunState.of(parts.store().events(row.id(), 1));
    state = begun;
    return begun;
  }

  /** After all that has happened since {@link #begin}. */
  RunState state() {
    return Objects.requireNonNull(state);
  }

  /** Lets another gateway go on. */
  void release() {
    parts.store().release(row.id(), owner);
  }

  /** Stops the work within a moment, on another thread than the one that works. */
  void stop(Stop why) {
    CompletionFlow.Begun running;
    lock.lock();
    try {
      if (stop == null) {
        stop = why;
      }
      told.signalAll();
      running = current;
      if (caller != null) {
        caller.interrupt();
      }
    } finally {
      lock.unlock();
    }
    if (running != null) {
      running.close();
    }
  }

  /**
   * Keeps an event, and tells of it.
   *
   * @throws RunStore.LostLeaseException if the run is worked on elsewhere or has ended
   */
  void append(RunEvent event) {
    RunStatus after =
        switch (event) {
          case RunEvent.ActionRequired required -> RunStatus.REQUIRES_ACTION;
          case RunEvent.Completed completed -> RunStatus.COMPLETED;
          case RunEvent.Incomplete incomplete -> RunStatus.INCOMPLETE;
          case RunEvent.Failed failed -> RunStatus.FAILED;
          case RunEvent.Cancelled cancelled -> RunStatus.CANCELLED;
          case RunEvent.Created created -> RunStatus.QUEUED;
          case RunEvent.ActionDecided decided -> RunStatus.QUEUED;
          case RunEvent.Started started -> RunStatus.RUNNING;
          case RunEvent.Resumed resumed -> RunStatus.RUNNING;
          case RunEvent.TurnStarted turn -> RunStatus.RUNNING;
          case RunEvent.StepMade step -> RunStatus.RUNNING;
          case RunEvent.TurnCompleted turn -> RunStatus.RUNNING;
          case RunEvent.TurnFailed turn -> RunStatus.RUNNING;
          case RunEvent.StepStarted step -> RunStatus.RUNNING;
          case RunEvent.StepCompleted step -> RunStatus.RUNNING;
        };
    Instant expires =
        event instanceof RunEvent.ActionRequired required ? required.action().expires() : null;
    state().apply(parts.store().append(row.id(), owner, event, after, expires));
    parts.told(row.id());
  }

  /**
   * Asks another service in the caller's name, as soon as that is admitted. What came of it is told
   * when it is recorded.
   *
   * @throws ServiceException as the call does
   * @throws StoppedException if the run is to be stopped before that
   */
  <T> T ask(Function<Exchange, T> call) {
    Exchange exchange = admitted();
    try (Admission.Permit permit = exchange.permit()) {
      return recorded(exchange, call, answer -> HttpStatus.OK);
    }
  }

  /**
   * Calls a tool that may change something, as {@link #ask} does, but is recorded before, too: as
   * long as that cannot be done nothing is called.
   */
  InvocationResult call(String plugin, Function<Exchange, InvocationResult> call) {
    while (true) {
      Exchange exchange = admitted();
      try (Admission.Permit permit = exchange.permit()) {
        if (attempts(exchange, plugin)) {
          return recorded(exchange, call, result -> noted(exchange, result));
        }
      }
      pause(RETRY);
    }
  }

  /** As what a call of a tool is recorded. */
  private static HttpStatus noted(Exchange exchange, InvocationResult result) {
    return switch (result) {
      case InvocationResult.ApprovalNeeded needed -> HttpStatus.OK;
      case InvocationResult.Answered answered -> {
        if (answered.verdict() != Action.ALLOW) {
          exchange.noteVerdict(Direction.TOOL, answered.verdict());
        }
        yield HttpStatus.OK;
      }
      case InvocationResult.Failed failed -> {
        exchange.noteError(failed.reason());
        yield switch (failed.reason()) {
          case "unknown_tool" -> HttpStatus.NOT_FOUND;
          case "bad_arguments" -> HttpStatus.BAD_REQUEST;
          case "refused" -> HttpStatus.FORBIDDEN;
          case "timeout" -> HttpStatus.GATEWAY_TIMEOUT;
          case "result_refused" -> {
            exchange.noteVerdict(Direction.TOOL, Action.BLOCK);
            // The plugin did as it was told; what it answered is withheld.
            yield HttpStatus.OK;
          }
          default -> HttpStatus.BAD_GATEWAY;
        };
      }
    };
  }

  private Exchange admitted() {
    while (true) {
      if (stopped() != null) {
        throw new StoppedException();
      }
      try {
        return parts
            .exchanges()
            .open(parts.identity(row.owner()), path(), parts.properties().turnTime());
      } catch (ServiceException notNow) {
        Integer seconds = notNow.retryAfterSeconds();
        log.debug("the run {} waits to be admitted", row.id(), notNow);
        pause(Duration.ofSeconds(seconds == null ? 1 : seconds));
      }
    }
  }

  private boolean attempts(Exchange exchange, String plugin) {
    exchange.notePlugins(List.of(plugin));
    try {
      exchange.recordAttempt();
      return true;
    } catch (ServiceException unrecorded) {
      log.warn(
          "a call of the run {} waits until it can be recorded: {}", row.id(), unrecorded.code());
      return false;
    }
  }

  private <T> T recorded(
      Exchange exchange, Function<Exchange, T> call, Function<T, HttpStatus> status) {
    T answer;
    try {
      answer = call.apply(exchange);
    } catch (ServiceException failure) {
      if (stopped() == null) {
        exchange.noteError(failure.code());
        record(exchange, failure.status().value());
      } else {
        exchange.noteError("run_stopped");
        record(exchange, Exchange.CALLER_LEFT);
      }
      throw failure;
    } catch (RuntimeException unexpected) {
      exchange.noteError("internal_error");
      record(exchange, HttpStatus.INTERNAL_SERVER_ERROR.value());
      throw unexpected;
    }
    record(exchange, status.apply(answer).value());
    return answer;
  }

  /** The thread that makes a call, which is to be interrupted if the run is to be stopped. */
  void calling(@Nullable Thread thread) {
    lock.lock();
    try {
      caller = thread;
      if (thread == null) {
        // What was meant for the call must not hit what comes after it.
        boolean meantForTheCall = Thread.interrupted();
        log.trace("a call of the run {} was interrupted: {}", row.id(), meantForTheCall);
      } else if (stop != null) {
        thread.interrupt();
      }
    } finally {
      lock.unlock();
    }
  }

  /** What the run is accounted under. */
  String path() {
    return "/v1/runs/" + row.id();
  }

  /**
   * Writes the audit record of what was done. As long as that cannot be done the run goes no
   * further, not even to its end, unless somebody else takes it over: they find the call begun, and
   * ask about it.
   *
   * @throws StoppedException if this gateway has to leave the run before the record is written
   */
  void record(Exchange exchange, int status) {
    while (true) {
      try {
        exchange.recordAgain(status);
        return;
      } catch (ServiceException unrecorded) {
        Stop why = stopped();
        if (why == Stop.SHUTDOWN || why == Stop.LOST) {
          log.error("an audit record of the run {} is lost", row.id(), unrecorded);
          throw new StoppedException();
        }
        log.warn("the run {} waits for its record to be written: {}", row.id(), unrecorded.code());
      }
      try {
        Thread.sleep(RETRY);
      } catch (InterruptedException interrupted) {
        Thread.currentThread().interrupt();
        throw new StoppedException();
      }
    }
  }

  /** Why it is to be stopped, or null. */
  @Nullable Stop stopped() {
    lock.lock();
    try {
      return stop;
    } finally {
      lock.unlock();
    }
  }

  /** The completion that is under way, which is to be closed if the run is to be stopped. */
  void hold(CompletionFlow.@Nullable Begun completion) {
    lock.lock();
    try {
      current = completion;
      if (stop != null && completion != null) {
        completion.close();
      }
    } finally {
      lock.unlock();
    }
  }

  /** Waits, at most half a minute, and no longer than until the run is to be stopped. */
  void pause(Duration wanted) {
    long left = Math.min(wanted.toNanos(), LONGEST_WAIT.toNanos());
    lock.lock();
    try {
      while (left > 0 && stop == null) {
        left = told.awaitNanos(left);
      }
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    } finally {
      lock.unlock();
    }
  }

  private static String conversation(String id) {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256")
              .digest(("run " + id).getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(digest);
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException("every Java platform has SHA-256", impossible);
    }
  }

  /** The run is to be stopped before anything more is done. */
  static final class StoppedException extends RuntimeException {
    private static final long serialVersionUID = 1;
  }
}
