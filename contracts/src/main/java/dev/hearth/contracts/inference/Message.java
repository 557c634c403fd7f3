package dev.hearth.contracts.inference;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One message of a conversation.
 *
 * @param role who speaks
 * @param content what is said; empty where an assistant only calls tools
 * @param name the speaker's name, if the caller gave one
 * @param toolCalls the assistant's calls of the caller's own tools
 * @param toolCallId for role tool: which call this answers
 */
public record Message(
    Role role,
    String content,
    @Nullable String name,
    List<ToolCall> toolCalls,
    @Nullable String toolCallId) {

  /** Copies the calls. */
  public Message {
    toolCalls = List.copyOf(toolCalls);
  }

  /** A plain message of this role. */
  public static Message of(Role role, String content) {
    return new Message(role, content, null, List.of(), null);
  }

  /** Who speaks. OpenAI's {@code developer} is a system message. */
  public enum Role {
    @JsonProperty("system")
    SYSTEM,
    @JsonProperty("user")
    USER,
    @JsonProperty("assistant")
    ASSISTANT,
    @JsonProperty("tool")
    TOOL
  }

  /**
   * A call of one of the caller's own tools.
   *
   * @param id unique within the conversation
   * @param name the tool's name
   * @param arguments a JSON object as text
   */
  public record ToolCall(String id, String name, String arguments) {}
}
