package dev.hearth.registry.egress;

import java.io.Serial;
import org.jspecify.annotations.Nullable;

/** A request to the outside that was not made or not answered. Its message names no internals. */
public final class EgressException extends RuntimeException {

  @Serial private static final long serialVersionUID = 1;

  /** Why there is no answer. */
  public enum Reason {
    /** The guard does not let this address be called. */
    REFUSED,
    /** The host could not be found or connected to, or broke off. */
    UNREACHABLE,
    /** The time was up. */
    TIMEOUT,
    /** The answer is no HTTP, or larger than allowed, or redirects without end. */
    UNUSABLE
  }

  private final Reason reason;
  private final boolean unsent;

  EgressException(Reason reason, String message, @Nullable Throwable cause) {
    this(reason, message, cause, false);
  }

  private EgressException(
      Reason reason, String message, @Nullable Throwable cause, boolean unsent) {
    super(message, cause);
    this.reason = reason;
    this.unsent = unsent;
  }

  static EgressException unconnected(String message, Throwable cause) {
    return new EgressException(Reason.UNREACHABLE, message, cause, true);
  }

  /** Whether it is certain that the host received nothing of the request. */
  public boolean unsent() {
    return unsent;
  }

  static EgressException refused(String message) {
    return new EgressException(Reason.REFUSED, message, null);
  }

  /** Why there is no answer. */
  public Reason reason() {
    return reason;
  }

  /** The failure in words; never null here. */
  public String message() {
    return String.valueOf(getMessage());
  }
}
