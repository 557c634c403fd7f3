package dev.hearth.gateway.runs;

import dev.hearth.base.ServiceException;
import dev.hearth.contracts.inference.CompletionEvent.Usage;
import dev.hearth.contracts.inference.CompletionRequest;
import dev.hearth.contracts.inference.CompletionRequest.ResponseFormat;
import dev.hearth.contracts.inference.CompletionRequest.Sampling;
import dev.hearth.contracts.inference.CompletionRequest.Tool;
import dev.hearth.contracts.inference.CompletionRequest.ToolChoice;
import dev.hearth.contracts.plugins.PluginTool;
import dev.hearth.gateway.admission.Admission;
import dev.hearth.gateway.chat.ChatRequest;
import dev.hearth.gateway.chat.CompletionFlow;
import dev.hearth.gateway.exchange.Exchange;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.springframework.http.HttpStatus;

/**
 * The model's turns of a run. Tools that change nothing are called within a turn, by the loop of
 * the inference-service; what they found is kept as it comes.
 */
final class RunTurns {

  private final RunWork work;
  private final RunParts parts;

  RunTurns(RunWork work) {
    this.work = work;
    this.parts = work.parts();
  }

  /** Lets the model go on by one turn. */
  void next() {
    RunState now = work.state();
    Exchange exchange;
    try {
      exchange =
          parts.exchanges().open(parts.identity(work.onBehalfOf()), work.path(), timeLeft(now));
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
    work.append(new RunEvent.TurnStarted(number, now.task()));
    RunTurn turn = new RunTurn(work, number);
    try {
      run(now, exchange, turn);
    } catch (ServiceException failure) {
      exchange.noteError(failure.code());
      work.record(exchange, failure.status().value());
      if (work.stopped() == null) {
        failTurn(now, number, failure, turn.guess());
      }
      return;
    } catch (IOException impossible) {
      throw new IllegalStateException("nobody reads along", impossible);
    }
    work.append(turn.completed());
    if (turn.hasCalls() || turn.isWhole()) {
      return;
    }
    String spent = now.spent();
    String reason = turn.reason().equals("length") ? "max_output_tokens" : turn.reason();
    work.append(new RunEvent.Incomplete(spent == null ? reason : spent));
  }

  private void run(RunState now, Exchange exchange, RunTurn turn) throws IOException {
    RunEvent.Created spec = now.spec();
    ChatRequest asked = chat(now, List.of());
    List<PluginTool> tools = new ArrayList<>();
    int stepsLeft = spec.budget().steps() - now.steps();
    if (stepsLeft > 0) {
      tools.addAll(parts.flow().tools(exchange, asked));
    }
    tools.removeIf(tool -> now.callsLeft(tool.tool()) == 0);
    turn.offers(tools);
    List<PluginTool> harmless = tools.stream().filter(tool -> !tool.consequential()).toList();
    List<Tool> consequential =
        tools.stream()
            .filter(PluginTool::consequential)
            .map(tool -> new Tool(tool.tool(), tool.description(), tool.parameters()))
            .toList();
    ChatRequest chat = parts.flow().admit(exchange, chat(now, consequential));
    Map<String, Integer> left = new HashMap<>();
    now.callsByTool().keySet().forEach(tool -> left.put(tool, now.callsLeft(tool)));
    CompletionRequest.Budget budget =
        new CompletionRequest.Budget(
            Math.max(0, stepsLeft), now.tokensLeft(), spec.budget().callsPerTool(), left);
    try (CompletionFlow.Begun completion =
        parts.flow().begin(exchange, chat, harmless, work.conversation(), budget)) {
      turn.by(completion.model());
      work.hold(completion);
      completion.run(turn);
    } finally {
      work.hold(null);
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
            Math.min(parts.properties().turnTokens(), now.tokensLeft()),
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
    work.append(
        new RunEvent.TurnFailed(
            number,
            failure.code(),
            failure.message(),
            outOfTime ? 0 : seconds,
            usage.promptTokens(),
            usage.completionTokens()));
    if (now.spent() != null) {
      return;
    }
    if (!passing || attempts >= parts.properties().turnAttempts()) {
      work.append(new RunEvent.Failed(failure.code(), failure.message()));
      return;
    }
    if (!outOfTime) {
      work.pause(Duration.ofSeconds(seconds));
    }
  }
}
