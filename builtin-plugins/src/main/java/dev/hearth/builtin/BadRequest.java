package dev.hearth.builtin;

import java.io.Serial;

/**
 * A request that cannot be answered. The message is written for a model: it says what is wrong and
 * what to send instead.
 */
public final class BadRequest extends RuntimeException {

  @Serial private static final long serialVersionUID = 1;

  /** A refusal with the sentence that the caller reads. */
  public BadRequest(String message) {
    super(message);
  }

  /** A refusal that another failure led to. */
  public BadRequest(String message, Throwable cause) {
    super(message, cause);
  }
}
