package dev.hearth.gateway.admission;

import dev.hearth.gateway.policy.Limits;
import jakarta.validation.Valid;
import jakarta.validation.constraints.AssertTrue;
import jakarta.validation.constraints.DecimalMax;
import jakarta.validation.constraints.DecimalMin;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Positive;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * How much is taken on. A key's own limits and its team's policy go before these.
 *
 * @param requestsPerMinute requests that one key may make in a minute
 * @param tokensPerMinute tokens, read and generated together, that one key may use in a minute
 * @param tokensPerDay tokens that one key may use in a calendar day (UTC); unset: no limit
 * @param tokensPerMonth tokens that one key may use in a calendar month (UTC); unset: no limit
 * @param concurrentRequests requests of one key at the same time; unset: no limit
 * @param team the same limits for all keys of a team together; unset ones are no limits
 * @param maxConcurrentRequests requests to {@code /v1} that the gateway works on at the same time
 *     at most; more are answered 503 at once. Requests of low priority get half of the places, of
 *     normal priority four fifths, of high priority all
 * @param minConcurrentRequests how few the adaptive limit goes down to
 * @param adaptive whether that number of places follows how long models take to begin an answer
 * @param redisUrl a Redis ({@code redis://}, or {@code rediss://} for TLS) in which several
 *     gateways count together; empty: each counts for itself
 * @param redisTimeout how long an answer of Redis is waited for before it counts as down
 * @param localShare the part of every limit that each gateway grants by itself while Redis is down
 */
@Validated
@ConfigurationProperties("hearth.gateway.admission")
record AdmissionProperties(
    @DefaultValue("3000") @Positive @Max(1_000_000_000) long requestsPerMinute,
    @DefaultValue("1000000") @Positive @Max(1_000_000_000) long tokensPerMinute,
    @Nullable @Positive Long tokensPerDay,
    @Nullable @Positive Long tokensPerMonth,
    @Nullable @Positive Long concurrentRequests,
    @DefaultValue @Valid Team team,
    @DefaultValue("768") @Positive int maxConcurrentRequests,
    @DefaultValue("32") @Positive int minConcurrentRequests,
    @DefaultValue("true") boolean adaptive,
    @DefaultValue("") String redisUrl,
    @DefaultValue("250ms") @NotNull Duration redisTimeout,
    @DefaultValue("0.25") @DecimalMin("0.001") @DecimalMax("1") double localShare) {

  /** The limits of a key that nothing else is said about. */
  Limits key() {
    return new Limits(
        requestsPerMinute, tokensPerMinute, tokensPerDay, tokensPerMonth, concurrentRequests);
  }

  /** Waiting for Redis must stay short beside the request itself. */
  @AssertTrue(message = "redis-timeout must be from 1ms to 5s")
  boolean isTimeoutShort() {
    return redisTimeout.toMillis() >= 1 && redisTimeout.compareTo(Duration.ofSeconds(5)) <= 0;
  }

  /** The address may hold a password. */
  @Override
  public String toString() {
    return "AdmissionProperties[" + key() + ", " + team.limits() + "]";
  }

  /**
   * The limits of a team that nothing else is said about; unset ones are no limits.
   *
   * @param requestsPerMinute requests in a minute
   * @param tokensPerMinute tokens in a minute
   * @param tokensPerDay tokens in a calendar day (UTC)
   * @param tokensPerMonth tokens in a calendar month (UTC)
   * @param concurrentRequests requests at the same time
   */
  record Team(
      @Nullable @Positive Long requestsPerMinute,
      @Nullable @Positive Long tokensPerMinute,
      @Nullable @Positive Long tokensPerDay,
      @Nullable @Positive Long tokensPerMonth,
      @Nullable @Positive Long concurrentRequests) {

    Limits limits() {
      return new Limits(
          requestsPerMinute, tokensPerMinute, tokensPerDay, tokensPerMonth, concurrentRequests);
    }
  }
}
