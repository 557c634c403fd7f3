package dev.hearth.gateway.runs;

import dev.hearth.base.ServiceException;
import dev.hearth.contracts.Hop;
import dev.hearth.gateway.admission.Admission;
import dev.hearth.gateway.chat.CompletionFlow;
import dev.hearth.gateway.exchange.Exchange;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
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

  /** Opens an exchange for a call of another service, as soon as it is admitted. */
  Background background() {
    while (true) {
      if (stopped() != null) {
        throw new StoppedException();
      }
      try {
        return new Background(
            parts
                .exchanges()
                .open(parts.identity(row.owner()), path(), parts.properties().turnTime()));
      } catch (ServiceException notNow) {
        Integer seconds = notNow.retryAfterSeconds();
        log.debug("the run {} waits to be admitted", row.id(), notNow);
        pause(Duration.ofSeconds(seconds == null ? 1 : seconds));
      }
    }
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

  static void record(Exchange exchange, int status) {
    try {
      exchange.record(status);
    } catch (ServiceException lost) {
      log.error("an audit record is lost", lost);
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

  /** A call of another service outside of a turn. */
  record Background(Exchange exchange) implements AutoCloseable {

    Hop hop() {
      return exchange.hop();
    }

    @Override
    public void close() {
      try (Admission.Permit permit = exchange.permit()) {
        record(exchange, HttpStatus.OK.value());
      }
    }
  }
}
