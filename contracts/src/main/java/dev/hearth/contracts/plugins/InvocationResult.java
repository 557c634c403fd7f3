package dev.hearth.contracts.plugins;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import dev.hearth.contracts.moderation.Action;

/** What came of a call. All texts in it were screened (direction tool) by the registry. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
@JsonSubTypes({
  @JsonSubTypes.Type(value = InvocationResult.Answered.class, name = "answered"),
  @JsonSubTypes.Type(value = InvocationResult.Failed.class, name = "failed"),
  @JsonSubTypes.Type(value = InvocationResult.ApprovalNeeded.class, name = "approval_needed")
})
public sealed interface InvocationResult {

  /**
   * The plugin answered.
   *
   * @param text the answer as text, redacted where the policy says so
   * @param verdict what the screening decided about it; never {@link Action#BLOCK}
   * @param milliseconds how long the plugin took
   */
  record Answered(String text, Action verdict, long milliseconds) implements InvocationResult {}

  /**
   * The call could not be made or failed. This is an observation for the model, not a fault of the
   * platform.
   *
   * @param reason one of {@code unknown_tool}, {@code bad_arguments}, {@code plugin_error}, {@code
   *     timeout}, {@code unavailable}, {@code result_refused}, {@code refused}
   * @param message what went wrong and what would help, for the model to read
   * @param milliseconds how long it took to fail
   */
  record Failed(String reason, String message, long milliseconds) implements InvocationResult {}

  /**
   * The operation changes something and nobody has approved it yet; nothing was called.
   *
   * @param approval what the caller is asked
   */
  record ApprovalNeeded(Approval approval) implements InvocationResult {}
}
