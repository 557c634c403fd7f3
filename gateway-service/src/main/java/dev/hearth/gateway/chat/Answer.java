package dev.hearth.gateway.chat;

import dev.hearth.contracts.inference.CompletionEvent.Usage;
import java.io.IOException;
import java.time.Instant;
import tools.jackson.databind.JsonNode;

/**
 * Takes what was screened and passes it on to the caller, at once or at the end. One thread uses
 * it. An {@link IOException} means that the caller has left.
 */
public interface Answer {

  /** Whether the caller waits for every part, so that it is worth screening each by itself. */
  boolean eager();

  /** The next part of the content, not empty. */
  void text(String text) throws IOException;

  /** A whole call of one of the caller's own tools. */
  void toolCall(ToolCall call) throws IOException;

  /** A call of a plugin's tool. */
  void step(Step step) throws IOException;

  /** A call of a plugin's tool that waits for the caller. */
  void approval(Approval approval) throws IOException;

  /** The model goes on, whether or not there was something to pass on; told often. */
  void alive() throws IOException;

  /**
   * Does what must be done before the answer counts as given, such as keeping it. Called once,
   * before the audit record is written and the end is told.
   *
   * @throws dev.hearth.base.ServiceException if it could not be done: then there is no such end
   */
  default void complete(String reason, Usage usage) {}

  /**
   * The end.
   *
   * @param reason {@code stop}, {@code length}, {@code tool_calls} or {@code content_filter}
   */
  void finish(String reason, Usage usage) throws IOException;

  /** A call of one of the caller's own tools. */
  record ToolCall(int index, String id, String name, String arguments) {}

  /** A call of a plugin's tool, as it is shown in {@code hearth.steps}. */
  record Step(
      String plugin, String tool, JsonNode arguments, String result, String verdict, long ms) {}

  /** A call that waits for the caller, as it is shown in {@code hearth.approvals}. */
  record Approval(String id, String plugin, String tool, JsonNode arguments, Instant expires) {}
}
