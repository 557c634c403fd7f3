package dev.hearth.gateway.runs;

import dev.hearth.base.ServiceException;
import dev.hearth.contracts.inference.CompletionEvent.Usage;
import dev.hearth.contracts.inference.CompletionRequest;
import dev.hearth.contracts.inference.CompletionRequest.ResponseFormat;
import dev.hearth.contracts.inference.CompletionRequest.Sampling;
import dev.hearth.contracts.inference.CompletionRequest.Tool;
import dev.hearth.contracts.inference.CompletionRequest.ToolChoice;
import dev.hearth.contracts.moderation.Action;
import dev.hearth.contracts.moderation.Category;
import dev.hearth.contracts.moderation.Direction;
import dev.hearth.contracts.plugins.Approval;
import dev.hearth.contracts.plugins.Invocation;
import dev.hearth.contracts.plugins.InvocationResult;
import dev.hearth.contracts.plugins.PluginTool;
import dev.hearth.gateway.admission.Admission;
import dev.hearth.gateway.chat.Answer;
import dev.hearth.gateway.chat.ChatRequest;
import dev.hearth.gateway.chat.CompletionFlow;
import dev.hearth.gateway.error.Failures;
import dev.hearth.gateway.exchange.Exchange;
import dev.hearth.gateway.screening.Batch;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.http.HttpStatus;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Works on one run under a lease: turn by turn of the model, and call by call. Tools that change
 * nothing are called within a turn, by the loop of the inference-service; what they found is kept
 * as it comes. A tool that may change something is called here, after its {@link
 * RunEvent.StepStarted} was kept: of such a call it is always known that it may have been made, and
 * where its outcome is not known, the caller is asked rather than the call repeated.
 */
final class RunDriver {

  private static final Logger log = LoggerFactory.getLogger(RunDriver.class);
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

