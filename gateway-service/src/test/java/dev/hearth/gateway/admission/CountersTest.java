package dev.hearth.gateway.admission;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hearth.gateway.policy.Limits;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The counters in memory and those in a real Redis: two programs, one rule. */
class CountersTest {

  private static final SpentTokens.Spent NOTHING = new SpentTokens.Spent(0, 0);
  private static final Duration MINUTE = Duration.ofMinutes(1);

  private static RedisProcess process;
  private static RedisCounters redis;

  @BeforeAll
  static void start() {
    process = RedisProcess.start();
    redis = connected(NOTHING);
  }

  @AfterAll
  static void stop() {
    redis.close();
    process.close();
  }

  private static RedisCounters connected(SpentTokens.Spent before) {
    RedisCounters counters =
        new RedisCounters(
            process.url(), Duration.ofSeconds(5), (account, period) -> before, Clock.systemUTC());
    assertThat(counters.alive()).isTrue();
    return counters;
  }

  @Test
  void bothGrantAndRefuseTheSame() {
    long seed = Long.getLong("hearth.seed", System.nanoTime());
    Random random = new Random(seed);
    for (int round = 0; round < 40; round++) {
      LocalCounters local = new LocalCounters((account, period) -> NOTHING, 1, Clock.systemUTC());
      Subject key =
          subject(
              random.nextBoolean()
                  ? limits(4L, 200L, 300L, null, 2L)
                  : limits(9L, 100L, null, null, null));
      Subject team = subject(limits(null, 300L, null, 400L, 3L));
      List<Demand> running = new ArrayList<>();
      List<Reserved> reserved = new ArrayList<>();
      for (int step = 0; step < 30; step++) {
        String where = "seed " + seed + ", round " + round + ", step " + step;
        switch (random.nextInt(4)) {
          case 0 -> {
            Demand demand = demand(key, team);
            Outcome there = redis.enter(demand);
            same(where, local.enter(demand), there);
            if (there instanceof Outcome.Granted) {
              running.add(demand);
            }
          }
          case 1 -> {
            Demand demand = demand(key, team);
            long tokens = 10L * (1 + random.nextInt(6));
            Outcome there = redis.reserve(demand, tokens);
            same(where, local.reserve(demand, tokens), there);
            if (there instanceof Outcome.Granted granted) {
              reserved.add(new Reserved(demand, granted.period()));
            }
          }
          case 2 -> {
            if (!running.isEmpty()) {
              Demand over = running.remove(random.nextInt(running.size()));
              local.leave(over);
              redis.leave(over);
            }
          }
          default -> {
            if (!reserved.isEmpty()) {
              Reserved one = reserved.remove(random.nextInt(reserved.size()));
              long difference = 10L * (random.nextInt(8) - 5);
              local.settle(one.demand(), difference, one.period());
              redis.settle(one.demand(), difference, one.period());
            }
          }
        }
      }
    }
  }

  private static void same(String where, Outcome local, Outcome shared) {
    assertThat(shared.getClass()).as(where).isEqualTo(local.getClass());
    if (local instanceof Outcome.Refused here && shared instanceof Outcome.Refused there) {
      assertThat(there.what()).as(where).isEqualTo(here.what());
      assertThat(there.limit()).as(where).isEqualTo(here.limit());
      assertThat(there.pause().minus(here.pause()).abs())
          .as(where)
          .isLessThan(Duration.ofSeconds(2));
    }
    for (int i = 0; i < local.standings().size(); i++) {
      assertThat(shared.standings().get(i).dayTokens())
          .as(where)
          .isEqualTo(local.standings().get(i).dayTokens());
      assertThat(shared.standings().get(i).monthTokens())
          .as(where)
          .isEqualTo(local.standings().get(i).monthTokens());
    }
  }

