package dev.hearth.registry.mcp;

import java.io.Serial;
import org.jspecify.annotations.Nullable;

/**
 * A server that answers, but not as the protocol has it. Its message is for people and names no
 * internals.
 */
public final class McpException extends RuntimeException {

  @Serial private static final long serialVersionUID = 1;

  McpException(String message) {
    this(message, null);
  }

  McpException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }

  /** What is wrong with the answer; never null here. */
  public String message() {
    return String.valueOf(getMessage());
  }
}
