package dev.hearth.gateway.admission;

import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.LoadingCache;
import dev.hearth.gateway.policy.Limits;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Counts in this process: one gateway by itself, or one of several whose Redis is down, which then
 * grants a share of every limit. Days and months begin from what the records say was spent.
 */
final class LocalCounters implements Counters {

  private static final double MINUTE = TimeUnit.MINUTES.toNanos(1);
  private static final Duration KEPT = Duration.ofHours(2);
  private static final int MOST_SUBJECTS = 500_000;

  private final BiFunction<SpentTokens.Account, Period, SpentTokens.Spent> spent;
  private final double share;
  private final Clock clock;
  private final LoadingCache<String, State> states;

  LocalCounters(
      BiFunction<SpentTokens.Account, Period, SpentTokens.Spent> spent, double share, Clock clock) {
    this.spent = spent;
    this.share = share;
    this.clock = clock;
    // A minute that was not used for hours is full again, and the rest is in the records.
    states =
        Caffeine.newBuilder()
            .executor(Runnable::run)
            .maximumSize(MOST_SUBJECTS)
            .expireAfterAccess(KEPT)
            .build(name -> new State());
  }

  @Override
  public Outcome enter(Demand demand) {
    Instant now = clock.instant();
    Period period = Period.of(now);
    return within(
        demand,
        0,
        states -> {
          Outcome.Refused refused = null;
          for (int i = 0; i < states.size(); i++) {
            State state = states.get(i);
            Limits limits = limits(demand.subjects().get(i), state);
            state.advance(now, period, limits);
            Long most = limits.concurrentRequests();
            if (most != null && state.running.size() >= most) {
              refused = later(refused, Outcome.What.CONCURRENT, most, Duration.ofSeconds(1));
            }
            refused =
                minute(
                    refused, Outcome.What.REQUESTS, limits.requestsPerMinute(), state.requests, 1);
          }
          if (refused == null) {
            for (State state : states) {
              state.requests++;
              state.running.put(demand.lease(), now.plus(demand.longest()));
            }
          }
          return answer(demand, states, refused, period);
        });
  }

  @Override
  public Outcome reserve(Demand demand, long tokens) {
    Instant now = clock.instant();
    Period period = Period.of(now);
    // Outside the locks: the database may take its time, and only the first request waits for it.
    for (Subject subject : demand.subjects()) {
      if (subject.limits().hasQuota()) {
        begin(subject, period);
      }
    }
    return within(
        demand,
        0,
        states -> {
          Outcome.Refused refused = null;
          for (int i = 0; i < states.size(); i++) {
            State state = states.get(i);
            Limits limits = limits(demand.subjects().get(i), state);
            state.advance(now, period, limits);
            refused =
                minute(
                    refused, Outcome.What.TOKENS, limits.tokensPerMinute(), state.tokens, tokens);
            refused =
                quota(
                    refused,
                    Outcome.What.DAY,
                    limits.tokensPerDay(),
                    state.dayTokens,
                    tokens,
                    period.untilNextDay(now));
            refused =
                quota(
                    refused,
                    Outcome.What.MONTH,
                    limits.tokensPerMonth(),
                    state.monthTokens,
                    tokens,
                    period.untilNextMonth(now));
          }
          if (refused == null) {
            states.forEach(state -> state.add(tokens, period));
          }
          return answer(demand, states, refused, period);
        });
  }

  @Override
  public void settle(Demand demand, long difference, Period reserved) {
    Instant now = clock.instant();
    within(
        demand,
        0,
        states -> {
          for (int i = 0; i < states.size(); i++) {
            State state = states.get(i);
            state.advance(now, Period.of(now), limits(demand.subjects().get(i), state));
            state.add(difference, reserved);
          }
          return true;
        });
  }

  @Override
  public void leave(Demand demand) {
    within(
        demand,
        0,
        states -> {
          states.forEach(state -> state.running.remove(demand.lease()));
          return true;
        });
  }

  /** Takes what was counted of days and months since this was made or emptied, and forgets all. */
  Map<String, Long> empty() {
    Map<String, Long> counted = new ConcurrentHashMap<>();
    states
        .asMap()
        .forEach(
            (name, state) -> {
              synchronized (state) {
                if (state.counted != 0) {
                  counted.put(name, Math.round(state.counted));
                }
              }
            });
    states.invalidateAll();
    return counted;
  }

  private void begin(Subject subject, Period period) {
    State state = states.get(subject.name());
    synchronized (state) {
      if (state.begun) {
        return;
      }
    }
    SpentTokens.Spent before = spent.apply(subject.account(), period);
    synchronized (state) {
      if (!state.begun) {
        state.begin(before, period);
      }
    }
  }

