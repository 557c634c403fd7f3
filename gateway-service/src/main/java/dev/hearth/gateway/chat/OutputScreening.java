package dev.hearth.gateway.chat;

import dev.hearth.base.ServiceException;
import dev.hearth.contracts.inference.CompletionEvent;
import dev.hearth.contracts.inference.CompletionEvent.Usage;
import dev.hearth.contracts.moderation.Action;
import dev.hearth.contracts.moderation.Category;
import dev.hearth.contracts.moderation.Direction;
import dev.hearth.contracts.moderation.Verdict;
import dev.hearth.gateway.exchange.Exchange;
import dev.hearth.gateway.screening.Batch;
import dev.hearth.gateway.screening.GrowingText;
import dev.hearth.gateway.screening.JsonTexts;
import dev.hearth.gateway.screening.Screener;
import dev.hearth.gateway.screening.WrittenArguments;
import java.io.IOException;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import tools.jackson.databind.json.JsonMapper;

/**
 * Passes a completion's events on to the caller, each only after its verdict. While a verdict is
 * under way nothing else is asked: the next call takes all that arrived meanwhile. Content is
 * released window by window; calls of tools, steps and approvals are judged whole, since their JSON
 * reads otherwise than it is written. One thread uses it, once.
 */
final class OutputScreening {

  private static final Pattern CALL_ID = Pattern.compile("[A-Za-z0-9_.:-]{1,128}");
  private static final String CONTENT_FILTER = "content_filter";

  private final Screener screener;
  private final JsonMapper mapper;
  private final Exchange exchange;
  private final CompletionFeed feed;
  private final Answer answer;
  private final int promptEstimate;

  private final GrowingText content = new GrowingText();
  private final List<CompletionEvent.Step> steps = new ArrayList<>();
  private final List<CompletionEvent.ApprovalRequested> approvals = new ArrayList<>();
  private final Map<Integer, Call> calls = new TreeMap<>();
  private final Set<Category> refusedFor = EnumSet.noneOf(Category.class);
  private final Set<Category> flaggedFor = EnumSet.noneOf(Category.class);

  /** What was refused first. */
  private List<String> refusedTexts = List.of();

  private int parts;
  private CompletionEvent.@Nullable Finished finished;

  OutputScreening(
      Screener screener,
      JsonMapper mapper,
      Exchange exchange,
      CompletionFeed feed,
      Answer answer,
      int promptEstimate) {
    this.screener = screener;
    this.mapper = mapper;
    this.exchange = exchange;
    this.feed = feed;
    this.answer = answer;
    this.promptEstimate = promptEstimate;
  }

  /**
   * Goes on until the answer is finished. Its audit record is written before its end is sent.
   *
   * @param begun events that were taken already
   * @throws ServiceException if it cannot be finished
   * @throws IOException if the caller has left
   */
  void run(List<CompletionEvent> begun) throws IOException {
    List<CompletionEvent> arrived = begun;
    while (true) {
      arrived.forEach(this::take);
      boolean blocked = false;
      if (finished != null || (answer.eager() && !arrived.isEmpty())) {
        blocked = release(finished != null);
      }
      if (blocked) {
        exchange.noteRefusal(refusedFor, refusedTexts);
        feed.close();
        finish(CONTENT_FILTER, finished == null ? guess() : finished.usage());
        return;
      }
      if (finished != null) {
        if (!flaggedFor.isEmpty()) {
          exchange.noteFlagged(flaggedFor, List.of(content.whole().text()));
        }
        finish(finished.reason().name().toLowerCase(Locale.ROOT), finished.usage());
        return;
      }
      answer.alive();
      arrived = feed.take();
    }
  }

  /** What the completion took so far, where nobody says: every part is taken for a token. */
  Usage guess() {
    return new Usage(promptEstimate, 0, parts);
  }

  private void finish(String reason, Usage usage) throws IOException {
    exchange.noteTokens(usage.promptTokens(), usage.completionTokens());
    answer.complete(reason, usage);
    exchange.record(HttpStatus.OK.value());
    answer.finish(reason, usage);
  }

