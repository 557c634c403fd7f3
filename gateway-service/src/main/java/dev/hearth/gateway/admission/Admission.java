package dev.hearth.gateway.admission;

import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.LoadingCache;
import dev.hearth.base.ServiceException;
import io.github.bucket4j.Bucket;
import io.github.bucket4j.ConsumptionProbe;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.Semaphore;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Component;

/**
 * Decides what is taken on: at most so many requests at a time, and for each key so many requests
 * and tokens in a minute, refilled evenly. Counted in this process. Thread-safe, never blocks.
 */
@Component
public final class Admission {

  private static final Duration PERIOD = Duration.ofMinutes(1);

  private final AdmissionProperties properties;
  private final Semaphore places;
  private final LoadingCache<UUID, Allowance> allowances;

  Admission(AdmissionProperties properties) {
    this.properties = properties;
    places = new Semaphore(properties.maxConcurrentRequests());
    // An allowance that was not used for a full period is full again: it may be forgotten.
    allowances =
        Caffeine.newBuilder()
            .expireAfterAccess(PERIOD.multipliedBy(2))
            .build(
                key ->
                    new Allowance(
                        bucket(properties.requestsPerMinute()),
                        bucket(properties.tokensPerMinute())));
  }

  /**
   * Takes on a request of this key. The permit must be closed.
   *
   * @throws ServiceException 503 {@code overloaded} if all places are taken
   */
  public Permit enter(UUID keyId) {
    // Before the place is taken: nothing may fail between taking it and handing it out.
    Allowance allowance = allowances.get(keyId);
    if (!places.tryAcquire()) {
      throw new ServiceException(
          HttpStatus.SERVICE_UNAVAILABLE,
          "overloaded",
          "The gateway has as much to do as it takes on; try again.",
          null,
          1,
          null);
    }
    return new Permit(
        properties,
        allowance.requests().tryConsumeAndReturnRemaining(1),
        allowance.tokens(),
        places);
  }

  private static Bucket bucket(long perMinute) {
    return Bucket.builder()
        .addLimit(limit -> limit.capacity(perMinute).refillGreedy(perMinute, PERIOD))
        .build();
  }

  private record Allowance(Bucket requests, Bucket tokens) {}

  /** A request that was taken on. One thread uses it. */
  public static final class Permit implements AutoCloseable {

    private final AdmissionProperties properties;
    private final ConsumptionProbe request;
    private final Bucket tokens;
    private final Semaphore places;
    private long reserved;

    private Permit(
        AdmissionProperties properties, ConsumptionProbe request, Bucket tokens, Semaphore places) {
      this.properties = properties;
      this.request = request;
      this.tokens = tokens;
      this.places = places;
    }

    /** Where the key stands now, for the answer's headers. */
    public RateLimits limits() {
      long available = Math.max(0, tokens.getAvailableTokens());
      long used = properties.tokensPerMinute() - available;
      return new RateLimits(
          properties.requestsPerMinute(),
          Math.max(0, request.getRemainingTokens()),
          Duration.ofNanos(request.getNanosToWaitForReset()),
          properties.tokensPerMinute(),
          available,
          Duration.ofNanos(
              (long) ((double) used / properties.tokensPerMinute() * PERIOD.toNanos())));
    }

    /**
     * Counts the request.
     *
     * @throws ServiceException 429 if the key made too many
     */
    public void checkRequests() {
      if (!request.isConsumed()) {
        throw tooMuch("requests", properties.requestsPerMinute(), request);
      }
    }

    /**
     * Sets tokens aside before it is known how many are used. More than the limit of a whole minute
     * are taken for that limit, so that a long request is possible at all.
     *
     * @throws ServiceException 429 if the key has not so many left
     */
    public void reserve(long estimate) {
      long wanted = Math.max(1, Math.min(estimate, properties.tokensPerMinute()));
      ConsumptionProbe probe = tokens.tryConsumeAndReturnRemaining(wanted);
      if (!probe.isConsumed()) {
        throw tooMuch("tokens", properties.tokensPerMinute(), probe);
      }
      reserved += wanted;
    }

    /** Puts in the place of what was reserved what was used. */
    public void settle(long used) {
      long difference = used - reserved;
      reserved = used;
      if (difference > 0) {
        tokens.consumeIgnoringRateLimits(difference);
      } else if (difference < 0) {
        tokens.addTokens(-difference);
      }
    }

    private static ServiceException tooMuch(String what, long limit, ConsumptionProbe probe) {
      long seconds =
          Math.max(
              1, Math.ceilDiv(probe.getNanosToWaitForRefill(), Duration.ofSeconds(1).toNanos()));
      return new ServiceException(
          HttpStatus.TOO_MANY_REQUESTS,
          "rate_limit_exceeded",
          "Rate limit reached: "
              + limit
              + " "
              + what
              + " per minute; try again in "
              + seconds
              + " s.",
          null,
          Math.toIntExact(seconds),
          null);
    }

    @Override
    public void close() {
      places.release();
    }
  }
}
