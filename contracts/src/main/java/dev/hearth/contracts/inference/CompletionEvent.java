package dev.hearth.contracts.inference;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import dev.hearth.contracts.plugins.Approval;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * What happens while a completion is made, one JSON object a line. The last event is {@link
 * Finished} or {@link Failed}; a stream that ends without either broke off. None of the model's own
 * text in it has been screened: that is the gateway's part.
 */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
@JsonSubTypes({
  @JsonSubTypes.Type(value = CompletionEvent.Started.class, name = "started"),
  @JsonSubTypes.Type(value = CompletionEvent.Text.class, name = "text"),
  @JsonSubTypes.Type(value = CompletionEvent.ToolCallPart.class, name = "tool_call_part"),
  @JsonSubTypes.Type(value = CompletionEvent.Step.class, name = "step"),
  @JsonSubTypes.Type(value = CompletionEvent.ApprovalRequested.class, name = "approval_requested"),
  @JsonSubTypes.Type(value = CompletionEvent.Finished.class, name = "finished"),
  @JsonSubTypes.Type(value = CompletionEvent.Failed.class, name = "failed")
})
public sealed interface CompletionEvent {

  /**
   * The request was accepted.
   *
   * @param model the id of the model that answers
   */
  record Started(String model) implements CompletionEvent {}

  /**
   * More of the answer.
   *
   * @param text what was added, at least one character
   */
  record Text(String text) implements CompletionEvent {}

  /**
   * More of a call of one of the caller's own tools.
   *
   * @param index which call, from 0
   * @param id the call's id, in its first part only
   * @param name the tool's name, in its first part only
   * @param arguments what was added to the arguments' JSON text; may be empty
   */
  record ToolCallPart(int index, @Nullable String id, @Nullable String name, String arguments)
      implements CompletionEvent {}

  /**
   * A plugin's tool was called by the loop, or the model's attempt was turned down.
   *
   * @param plugin the plugin's name; empty if the model named a tool that does not exist
   * @param tool the tool's name as the model gave it
   * @param arguments the arguments as the model gave them
   * @param result what the model was told
   * @param verdict {@code allow}, {@code flag} or {@code redact}; for a call that failed, its
   *     reason
   * @param milliseconds how long it took
   */
  record Step(
      String plugin,
      String tool,
      JsonNode arguments,
      String result,
      String verdict,
      @JsonProperty("ms") long milliseconds)
      implements CompletionEvent {}

  /**
   * A consequential call waits for the caller; {@link Finished} with {@link
   * FinishReason#TOOL_CALLS} follows.
   *
   * @param approval what the caller is asked
   */
  record ApprovalRequested(Approval approval) implements CompletionEvent {}

  /**
   * The answer is complete.
   *
   * @param reason why it ends
   * @param usage what it took
   */
  record Finished(FinishReason reason, Usage usage) implements CompletionEvent {}

  /**
   * The answer could not be completed.
   *
   * @param status the HTTP status that this is, were nothing sent yet
   * @param code what went wrong, such as {@code model_not_found}
   * @param message for the caller to read: what to do, no internals
   * @param param the field of the public request that is at fault, if one is
   * @param retryAfterSeconds for 429 and 503: when trying again makes sense
   */
  record Failed(
      int status,
      String code,
      String message,
      @Nullable String param,
      @Nullable Integer retryAfterSeconds)
      implements CompletionEvent {}

  /** Why an answer ends. */
  enum FinishReason {
    @JsonProperty("stop")
    STOP,
    @JsonProperty("length")
    LENGTH,
    @JsonProperty("tool_calls")
    TOOL_CALLS
  }

  /**
   * Tokens that a completion took, all its steps together.
   *
   * @param promptTokens tokens read, whether evaluated or reused
   * @param cachedTokens those of them that were reused from an earlier evaluation
   * @param completionTokens tokens generated
   */
  record Usage(int promptTokens, int cachedTokens, int completionTokens) {}
}