  private void take(CompletionEvent event) {
    switch (event) {
      case CompletionEvent.Started started -> exchange.noteAnswering(started.model());
      case CompletionEvent.Text text -> {
        parts++;
        content.append(text.text());
      }
      case CompletionEvent.ToolCallPart part -> {
        parts++;
        calls.computeIfAbsent(part.index(), index -> new Call()).add(part);
      }
      case CompletionEvent.Step step -> {
        exchange.noteStep();
        steps.add(step);
      }
      case CompletionEvent.ApprovalRequested requested -> approvals.add(requested);
      case CompletionEvent.Finished end -> finished = end;
      case CompletionEvent.Failed failed -> throw failure(failed);
    }
  }

  /** Has judged what can be judged, and releases what may be; true if something is refused. */
  private boolean release(boolean complete) throws IOException {
    Batch batch = new Batch();
    List<JudgedStep> judgedSteps = steps.stream().map(step -> new JudgedStep(step, batch)).toList();
    steps.clear();
    boolean window = complete ? content.length() > 0 : content.due();
    JudgedContent judgedContent = window ? new JudgedContent(complete, batch) : null;
    List<JudgedCall> judgedCalls = new ArrayList<>();
    for (Map.Entry<Integer, Call> call : finishedCalls(complete)) {
      judgedCalls.add(new JudgedCall(call.getKey(), call.getValue(), batch));
      calls.remove(call.getKey());
    }
    List<JudgedApproval> judgedApprovals =
        approvals.stream().map(request -> new JudgedApproval(request, batch)).toList();
    approvals.clear();
    if (batch.isEmpty()) {
      return false;
    }
    judge(batch);

    for (JudgedStep step : judgedSteps) {
      if (step.blocked()) {
        return true;
      }
      answer.step(step.redacted());
    }
    if (judgedContent != null && judgedContent.release()) {
      return true;
    }
    for (JudgedCall call : judgedCalls) {
      if (call.blocked()) {
        return true;
      }
      Answer.ToolCall shown = call.redacted();
      exchange.noteAnswered(shown.name() + shown.arguments());
      answer.toolCall(shown);
    }
    for (JudgedApproval approval : judgedApprovals) {
      if (approval.blocked()) {
        return true;
      }
      answer.approval(approval.redacted());
    }
    return false;
  }

  private void judge(Batch batch) {
    long begin = System.nanoTime();
    batch.judge(screener, exchange, Direction.OUTPUT);
    exchange.noteTime(Exchange.Part.OUTPUT, System.nanoTime() - begin);
    flaggedFor.addAll(batch.flaggedFor());
    Set<Category> refused = batch.refusedFor();
    if (!refused.isEmpty() && refusedFor.isEmpty()) {
      // Windows begin and end by chance, and all that was said is what others can be like.
      String said = content.whole().text();
      refusedTexts =
          batch.refusedTexts().stream()
              .map(text -> said.contains(text) ? said : text)
              .distinct()
              .toList();
    }
    refusedFor.addAll(refused);
  }

  /** A call is whole once the next one has begun or the completion is. */
  private List<Map.Entry<Integer, Call>> finishedCalls(boolean complete) {
    List<Map.Entry<Integer, Call>> whole = new ArrayList<>();
    int last = calls.keySet().stream().mapToInt(Integer::intValue).max().orElse(-1);
    for (Map.Entry<Integer, Call> call : calls.entrySet()) {
      if (complete || call.getKey() < last) {
        whole.add(Map.entry(call.getKey(), call.getValue()));
      }
    }
    return whole;
  }

  private static ServiceException failure(CompletionEvent.Failed failed) {
    HttpStatus status = HttpStatus.resolve(failed.status());
    return new ServiceException(
        status == null || !status.isError() ? HttpStatus.SERVICE_UNAVAILABLE : status,
        failed.code(),
        failed.message(),
        failed.param(),
        failed.retryAfterSeconds(),
        null);
  }

  private static boolean refused(Verdict verdict) {
    return verdict.action() == Action.BLOCK;
  }

  private static final class Call {

    private @Nullable String id;
    private @Nullable String name;
    private final StringBuilder arguments = new StringBuilder();

