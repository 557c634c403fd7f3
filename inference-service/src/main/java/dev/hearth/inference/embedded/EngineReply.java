package dev.hearth.inference.embedded;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;

/** What the child process answers, one JSON object on a line. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
@JsonSubTypes({
  @JsonSubTypes.Type(value = EngineReply.Accepted.class, name = "accepted"),
  @JsonSubTypes.Type(value = EngineReply.Text.class, name = "text"),
  @JsonSubTypes.Type(value = EngineReply.Ended.class, name = "ended"),
  @JsonSubTypes.Type(value = EngineReply.TooLong.class, name = "too_long"),
  @JsonSubTypes.Type(value = EngineReply.Refused.class, name = "refused")
})
sealed interface EngineReply {

  /**
   * The prompt fits and is being read.
   *
   * @param reusedTokens those of it that the slot had evaluated before
   */
  record Accepted(int promptTokens, int reusedTokens) implements EngineReply {}

  /** More of the answer. */
  record Text(String text) implements EngineReply {}

  /**
   * The end.
   *
   * @param length whether it ended for want of room or of tokens
   */
  record Ended(boolean length, int completionTokens) implements EngineReply {}

  /** The prompt, or prompt and wanted answer, do not fit. */
  record TooLong(int promptTokens, int contextLength) implements EngineReply {}

  /** The engine turned the request down. */
  record Refused(String message) implements EngineReply {}
}