  @Test
  void ofManyAtOnceExactlySoManyAreGrantedAsTheLimitSays() throws Exception {
    Subject key = subject(limits(null, null, 1000L, null, null));
    Subject team = subject(limits(null, null, null, 700L, null));
    try (RedisCounters other = connected(NOTHING);
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      AtomicInteger granted = new AtomicInteger();
      List<Future<?>> all = new ArrayList<>();
      for (int i = 0; i < 200; i++) {
        RedisCounters one = i % 2 == 0 ? redis : other;
        all.add(
            threads.submit(
                () -> {
                  if (one.reserve(demand(key, team), 7) instanceof Outcome.Granted) {
                    granted.incrementAndGet();
                  }
                }));
      }
      for (Future<?> done : all) {
        done.get();
      }
      assertThat(granted.get()).as("700 tokens of the team, 7 each").isEqualTo(100);
    }
  }

  @Test
  void aRequestWhoseGatewayDiedIsOverWhenItMustBe() {
    Subject key = subject(limits(null, null, null, null, 1L));
    Demand died = new Demand(List.of(key), "died", Duration.ofMillis(700));
    assertThat(redis.enter(died)).isInstanceOf(Outcome.Granted.class);
    assertThat(redis.enter(demand(key))).isInstanceOf(Outcome.Refused.class);
    Awaitility.await()
        .atMost(Duration.ofSeconds(5))
        .until(() -> redis.enter(demand(key)) instanceof Outcome.Granted);
  }

  @Test
  void aCrashCostsNoMoreThanWhatWasReserved() {
    Subject key = subject(limits(null, null, 100L, null, null));
    assertThat(redis.reserve(demand(key), 40)).isInstanceOf(Outcome.Granted.class);
    // Never settled: another gateway finds the 40 spent, and the other 60 there.
    try (RedisCounters other = connected(NOTHING)) {
      assertThat(other.reserve(demand(key), 61)).isInstanceOf(Outcome.Refused.class);
      assertThat(other.reserve(demand(key), 60)).isInstanceOf(Outcome.Granted.class);
    }
  }

  @Test
  void whatRedisReservesTooLateIsGivenBack() {
    Subject key = subject(limits(null, null, 100L, null, null));
    assertThat(redis.reserve(demand(key), 1)).isInstanceOf(Outcome.Granted.class);
    try (RedisCounters impatient =
        new RedisCounters(
            process.url(),
            Duration.ofMillis(100),
            (account, period) -> NOTHING,
            Clock.systemUTC())) {
      assertThat(impatient.alive()).isTrue();
      process.pause();
      try {
        assertThatThrownBy(() -> impatient.reserve(demand(key), 99))
            .isInstanceOf(RedisCounters.Unreachable.class);
      } finally {
        process.resume();
      }
      Awaitility.await()
          .atMost(Duration.ofSeconds(10))
          .until(() -> redis.reserve(demand(key), 99) instanceof Outcome.Granted);
    }
  }

  @Test
  void daysAndMonthsGoOnFromTheRecords() {
    try (RedisCounters shared = connected(new SpentTokens.Spent(30, 90))) {
      LocalCounters local =
          new LocalCounters(
              (account, period) -> new SpentTokens.Spent(30, 90), 1, Clock.systemUTC());
      for (Counters counters : List.of(shared, local)) {
        Subject key = subject(limits(null, null, 50L, 100L, null));
        Outcome much = counters.reserve(demand(key), 11);
        assertThat(much).isInstanceOf(Outcome.Refused.class);
        assertThat(((Outcome.Refused) much).what()).isEqualTo(Outcome.What.MONTH);
        assertThat(counters.reserve(demand(key), 10)).isInstanceOf(Outcome.Granted.class);
      }
    }
  }

