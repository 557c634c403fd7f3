package dev.hearth.inference.engine;

import java.io.Serial;
import org.jspecify.annotations.Nullable;

/** Why an engine does not answer, in the terms of the public API. */
public class EngineException extends Exception {

  @Serial private static final long serialVersionUID = 1;

  private final int status;
  private final String code;
  private final @Nullable String param;
  private final @Nullable Integer retryAfterSeconds;

  /**
   * A failure.
   *
   * @param status the HTTP status that says it best; 429 and 5xx make clients try again
   * @param code a stable name for programs
   * @param message a sentence for people, naming no internals
   * @param param the field of the request that is at fault, if one is
   * @param retryAfterSeconds when trying again makes sense, if it does
   * @param cause what led to it, for the log
   */
  public EngineException(
      int status,
      String code,
      String message,
      @Nullable String param,
      @Nullable Integer retryAfterSeconds,
      @Nullable Throwable cause) {
    super(message, cause);
    this.status = status;
    this.code = code;
    this.param = param;
    this.retryAfterSeconds = retryAfterSeconds;
  }

  /** A field of the request cannot be served. */
  public static EngineException badRequest(String code, String message, @Nullable String param) {
    return new EngineException(400, code, message, param, null, null);
  }

  /** The engine cannot work now; trying again makes sense. */
  public static EngineException unavailable(
      String code, String message, int retryAfterSeconds, @Nullable Throwable cause) {
    return new EngineException(503, code, message, null, retryAfterSeconds, cause);
  }

  /** The deadline passed. */
  public static EngineException deadlineExceeded(@Nullable Throwable cause) {
    return unavailable("deadline_exceeded", "The answer was not ready in time.", 1, cause);
  }

  /** The HTTP status. */
  public int status() {
    return status;
  }

  /** The stable name. */
  public String code() {
    return code;
  }

  /** The sentence; never null here. */
  public String message() {
    return String.valueOf(getMessage());
  }

  /** The field at fault, or null. */
  public @Nullable String param() {
    return param;
  }

  /** When trying again makes sense, in seconds, or null. */
  public @Nullable Integer retryAfterSeconds() {
    return retryAfterSeconds;
  }
}
