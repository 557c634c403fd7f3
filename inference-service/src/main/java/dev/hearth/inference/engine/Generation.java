package dev.hearth.inference.engine;

import dev.hearth.contracts.inference.CompletionRequest.ResponseFormat;
import dev.hearth.contracts.inference.CompletionRequest.Sampling;
import dev.hearth.contracts.inference.CompletionRequest.Tool;
import dev.hearth.contracts.inference.Message;
import java.time.Instant;
import java.util.List;

/**
 * One thing to generate.
 *
 * @param model the model's id, one of the engine's
 * @param messages the conversation so far, at least one message
 * @param tools tools that the model may call natively; empty for models that cannot
 * @param sampling how tokens are chosen
 * @param format what the text must look like
 * @param deadline when it must be done
 */
public record Generation(
    String model,
    List<Message> messages,
    List<Tool> tools,
    Sampling sampling,
    ResponseFormat format,
    Instant deadline) {

  /** Copies the lists. */
  public Generation {
    messages = List.copyOf(messages);
    tools = List.copyOf(tools);
  }
}
