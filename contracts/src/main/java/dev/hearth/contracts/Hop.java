package dev.hearth.contracts;

import java.time.Duration;
import java.time.Instant;

/**
 * What every call between services carries besides its own request: the gateway's token, which a
 * service forwards unchanged, and the one deadline of the caller's request.
 *
 * @param token the signed service token (a compact JWT), without the {@code Bearer} prefix
 * @param requestId the id under which the caller's request is logged everywhere
 * @param deadline when the whole request must be answered
 */
public record Hop(String token, String requestId, Instant deadline) {

  /** Header with the milliseconds that are left; relative, since clocks of two machines differ. */
  public static final String DEADLINE_HEADER = "x-hearth-deadline-ms";

  /** Header with the request's id. */
  public static final String REQUEST_ID_HEADER = "x-request-id";

  /** Time left until the deadline, never negative. */
  public Duration remaining() {
    Duration left = Duration.between(Instant.now(), deadline);
    return left.isNegative() ? Duration.ZERO : left;
  }

  /** The same hop with the earlier of its own deadline and {@code limit} from now. */
  public Hop within(Duration limit) {
    Instant cap = Instant.now().plus(limit);
    return cap.isBefore(deadline) ? new Hop(token, requestId, cap) : this;
  }

  /** Leaves the token out: a hop may end up in a log. */
  @Override
  public String toString() {
    return "Hop[requestId=" + requestId + ", deadline=" + deadline + "]";
  }
}