  @Test
  void tellsToTheSecondWhenThereIsEnoughAgain() {
    Ticking clock = new Ticking(Instant.parse("2026-11-30T23:59:30Z"));
    LocalCounters counters = new LocalCounters((account, period) -> NOTHING, 1, clock);
    Subject key = subject(limits(4L, 600L, 1000L, 5000L, null));
    for (int i = 0; i < 4; i++) {
      assertThat(counters.enter(demand(key))).isInstanceOf(Outcome.Granted.class);
    }
    Outcome.Refused refused = (Outcome.Refused) counters.enter(demand(key));
    assertThat(refused.pause()).isEqualTo(Duration.ofSeconds(15));
    clock.advance(refused.pause().minusMillis(1));
    assertThat(counters.enter(demand(key))).isInstanceOf(Outcome.Refused.class);
    clock.advance(Duration.ofMillis(1));
    assertThat(counters.enter(demand(key))).isInstanceOf(Outcome.Granted.class);

    assertThat(counters.reserve(demand(key), 600)).isInstanceOf(Outcome.Granted.class);
    assertThat(((Outcome.Refused) counters.reserve(demand(key), 100)).pause())
        .isEqualTo(Duration.ofSeconds(10));
    assertThat(((Outcome.Refused) counters.reserve(demand(key), 401)).what())
        .as("of several the one that is to be waited for longest")
        .isEqualTo(Outcome.What.TOKENS);
    clock.advance(Duration.ofSeconds(14));
    Outcome.Refused day = (Outcome.Refused) counters.reserve(demand(key), 550);
    assertThat(day.what()).isEqualTo(Outcome.What.TOKENS);
    clock.advance(Duration.ofMillis(900));
    assertThat(counters.reserve(demand(key), 100)).isInstanceOf(Outcome.Granted.class);
    clock.advance(Duration.ofMillis(100));
    clock.advance(Duration.ofMinutes(1));
    assertThat(counters.reserve(demand(key), 600))
        .as("a new day")
        .isInstanceOf(Outcome.Granted.class);
    clock.advance(MINUTE);
    Outcome.Refused tomorrow = (Outcome.Refused) counters.reserve(demand(key), 401);
    assertThat(tomorrow.what()).isEqualTo(Outcome.What.DAY);
    assertThat(clock.instant().plus(tomorrow.pause()))
        .isEqualTo(Instant.parse("2026-12-02T00:00:00Z"));
  }

  @Test
  void aShareIsOfEveryLimitAndOfWhatIsLeft() {
    LocalCounters quarter =
        new LocalCounters(
            (account, period) -> new SpentTokens.Spent(600, 600), 0.25, Clock.systemUTC());
    Subject key = subject(limits(8L, 400L, 1000L, null, null));
    assertThat(quarter.enter(demand(key))).isInstanceOf(Outcome.Granted.class);
    assertThat(quarter.enter(demand(key))).isInstanceOf(Outcome.Granted.class);
    assertThat(quarter.enter(demand(key))).isInstanceOf(Outcome.Refused.class);
    assertThat(quarter.reserve(demand(key), 101)).isInstanceOf(Outcome.Refused.class);
    assertThat(quarter.reserve(demand(key), 100)).isInstanceOf(Outcome.Granted.class);
    assertThat(((Outcome.Refused) quarter.reserve(demand(key), 100)).what())
        .as("400 were left of the day, a quarter of them is spent")
        .isEqualTo(Outcome.What.DAY);
  }

  private static Demand demand(Subject... subjects) {
    return new Demand(List.of(subjects), UUID.randomUUID().toString(), MINUTE);
  }

  private static Subject subject(Limits limits) {
    String name = "{t}:" + UUID.randomUUID();
    return new Subject(name, limits, new SpentTokens.Account.Team(name));
  }

  private static Limits limits(
      @Nullable Long requests,
      @Nullable Long tokens,
      @Nullable Long day,
      @Nullable Long month,
      @Nullable Long running) {
    return new Limits(requests, tokens, day, month, running);
  }

  private record Reserved(Demand demand, Period period) {}

  private static final class Ticking extends Clock {

    private Instant now;

    Ticking(Instant start) {
      now = start;
    }

    void advance(Duration time) {
      now = now.plus(time);
    }

    @Override
    public ZoneId getZone() {
      return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
      return this;
    }

    @Override
    public Instant instant() {
      return now;
    }
  }
}
