package dev.hearth.base;

import java.io.Serial;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;

/**
 * A failure with the words its caller should read. Thrown by a service it becomes a problem detail
 * (RFC 9457) with the properties {@code code}, {@code param} and {@code retryAfter}; thrown by a
 * client of {@link ServiceClients} it is what the other service answered, or 503 {@code
 * service_unavailable} where there was no usable answer.
 */
public class ServiceException extends RuntimeException {

  /** The code where another service could not be reached or answered nonsense. */
  public static final String UNAVAILABLE = "service_unavailable";

  /** The code where the deadline passed first. */
  public static final String DEADLINE_EXCEEDED = "deadline_exceeded";

  @Serial private static final long serialVersionUID = 1;

  private final HttpStatus status;
  private final String code;
  private final @Nullable String param;
  private final @Nullable Integer retryAfterSeconds;

  /** A failure whose sentence names no internals. */
  public ServiceException(HttpStatus status, String code, String message) {
    this(status, code, message, null, null, null);
  }

  /** A failure that a field of the request caused. */
  public ServiceException(HttpStatus status, String code, String message, @Nullable String param) {
    this(status, code, message, param, null, null);
  }

  /**
   * A failure.
   *
   * @param status the HTTP status that says it best
   * @param code a stable name for programs, such as {@code plugin_not_found}
   * @param message a sentence for people, naming no internals
   * @param param the field of the request that is at fault, if one is
   * @param retryAfterSeconds when trying again makes sense, if it does
   * @param cause what led to it, for the log
   */
  public ServiceException(
      HttpStatus status,
      String code,
      String message,
      @Nullable String param,
      @Nullable Integer retryAfterSeconds,
      @Nullable Throwable cause) {
    super(message, cause, true, cause != null || !refusal(status));
    this.status = status;
    this.code = code;
    this.param = param;
    this.retryAfterSeconds = retryAfterSeconds;
  }

  /**
   * Want of capacity, of which there is more the less there is: a stack trace costs and tells
   * nothing.
   */
  private static boolean refusal(HttpStatus status) {
    return status == HttpStatus.SERVICE_UNAVAILABLE || status == HttpStatus.TOO_MANY_REQUESTS;
  }

  /** A 400 that names the field at fault. */
  public static ServiceException badRequest(String param, String message) {
    return new ServiceException(HttpStatus.BAD_REQUEST, "invalid_value", message, param);
  }

  /** The HTTP status. */
  public HttpStatus status() {
    return status;
  }

  /** The stable name of the failure. */
  public String code() {
    return code;
  }

  /** The failure in words; never null here. */
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