  /** All locks of a demand, always in the same order: no other order of the same two occurs. */
  private <T> T within(Demand demand, int from, Function<List<State>, T> action) {
    List<State> found = new ArrayList<>();
    demand.subjects().forEach(subject -> found.add(states.get(subject.name())));
    return locked(found, from, action);
  }

  private static <T> T locked(List<State> states, int from, Function<List<State>, T> action) {
    if (from == states.size()) {
      return action.apply(states);
    }
    synchronized (states.get(from)) {
      return locked(states, from + 1, action);
    }
  }

  private Outcome answer(
      Demand demand, List<State> states, Outcome.@Nullable Refused refused, Period period) {
    List<Standing> standings = new ArrayList<>();
    for (int i = 0; i < states.size(); i++) {
      State state = states.get(i);
      standings.add(
          new Standing(
              limits(demand.subjects().get(i), state),
              state.requests,
              state.tokens,
              state.dayTokens,
              state.monthTokens));
    }
    return refused == null
        ? new Outcome.Granted(standings, this, period)
        : new Outcome.Refused(standings, refused.what(), refused.limit(), refused.pause());
  }

  private Limits limits(Subject subject, State state) {
    Limits whole = subject.limits();
    if (share == 1) {
      return whole;
    }
    return new Limits(
        part(whole.requestsPerMinute(), 0),
        part(whole.tokensPerMinute(), 0),
        part(whole.tokensPerDay(), state.dayBefore),
        part(whole.tokensPerMonth(), state.monthBefore),
        part(whole.concurrentRequests(), 0));
  }

  /** Of what is left of a limit, this process's share. */
  private @Nullable Long part(@Nullable Long limit, long before) {
    if (limit == null) {
      return null;
    }
    long left = Math.max(0, limit - before);
    return before == 0
        ? Long.valueOf(Math.max(1, (long) (left * share)))
        : Long.valueOf(before + (long) (left * share));
  }

  static Outcome.@Nullable Refused minute(
      Outcome.@Nullable Refused before,
      Outcome.What what,
      @Nullable Long limit,
      double used,
      long wanted) {
    if (limit == null || used + wanted <= limit + 1e-6) {
      return before;
    }
    double nanos = (used + wanted - limit) * MINUTE / limit;
    return later(before, what, limit, Duration.ofNanos((long) Math.ceil(nanos)));
  }

  static Outcome.@Nullable Refused quota(
      Outcome.@Nullable Refused before,
      Outcome.What what,
      @Nullable Long limit,
      double used,
      long wanted,
      Duration untilNext) {
    return limit == null || used + wanted <= limit + 1e-6
        ? before
        : later(before, what, limit, untilNext);
  }

  private static Outcome.Refused later(
      Outcome.@Nullable Refused before, Outcome.What what, long limit, Duration wait) {
    return before != null && before.pause().compareTo(wait) >= 0
        ? before
        : new Outcome.Refused(List.of(), what, limit, wait);
  }

  /** Guarded by itself. */
  private static final class State {

    /** By lease, when each is over at the latest; the oldest first. */
    private final Map<String, Instant> running = new LinkedHashMap<>();

    private double requests;
    private double tokens;
    private Instant at = Instant.EPOCH;
    private boolean begun;
    private long day;
    private long month;
    private double dayTokens;
    private double monthTokens;
    private long dayBefore;
    private long monthBefore;
    private double counted;

    void advance(Instant now, Period period, Limits limits) {
      if (now.isAfter(at)) {
        double nanos = at.equals(Instant.EPOCH) ? MINUTE : Duration.between(at, now).toNanos();
        requests = drained(requests, limits.requestsPerMinute(), nanos);
        tokens = drained(tokens, limits.tokensPerMinute(), nanos);
        at = now;
      }
      // Whoever never said that it is over, is over when it must be.
      Iterator<Instant> ends = running.values().iterator();
      while (ends.hasNext() && ends.next().isBefore(now)) {
        ends.remove();
      }
      if (period.day() > day) {
        day = period.day();
        dayTokens = 0;
        dayBefore = 0;
      }
      if (period.month() > month) {
        month = period.month();
        monthTokens = 0;
        monthBefore = 0;
      }
    }

    private static double drained(double used, @Nullable Long limit, double nanos) {
      return limit == null ? 0 : Math.max(0, used - nanos * limit / MINUTE);
    }

    void begin(SpentTokens.Spent before, Period period) {
      begun = true;
      day = period.day();
      month = period.month();
      dayTokens = before.day();
      monthTokens = before.month();
      dayBefore = before.day();
      monthBefore = before.month();
    }

    void add(long amount, Period period) {
      tokens = Math.max(0, tokens + amount);
      if (begun && period.day() == day) {
        dayTokens = Math.max(0, dayTokens + amount);
      }
      if (begun && period.month() == month) {
        monthTokens = Math.max(0, monthTokens + amount);
        counted += amount;
      }
    }
  }
}
