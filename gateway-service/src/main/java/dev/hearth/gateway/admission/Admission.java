package dev.hearth.gateway.admission;

import dev.hearth.base.ServiceException;
import dev.hearth.base.ServiceProperties;
import dev.hearth.gateway.identity.Identity;
import dev.hearth.gateway.policy.Limits;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.annotation.PreDestroy;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Component;

/**
 * Decides what is taken on: so many requests at a time, by priority, and for each key and each team
 * so many requests and tokens. Thread-safe. Where several gateways count together it waits for
 * Redis, briefly; the first request of a key or team with a quota waits for the database.
 */
@Component
public final class Admission {

  /** How much longer than its deadline a request may be counted as running. */
  private static final Duration GRACE = Duration.ofSeconds(10);

  private final AdmissionProperties properties;
  private final Places places;
  private final Counters counters;
  private final @Nullable SharedCounters shared;
  private final Duration longest;
  private final Clock clock = Clock.systemUTC();

  Admission(
      AdmissionProperties properties,
      ServiceProperties service,
      SpentTokens spent,
      MeterRegistry metrics) {
    this.properties = properties;
    longest = service.requestTimeout().plus(GRACE);
    places =
        new Places(
            properties.minConcurrentRequests(),
            properties.maxConcurrentRequests(),
            properties.adaptive());
    if (properties.redisUrl().isEmpty()) {
      shared = null;
      counters = new LocalCounters(spent::of, 1, clock);
    } else {
      shared =
          new SharedCounters(
              new RedisCounters(properties.redisUrl(), properties.redisTimeout(), spent::of, clock),
              new LocalCounters(spent::of, properties.localShare(), clock));
      counters = shared;
      Gauge.builder("hearth.gateway.admission.shared", shared, it -> it.shared() ? 1 : 0)
          .description("1 while limits are counted in Redis, 0 while by this gateway alone")
          .register(metrics);
    }
    Gauge.builder("hearth.gateway.places.limit", places, Places::limit)
        .description("requests to /v1 that are worked on at the same time at most")
        .register(metrics);
    Gauge.builder("hearth.gateway.places.taken", places, Places::taken)
        .description("requests to /v1 that are worked on")
        .register(metrics);
  }

  @PreDestroy
  void close() {
    if (shared != null) {
      shared.close();
    }
  }

  /**
   * Takes on a request of this caller. The permit must be closed.
   *
   * @throws ServiceException 503 {@code overloaded} if there is no place for its priority
   */
  public Permit enter(Identity identity) {
    if (!places.take(identity.policy().priority())) {
      throw new ServiceException(
          HttpStatus.SERVICE_UNAVAILABLE,
          "overloaded",
          "The gateway has as much to do as it takes on; try again.",
          null,
          1,
          null);
    }
    Permit permit = null;
    try {
      permit = new Permit(demand(identity));
      return permit;
    } finally {
      if (permit == null) {
        places.leave();
      }
    }
  }

  /** A permit without a place or limits, for what must go on while the gateway is full. */
  public Permit exempt() {
    return new Permit();
  }

  private Demand demand(Identity identity) {
    String team = "{" + identity.team() + "}";
    Subject key =
        new Subject(
            team + ":key:" + identity.keyId(),
            identity.keyLimits().or(properties.key()),
            new SpentTokens.Account.Key(identity.keyId()));
    Limits ofTeam = identity.policy().limits().or(properties.team().limits());
    String lease = UUID.randomUUID().toString();
    if (ofTeam.equals(Limits.NONE)) {
      return new Demand(List.of(key), lease, longest);
    }
    return new Demand(
        List.of(key, new Subject(team, ofTeam, new SpentTokens.Account.Team(identity.team()))),
        lease,
        longest);
  }

  /** A request that was taken on. One thread uses it. */
  public final class Permit implements AutoCloseable {

    private final Demand demand;
    private final Outcome entered;
    private final long since = System.nanoTime();
    private List<Standing> standings;
    private Outcome.@Nullable Granted reservation;
    private long reserved;
    private boolean closed;

    private Permit(Demand demand) {
      this.demand = demand;
      entered = counters.enter(demand);
      standings = entered.standings();
    }

    /** Exempt: counted nowhere, and so with nothing to give back. */
    private Permit() {
      demand = new Demand(List.of(), "", longest);
      entered = new Outcome.Granted(List.of(), counters, Period.of(clock.instant()));
      standings = List.of();
      closed = true;
    }

    /** Where the caller stood when it was last counted, for the answer's headers. */
    public RateLimits limits() {
      return RateLimits.of(standings, clock.instant());
    }

    /**
     * Refuses the request if its key or team makes too many.
     *
     * @throws ServiceException 429
     */
    public void checkRequests() {
      if (entered instanceof Outcome.Refused refused) {
        throw tooMuch(refused);
      }
    }

    /**
     * Sets tokens aside before it is known how many are used. More than a whole limit are taken for
     * that limit, so that a long request is possible at all.
     *
     * @throws ServiceException 429 if key or team have not so many left
     */
    public void reserve(long estimate) {
      long wanted = estimate;
      // By itself this gateway grants a share only, of which more could never be taken.
      double share = shared == null || shared.shared() ? 1 : properties.localShare();
      for (Subject subject : demand.subjects()) {
        wanted = least(wanted, share, subject.limits().tokensPerMinute());
        wanted = least(wanted, share, subject.limits().tokensPerDay());
        wanted = least(wanted, share, subject.limits().tokensPerMonth());
      }
      wanted = Math.max(1, wanted);
      Outcome outcome = counters.reserve(demand, wanted);
      standings = outcome.standings();
      switch (outcome) {
        case Outcome.Granted granted -> {
          reservation = granted;
          reserved = wanted;
        }
        case Outcome.Refused refused -> throw tooMuch(refused);
      }
    }

    /** Puts in the place of what was reserved what was used. */
    public void settle(long used) {
      Outcome.Granted granted = reservation;
      if (granted != null && used != reserved) {
        granted.by().settle(demand, used - reserved, granted.period());
        reserved = used;
      }
    }

    /** Tells that the answer has begun: what the number of places is judged by. */
    public void began() {
      places.began(System.nanoTime() - since);
    }

    /** Tells that what is behind the gateway had too much to do to take this on. */
    public void refusedBehind() {
      places.refused();
    }

    /** Gives the place back, once. What was reserved stays until it is settled. */
    @Override
    public void close() {
      if (closed) {
        return;
      }
      closed = true;
      places.leave();
      if (entered instanceof Outcome.Granted granted) {
        granted.by().leave(demand);
      }
    }

    private static long least(long wanted, double share, @Nullable Long limit) {
      return limit == null ? wanted : Math.min(wanted, (long) (limit * share));
    }

    private static ServiceException tooMuch(Outcome.Refused refused) {
      long seconds = Math.max(1, Math.ceilDiv(refused.pause().toMillis(), 1000));
      boolean quota = refused.what() == Outcome.What.DAY || refused.what() == Outcome.What.MONTH;
      return new ServiceException(
          HttpStatus.TOO_MANY_REQUESTS,
          quota ? "quota_exceeded" : "rate_limit_exceeded",
          "Rate limit reached: "
              + refused.limit()
              + " "
              + refused.what().text()
              + "; try again in "
              + seconds
              + " s.",
          null,
          Math.toIntExact(seconds),
          null);
    }
  }
}