  RunDriver(RunParts parts, RunStore.Row row, UUID owner) {
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

  String runId() {
    return row.id();
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

  /** Works until the run ends, waits for its caller, or is to be stopped. */
  void work() {
    try {
      RunState begun = RunState.of(parts.store().events(row.id(), 1));
      state = begun;
      take(begun);
      while (begun.status() == RunStatus.RUNNING) {
        Stop why = stopped();
        if (why == Stop.CANCELLED) {
          append(new RunEvent.Cancelled());
        } else if (why != null) {
          break;
        } else {
          work(begun);
        }
      }
      if (stopped() == Stop.SHUTDOWN) {
        parts.store().release(row.id(), owner);
      }
    } catch (RunStore.LostLeaseException lost) {
      log.info("the run {} is worked on elsewhere or has ended", row.id());
    } catch (DataAccessException unreachable) {
      // The lease runs out, and whoever reaches the database then goes on.
      log.warn("the run {} is left for now: the database cannot be used", row.id(), unreachable);
    } catch (RuntimeException unexpected) {
      fail(unexpected);
    }
  }

  private void work(RunState now) {
    try {
      next(now);
    } catch (StoppedException stopped) {
      log.debug("the run {} is to be stopped", row.id(), stopped);
    }
  }

  private void fail(RuntimeException unexpected) {
    log.error("the run {} fails unexpectedly", row.id(), unexpected);
    ServiceException told = Failures.internal(unexpected);
    try {
      append(new RunEvent.Failed(told.code(), told.message()));
    } catch (RunStore.LostLeaseException | DataAccessException gone) {
      log.warn("that the run {} failed could not be kept", row.id(), gone);
    }
  }

  /** Says how the work goes on. */
  private void take(RunState begun) {
    switch (begun.status()) {
      case QUEUED -> append(new RunEvent.Started());
      case RUNNING -> append(resumed(begun));
      case REQUIRES_ACTION -> append(new RunEvent.Incomplete("action_expired"));
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
    RunEvent.Call call = now.nextCall();
    if (begun != null) {
      reconcile(begun);
    } else if (decided != null) {
      try {
        carryOut(decided);
      } catch (ServiceException unreachable) {
        log.warn("a decision about the run {} cannot be carried out", row.id(), unreachable);
        pause(Duration.ofSeconds(2));
      }
    } else if (parts.keyIsRevoked(row.owner())) {
      append(new RunEvent.Incomplete("key_revoked"));
    } else if (call != null) {
      call(now, call);
    } else if (now.allAnswered()) {
      append(new RunEvent.Completed(Objects.requireNonNullElse(now.output(), "")));
    } else {
      String spent = spent(now);
      if (spent != null) {
        append(new RunEvent.Incomplete(spent));
      } else {
        turn(now);
      }
    }
  }

  private static @Nullable String spent(RunState now) {
    RunEvent.Budget budget = now.spec().budget();
    if (now.promptTokens() + now.completionTokens() >= budget.tokens()) {
      return "max_tokens";
    }
    return now.worked(Instant.now()).toSeconds() >= budget.seconds() ? "max_seconds" : null;
  }

  // ---- turns of the model

  private void turn(RunState now) {
    Exchange exchange;
    try {
      exchange = parts.exchanges().open(parts.identity(row.owner()), path(), timeLeft(now));
    } catch (ServiceException refused) {
      failTurn(now, now.turns() + 1, refused, new Usage(0, 0, 0));
      return;
    }
    try (Admission.Permit permit = exchange.permit()) {
      turn(now, exchange);
    }
  }

  private void turn(RunState now, Exchange exchange) {
    int number = now.turns() + 1;
    append(new RunEvent.TurnStarted(number, now.task()));
    Turn turn = new Turn(number);
    try {
      run(now, exchange, turn);
    } catch (ServiceException failure) {
      exchange.noteError(failure.code());
      record(exchange, failure.status().value());
      if (stopped() == null) {
        failTurn(now, number, failure, turn.guess());
      }
      return;
    } catch (IOException impossible) {
      throw new IllegalStateException("nobody reads along", impossible);
    }
    append(turn.completed());
    if (!turn.calls.isEmpty() || turn.reason.equals("stop")) {
      return;
    }
    String spent = spent(now);
    String reason = turn.reason.equals("length") ? "max_output_tokens" : turn.reason;
    append(new RunEvent.Incomplete(spent == null ? reason : spent));
  }

  private void run(RunState now, Exchange exchange, Turn turn) throws IOException {
    RunEvent.Created spec = now.spec();
    ChatRequest asked = chat(now, List.of());
    List<PluginTool> tools = new ArrayList<>();
    int stepsLeft = spec.budget().steps() - now.steps();
    if (stepsLeft > 0) {
      tools.addAll(parts.flow().tools(exchange, asked));
    }
    tools.removeIf(tool -> callsLeft(now, tool.tool()) == 0);
    tools.forEach(tool -> turn.plugins.put(tool.tool(), tool.plugin()));
    List<PluginTool> harmless = tools.stream().filter(tool -> !tool.consequential()).toList();
    List<Tool> consequential =
        tools.stream()
            .filter(PluginTool::consequential)
            .map(tool -> new Tool(tool.tool(), tool.description(), tool.parameters()))
            .toList();
    ChatRequest chat = parts.flow().admit(exchange, chat(now, consequential));
    Map<String, Integer> left = new HashMap<>();
    now.callsByTool().keySet().forEach(tool -> left.put(tool, callsLeft(now, tool)));
    CompletionRequest.Budget budget =
        new CompletionRequest.Budget(
            Math.max(0, stepsLeft), tokensLeft(now), spec.budget().callsPerTool(), left);
    try (CompletionFlow.Begun completion =
        parts.flow().begin(exchange, chat, harmless, conversation, budget)) {
      turn.model = completion.model();
      hold(completion);
      completion.run(turn);
    } finally {
      hold(null);
    }
  }

  private ChatRequest chat(RunState now, List<Tool> tools) {
    RunEvent.Created spec = now.spec();
    return new ChatRequest(
        spec.model(),
        now.messages(),
        tools,
        ToolChoice.AUTO,
        new Sampling(
            spec.temperature(),
            null,
            spec.seed(),
            Math.min(parts.properties().turnTokens(), tokensLeft(now)),
            List.of(),
            null,
            null),
        ResponseFormat.TEXT,
        plugins(spec.plugins()),
        true,
        true);
  }

  private static ChatRequest.Plugins plugins(List<String> names) {
    if (names.isEmpty()) {
      return new ChatRequest.Plugins.None();
    }
    return names.equals(List.of("*"))
        ? new ChatRequest.Plugins.Auto()
        : new ChatRequest.Plugins.Named(names);
  }

  private static int callsLeft(RunState now, String tool) {
    return Math.max(
        0, now.spec().budget().callsPerTool() - now.callsByTool().getOrDefault(tool, 0));
  }

  private static int tokensLeft(RunState now) {
    return Math.max(1, now.spec().budget().tokens() - now.promptTokens() - now.completionTokens());
  }

  private Duration timeLeft(RunState now) {
    Duration left =
        Duration.ofSeconds(now.spec().budget().seconds()).minus(now.worked(Instant.now()));
    Duration most = parts.properties().turnTime();
    return left.compareTo(most) < 0 ? left : most;
  }

  /** Begins the turn again after a while if that may help, else gives up. */
  private void failTurn(RunState now, int number, ServiceException failure, Usage usage) {
    HttpStatus status = failure.status();
    boolean passing = status.is5xxServerError() || status == HttpStatus.TOO_MANY_REQUESTS;
    int attempts = now.failedAttempts() + 1;
    Integer asked = failure.retryAfterSeconds();
    int seconds = Math.max(asked == null ? 1 : asked, 1 << Math.min(attempts - 1, 4));
    boolean outOfTime = failure.code().equals(ServiceException.DEADLINE_EXCEEDED);
    append(
        new RunEvent.TurnFailed(
            number,
            failure.code(),
            failure.message(),
            outOfTime ? 0 : seconds,
            usage.promptTokens(),
            usage.completionTokens()));
    if (spent(now) != null) {
      return;
    }
    if (!passing || attempts >= parts.properties().turnAttempts()) {
      append(new RunEvent.Failed(failure.code(), failure.message()));
      return;
    }
    if (!outOfTime) {
      pause(Duration.ofSeconds(seconds));
    }
  }

  // ---- calls that may change something

  private void call(RunState now, RunEvent.Call call) {
    ObjectNode arguments = parsed(call.arguments());
    int step = now.steps() + 1;
    int callsLeft = callsLeft(now, call.tool());
    RunEvent.StepStarted begun =
        new RunEvent.StepStarted(
            step,
            call.id(),
            call.plugin(),
            call.tool(),
            arguments == null ? parts.mapper().createObjectNode() : arguments);
    boolean mayCall = step <= now.spec().budget().steps() && callsLeft > 0;
    append(begun);
    if (arguments == null) {
      notCalled(begun, "bad_arguments", "The arguments are not a JSON object.");
    } else if (!mayCall) {
      notCalled(begun, "budget_exhausted", "The run may make no more such calls.");
    } else {
      invoke(begun, false);
    }
  }

  /** Finds out what is known of a call that a gateway which is gone had begun. */
  private void reconcile(RunEvent.StepStarted begun) {
    Approval approval = null;
    try (Background work = background()) {
      // An approval is used up before the plugin is called: one that is not shows that it was not.
      for (Approval one : parts.registry().approvals(work.hop(), conversation).approvals()) {
        if (one.tool().equals(begun.tool()) && one.arguments().equals(begun.arguments())) {
          approval = one;
        }
      }
    } catch (ServiceException unreachable) {
      log.warn("the approvals of the run {} cannot be read", row.id(), unreachable);
      pause(Duration.ofSeconds(2));
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

  private void carryOut(RunState.Decided decided) {
    RunEvent.Action action = decided.action();
    RunEvent.StepStarted again =
        new RunEvent.StepStarted(
            action.step(), action.call(), action.plugin(), action.tool(), action.arguments());
    String approval = action.approval();
    if (!decided.approved()) {
      if (approval != null) {
        decide(approval, false);
      }
      append(again);
      notCalled(
          again,
          approval == null ? "unknown_outcome" : "refused",
          approval == null
              ? "It is not known whether this call was made. The user decided not to make it again."
              : "The user refused this call.");
      return;
    }
    if (approval != null && !decide(approval, true)) {
      append(again);
      notCalled(again, "refused", "The approval of this call has expired.");
      return;
    }
    append(again);
    invoke(again, true);
  }

  private boolean decide(String approval, boolean approve) {
    try (Background work = background()) {
      parts.registry().decide(work.hop(), approval, new Approval.Decision(approve, null));
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
        new Invocation(begun.plugin(), begun.tool(), begun.arguments(), conversation);
    InvocationResult result;
    try (Background work = background()) {
      work.exchange().noteStep();
      result = invoke(work, invocation, approved);
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

  private InvocationResult invoke(Background work, Invocation invocation, boolean approved) {
    calling(Thread.currentThread());
    try {
      InvocationResult result = parts.registry().invoke(work.hop(), invocation);
      if (approved && result instanceof InvocationResult.ApprovalNeeded needed) {
        // The approval of before was used up by the call of which nothing is known.
        parts
            .registry()
            .decide(work.hop(), needed.approval().id(), new Approval.Decision(true, null));
        result = parts.registry().invoke(work.hop(), invocation);
      }
      return result;
    } finally {
      calling(null);
    }
  }

  /** A call did not come to its end. */
  private void broke(RunEvent.StepStarted begun, ServiceException failure) {
    Stop why = stopped();
    if (why == Stop.CANCELLED) {
      append(
          new RunEvent.StepCompleted(
              begun.step(),
              begun.call(),
              true,
              "The run was cancelled while this call was under way. It may have been made.",
              "unknown_outcome",
              0));
    } else if (why != null) {
      log.info("the run {} is left in the middle of a call", row.id());
    } else if (failure.status().is4xxClientError()) {
      notCalled(begun, failure.code(), failure.message());
    } else {
      log.warn("nothing is known of a call of the run {}", row.id(), failure);
      require(unknownOutcome(begun));
    }
  }

  private void notCalled(RunEvent.StepStarted begun, String reason, String message) {
    append(new RunEvent.StepCompleted(begun.step(), begun.call(), false, message, reason, 0));
  }

  private void completed(
      RunEvent.StepStarted begun, boolean called, String text, String verdict, long ms) {
    append(
        screened(
            new RunEvent.StepCompleted(begun.step(), begun.call(), called, text, verdict, ms)));
  }

  /** A result as the caller may read it; the model reads the same. */
  private RunEvent.StepCompleted screened(RunEvent.StepCompleted step) {
    Batch batch = new Batch();
    int place = batch.add(step.result());
    String text;
    String verdict = step.verdict();
    try (Background work = background()) {
      batch.judge(
          parts.screener(), work.hop(), work.exchange().identity().team(), Direction.OUTPUT);
      work.exchange().noteVerdict(Direction.OUTPUT, batch.verdict(place));
      if (batch.verdict(place).action() == Action.BLOCK) {
        text =
            "The result was withheld by the content policy for: "
                + batch.verdict(place).blockedFor().stream()
                    .map(Category::text)
                    .collect(Collectors.joining(", "))
                + ".";
        verdict = "result_refused";
      } else {
        text = batch.redacted(place);
      }
    } catch (ServiceException unscreened) {
      log.warn("a result of the run {} could not be screened", row.id(), unscreened);
      text = "The result could not be screened and is withheld.";
      verdict = "result_unscreened";
    }
    return new RunEvent.StepCompleted(
        step.step(), step.call(), step.called(), text, verdict, step.ms());
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
    append(new RunEvent.ActionRequired(action));
  }

  private static String actionId() {
    return "act_" + UUID.randomUUID().toString().replace("-", "");
  }

  // ---- around

  private void append(RunEvent event) {
    RunState now = Objects.requireNonNull(state);
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
    now.apply(parts.store().append(row.id(), owner, event, after, expires));
    parts.told(row.id());
  }

  /** Opens an exchange for a call of another service, as soon as it is admitted. */
  private Background background() {
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
  private void calling(@Nullable Thread thread) {
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

  private String path() {
    return "/v1/runs/" + row.id();
  }

  private static void record(Exchange exchange, int status) {
    try {
      exchange.record(status);
    } catch (ServiceException lost) {
      log.error("an audit record is lost", lost);
    }
  }

  private @Nullable Stop stopped() {
    lock.lock();
    try {
      return stop;
    } finally {
      lock.unlock();
    }
  }

  private void hold(CompletionFlow.@Nullable Begun completion) {
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

  private void pause(Duration wanted) {
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

  private @Nullable ObjectNode parsed(String arguments) {
    try {
      return parts.mapper().readTree(arguments) instanceof ObjectNode object ? object : null;
    } catch (JacksonException notJson) {
      // Said to the model, as a step that was not made.
      return null;
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
  private static final class StoppedException extends RuntimeException {
    private static final long serialVersionUID = 1;
  }

  /** A call of another service outside of a turn. */
  private record Background(Exchange exchange) implements AutoCloseable {

    dev.hearth.contracts.Hop hop() {
      return exchange.hop();
    }

    @Override
    public void close() {
      try (Admission.Permit permit = exchange.permit()) {
        record(exchange, HttpStatus.OK.value());
      }
    }
  }

  /** Hears what the model says in one turn, after it was screened. */
  private final class Turn implements Answer {

    private final int number;
    private final StringBuilder text = new StringBuilder();
    private final List<RunEvent.Call> calls = new ArrayList<>();
    private final Map<String, String> plugins = new HashMap<>();
    private String model = "";
    private String reason = "stop";
    private Usage usage = new Usage(0, 0, 0);

    Turn(int number) {
      this.number = number;
    }

    /** What it took, where nobody said. */
    Usage guess() {
      return usage;
    }

    RunEvent.TurnCompleted completed() {
      return new RunEvent.TurnCompleted(
          number,
          model,
          text.toString(),
          calls,
          reason,
          usage.promptTokens(),
          usage.completionTokens());
    }

    /** Steps are kept as they happen. */
    @Override
    public boolean eager() {
      return true;
    }

    @Override
    public void text(String more) {
      text.append(more);
    }

    @Override
    public void toolCall(ToolCall call) {
      calls.add(
          new RunEvent.Call(
              call.id(), plugins.getOrDefault(call.name(), ""), call.name(), call.arguments()));
    }

    @Override
    public void step(Step step) {
      append(
          new RunEvent.StepMade(
              Objects.requireNonNull(state).steps() + 1,
              step.plugin(),
              step.tool(),
              step.arguments(),
              step.result(),
              step.verdict(),
              step.ms()));
    }

    /** The registry wants to be asked though the tool was not said to change anything. */
    @Override
    public void approval(Answer.Approval asked) {
      JsonNode arguments = asked.arguments();
      calls.add(
          new RunEvent.Call(
              "call_" + UUID.randomUUID().toString().replace("-", ""),
              asked.plugin(),
              asked.tool(),
              arguments.toString()));
    }

    @Override
    public void alive() {
      // Nobody waits for a sign of life: the run's lease is one.
    }

    @Override
    public void finish(String why, Usage spent) {
      reason = why;
      usage = spent;
    }
  }
}
