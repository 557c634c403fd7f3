package dev.hearth.inference.loop;

import dev.hearth.contracts.inference.CompletionEvent;
import dev.hearth.contracts.inference.CompletionEvent.FinishReason;
import dev.hearth.contracts.inference.CompletionRequest.ResponseFormat;
import dev.hearth.contracts.inference.CompletionRequest.Sampling;
import dev.hearth.contracts.inference.CompletionRequest.Tool;
import dev.hearth.contracts.inference.Message;
import dev.hearth.inference.engine.Cancellation;
import dev.hearth.inference.engine.EngineException;
import dev.hearth.inference.engine.Generated;
import dev.hearth.inference.engine.Generation;
import dev.hearth.inference.engine.Output;
import java.util.List;
import java.util.UUID;
import java.util.function.Consumer;
import tools.jackson.databind.JsonNode;

/** One completion while it is made: its events, its budget, and its way to the model. */
final class Run {

  private final LoopRequest request;
  private final Consumer<CompletionEvent> events;
  private final Cancellation cancellation;
  private final Budget budget;
  private boolean started;
  private int ownCalls;

  Run(
      LoopRequest request,
      Consumer<CompletionEvent> events,
      Cancellation cancellation,
      LoopProperties limits) {
    this.request = request;
    this.events = events;
    this.cancellation = cancellation;
    this.budget = new Budget(limits, request.completion().budget());
  }

  LoopRequest request() {
    return request;
  }

  Budget budget() {
    return budget;
  }

  Cancellation cancellation() {
    return cancellation;
  }

  /** Says that the request was accepted, the first time. */
  void started() {
    if (!started) {
      started = true;
      events.accept(new CompletionEvent.Started(request.model().id()));
    }
  }

  void emit(CompletionEvent event) {
    started();
    events.accept(event);
  }

  void finish(FinishReason reason) {
    emit(new CompletionEvent.Finished(reason, budget.usage()));
  }

  /** The call of a caller's own tool, whole. */
  void ownCall(String name, String arguments) {
    String id = "call_" + UUID.randomUUID().toString().replace("-", "");
    emit(new CompletionEvent.ToolCallPart(ownCalls++, id, name, arguments));
  }

  /** Generates text that the caller reads as it comes. */
  Generated answer(
      List<Message> messages, List<Tool> tools, Sampling sampling, ResponseFormat format)
      throws EngineException {
    return generate(
        messages, tools, sampling, format, text -> emit(new CompletionEvent.Text(text)));
  }

  /** Generates JSON of a schema that only the loop reads. */
  String decide(List<Message> messages, JsonNode schema, int maxTokens) throws EngineException {
    return unheard(
            messages,
            likeliest(maxTokens),
            new ResponseFormat(ResponseFormat.Type.JSON_SCHEMA, schema))
        .text();
  }

  /** Generates text that only the loop reads, by the caller's sampling. */
  Generated draft(List<Message> messages) throws EngineException {
    return unheard(messages, request.completion().sampling(), ResponseFormat.TEXT);
  }

  /** Lets the model think, within this many tokens. */
  String thought(List<Message> messages, int maxTokens) throws EngineException {
    return unheard(messages, likeliest(maxTokens), ResponseFormat.TEXT).text();
  }

  private static Sampling likeliest(int maxTokens) {
    return new Sampling(0.0, 1.0, null, maxTokens, List.of(), null, null);
  }

  private Generated unheard(List<Message> messages, Sampling sampling, ResponseFormat format)
      throws EngineException {
    return generate(messages, List.of(), sampling, format, _ -> {});
  }

  private Generated generate(
      List<Message> messages,
      List<Tool> tools,
      Sampling sampling,
      ResponseFormat format,
      Consumer<String> heard)
      throws EngineException {
    Generated generated =
        request
            .engine()
            .generate(
                new Generation(
                    request.model().id(),
                    messages,
                    tools,
                    sampling,
                    format,
                    request.hop().deadline()),
                new Output() {
                  @Override
                  public void accepted() {
                    started();
                  }

                  @Override
                  public void text(String text) {
                    heard.accept(text);
                  }
                },
                cancellation);
    budget.spent(generated.usage());
    if (cancellation.cancelled()) {
      throw EngineException.unavailable("cancelled", "Nobody waits any more.", 1, null);
    }
    return generated;
  }
}