    void add(CompletionEvent.ToolCallPart part) {
      if (part.id() != null) {
        id = part.id();
      }
      if (part.name() != null) {
        name = part.name();
      }
      arguments.append(part.arguments());
    }
  }

  private final class JudgedContent {

    private final boolean complete;
    private final Batch batch;
    private final int window;
    private final int whole;

    JudgedContent(boolean complete, Batch batch) {
      this.complete = complete;
      this.batch = batch;
      window = batch.add(content.window(complete));
      whole = complete && content.begun() ? batch.add(content.whole()) : -1;
    }

    /** Passes on what may be; true if something is refused. */
    boolean release() throws IOException {
      Verdict verdict = batch.verdict(window);
      GrowingText.Release release =
          whole < 0
              ? content.accept(verdict, complete)
              : content.accept(verdict, batch.verdict(whole));
      if (!release.text().isEmpty()) {
        exchange.noteAnswered(release.text());
        answer.text(release.text());
      }
      if (release.blocked() && !complete && content.holdsBack()) {
        Batch rest = new Batch();
        JudgedContent before = new JudgedContent(true, rest);
        judge(rest);
        before.release();
      }
      return release.blocked();
    }
  }

  private static final class JudgedStep {

    private final CompletionEvent.Step step;
    private final Batch batch;
    private final int[] places;
    private final JsonTexts arguments;

    JudgedStep(CompletionEvent.Step step, Batch batch) {
      this.step = step;
      this.batch = batch;
      places =
          new int[] {
            batch.add(step.plugin()),
            batch.add(step.tool()),
            batch.add(step.result()),
            batch.add(step.verdict())
          };
      arguments = new JsonTexts(step.arguments(), batch);
    }

    boolean blocked() {
      for (int place : places) {
        if (refused(batch.verdict(place))) {
          return true;
        }
      }
      return arguments.blocked();
    }

    Answer.Step redacted() {
      return new Answer.Step(
          batch.redacted(places[0]),
          batch.redacted(places[1]),
          arguments.redacted(),
          batch.redacted(places[2]),
          batch.redacted(places[3]),
          step.milliseconds());
    }
  }

  private final class JudgedCall {

    private final int index;
    private final String id;
    private final Batch batch;
    private final int name;
    private final WrittenArguments arguments;

    JudgedCall(int index, Call call, Batch batch) {
      this.index = index;
      this.batch = batch;
      String given = call.id;
      id =
          given != null && CALL_ID.matcher(given).matches()
              ? given
              : "call_" + UUID.randomUUID().toString().replace("-", "");
      if (call.name == null) {
        throw new ServiceException(
            HttpStatus.SERVICE_UNAVAILABLE,
            ServiceException.UNAVAILABLE,
            "The inference-service answered a tool call without a name; try again.",
            null,
            1,
            null);
      }
      name = batch.add(call.name);
      arguments = new WrittenArguments(call.arguments.toString(), mapper, batch, null);
    }

    boolean blocked() {
      return refused(batch.verdict(name)) || arguments.blocked();
    }

    Answer.ToolCall redacted() {
      return new Answer.ToolCall(index, id, batch.redacted(name), arguments.redacted());
    }
  }

  private static final class JudgedApproval {

    private final CompletionEvent.ApprovalRequested requested;
    private final Batch batch;
    private final int plugin;
    private final int tool;
    private final JsonTexts arguments;

    JudgedApproval(CompletionEvent.ApprovalRequested requested, Batch batch) {
      this.requested = requested;
      this.batch = batch;
      plugin = batch.add(requested.approval().plugin());
      tool = batch.add(requested.approval().tool());
      arguments = new JsonTexts(requested.approval().arguments(), batch);
    }

    boolean blocked() {
      return refused(batch.verdict(plugin)) || refused(batch.verdict(tool)) || arguments.blocked();
    }

    Answer.Approval redacted() {
      return new Answer.Approval(
          requested.approval().id(),
          batch.redacted(plugin),
          batch.redacted(tool),
          arguments.redacted(),
          requested.approval().expires());
    }
  }
}
