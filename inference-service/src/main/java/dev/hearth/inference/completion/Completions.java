package dev.hearth.inference.completion;

import dev.hearth.base.SeldomLog;
import dev.hearth.base.ServiceException;
import dev.hearth.contracts.Hop;
import dev.hearth.contracts.inference.CompletionEvent;
import dev.hearth.contracts.inference.CompletionRequest;
import dev.hearth.contracts.inference.CompletionRequest.ResponseFormat;
import dev.hearth.contracts.inference.CompletionRequest.ToolChoice;
import dev.hearth.inference.engine.Cancellation;
import dev.hearth.inference.engine.Engine;
import dev.hearth.inference.engine.EngineException;
import dev.hearth.inference.engine.GenerationMeters;
import dev.hearth.inference.loop.Loop;
import dev.hearth.inference.loop.LoopRequest;
import dev.hearth.inference.queue.EngineQueues;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/** Completes conversations: finds the model, runs the loop, and says what went wrong. */
@Component
class Completions {

  private static final Logger log = LoggerFactory.getLogger(Completions.class);

  private final SeldomLog warnings = new SeldomLog(log);
  private final Catalogue catalogue;
  private final EngineQueues queues;
  private final Loop loop;
  private final GenerationMeters meters;

  Completions(Catalogue catalogue, EngineQueues queues, Loop loop, GenerationMeters meters) {
    this.catalogue = catalogue;
    this.queues = queues;
    this.loop = loop;
    this.meters = meters;
  }

  /** Runs to the end; the last event is always Finished or Failed, except for a cancelled run. */
  void run(
      Hop hop,
      String team,
      CompletionRequest request,
      Consumer<CompletionEvent> events,
      Cancellation cancellation) {
    try {
      check(request);
      Catalogue.Entry entry = catalogue.find(request.model());
      Engine engine = meters.around(queues.forRequest(entry.engine(), team));
      loop.run(new LoopRequest(engine, entry.model(), request, hop), events, cancellation);
    } catch (EngineException failure) {
      if (!cancellation.cancelled() && failure.status() >= 500) {
        warn(failure.code(), failure);
      }
      events.accept(failed(failure));
    } catch (ServiceException failure) {
      warn(failure.code(), failure);
      events.accept(
          new CompletionEvent.Failed(
              failure.status().value(),
              failure.code(),
              failure.message(),
              failure.param(),
              failure.retryAfterSeconds()));
    } catch (RuntimeException | Error unexpected) {
      // An Error, too, such as a native library that cannot be linked: the caller waits for an end.
      log.error("a completion failed unexpectedly", unexpected);
      events.accept(
          new CompletionEvent.Failed(500, "internal_error", "An unexpected failure.", null, null));
    }
  }

  private void warn(String code, Exception failure) {
    warnings.warn(code, code + ": " + failure.getMessage(), failure.getCause());
  }

  static CompletionEvent.Failed failed(EngineException failure) {
    return new CompletionEvent.Failed(
        failure.status(),
        failure.code(),
        failure.message(),
        failure.param(),
        failure.retryAfterSeconds());
  }

  private static void check(CompletionRequest request) throws EngineException {
    if (request.messages().isEmpty()) {
      throw EngineException.badRequest(
          "invalid_value", "A completion needs at least one message.", "messages");
    }
    if (request.responseFormat().type() == ResponseFormat.Type.JSON_SCHEMA
        && request.responseFormat().schema() == null) {
      throw EngineException.badRequest(
          "invalid_value", "A json_schema format needs its schema.", "response_format");
    }
    ToolChoice choice = request.toolChoice();
    boolean known = request.tools().stream().anyMatch(tool -> tool.name().equals(choice.name()));
    if (choice.mode() == ToolChoice.Mode.NAMED && !known) {
      throw EngineException.badRequest(
          "invalid_value",
          "The tool that tool_choice names is not among the tools.",
          "tool_choice");
    }
    if (choice.mode() == ToolChoice.Mode.REQUIRED && request.tools().isEmpty()) {
      throw EngineException.badRequest(
          "invalid_value", "A tool_choice that requires a tool needs tools.", "tool_choice");
    }
  }
}
