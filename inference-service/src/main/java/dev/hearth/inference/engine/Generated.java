package dev.hearth.inference.engine;

import dev.hearth.contracts.inference.CompletionEvent.FinishReason;
import dev.hearth.contracts.inference.CompletionEvent.Usage;
import dev.hearth.contracts.inference.Message;
import java.util.List;

/**
 * What was generated.
 *
 * @param text the whole text
 * @param toolCalls native calls that the model made
 * @param reason why it ended
 * @param usage what it took
 */
public record Generated(
    String text, List<Message.ToolCall> toolCalls, FinishReason reason, Usage usage) {

  /** Copies the calls. */
  public Generated {
    toolCalls = List.copyOf(toolCalls);
  }
}
