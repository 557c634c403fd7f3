package dev.hearth.gateway.policy;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import dev.hearth.gateway.json.Fields;
import org.jspecify.annotations.Nullable;

/**
 * How much may be asked for. A limit that is null is not set.
 *
 * @param requestsPerMinute requests in a minute, refilled evenly
 * @param tokensPerMinute tokens, read and generated together, in a minute, refilled evenly
 * @param tokensPerDay tokens in a calendar day (UTC)
 * @param tokensPerMonth tokens in a calendar month (UTC)
 * @param concurrentRequests requests at the same time
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Limits(
    @JsonProperty("requests_per_minute") @Nullable Long requestsPerMinute,
    @JsonProperty("tokens_per_minute") @Nullable Long tokensPerMinute,
    @JsonProperty("tokens_per_day") @Nullable Long tokensPerDay,
    @JsonProperty("tokens_per_month") @Nullable Long tokensPerMonth,
    @JsonProperty("concurrent_requests") @Nullable Long concurrentRequests) {

  /** No limit at all. */
  public static final Limits NONE = new Limits(null, null, null, null, null);

  private static final long MOST = 1_000_000_000_000L;

  /**
   * Reads the limits in a field of a caller's JSON; none where it is missing.
   *
   * @throws dev.hearth.base.ServiceException 400 that names the field at fault
   */
  public static Limits read(Fields body, String name) {
    Fields limits = body.object(name);
    return limits == null
        ? NONE
        : new Limits(
            limits.integer("requests_per_minute", 1, MOST),
            limits.integer("tokens_per_minute", 1, MOST),
            limits.integer("tokens_per_day", 1, MOST),
            limits.integer("tokens_per_month", 1, MOST),
            limits.integer("concurrent_requests", 1, 1_000_000));
  }

  /** These limits, and those of {@code others} where one is not set here. */
  public Limits or(Limits others) {
    return new Limits(
        first(requestsPerMinute, others.requestsPerMinute),
        first(tokensPerMinute, others.tokensPerMinute),
        first(tokensPerDay, others.tokensPerDay),
        first(tokensPerMonth, others.tokensPerMonth),
        first(concurrentRequests, others.concurrentRequests));
  }

  /** Whether tokens are limited by day or month. */
  public boolean hasQuota() {
    return tokensPerDay != null || tokensPerMonth != null;
  }

  private static @Nullable Long first(@Nullable Long one, @Nullable Long other) {
    return one == null ? other : one;
  }
}
