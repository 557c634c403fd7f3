package dev.hearth.gateway.admission;

import dev.hearth.gateway.policy.Limits;
import io.lettuce.core.ClientOptions;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisException;
import io.lettuce.core.RedisFuture;
import io.lettuce.core.RedisURI;
import io.lettuce.core.ScriptOutputType;
import io.lettuce.core.SocketOptions;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.resource.ClientResources;
import io.lettuce.core.resource.DefaultClientResources;
import io.lettuce.core.resource.Delay;
import java.io.IOException;
import java.io.InputStream;
import java.io.Serial;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Counts in Redis, for all gateways together: each operation is one script, so that no two gateways
 * grant the same thing. Bucket4j's Redis buckets are compared and set one by one instead; a demand
 * would need up to eight of them, and those of a busy team would be set in vain again and again.
 */
final class RedisCounters implements Counters, AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(RedisCounters.class);

  /** Keys of one team are of one slot of a cluster. */
  private static final String PREFIX = "hearth:admission:";

  private static final SpentTokens.Spent NOT_ASKED = new SpentTokens.Spent(-1, -1);
  private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(2);
  private static final Duration BETWEEN_CONNECTS = Duration.ofMillis(500);

  private final ClientResources resources;
  private final RedisClient client;
  private final Duration timeout;
  private final BiFunction<SpentTokens.Account, Period, SpentTokens.Spent> spent;
  private final Clock clock;
  private final String script;
  private final String digest;
  private volatile @Nullable StatefulRedisConnection<String, String> connection;

  RedisCounters(
      String url,
      Duration timeout,
      BiFunction<SpentTokens.Account, Period, SpentTokens.Spent> spent,
      Clock clock) {
    RedisURI address = RedisURI.create(url);
    address.setTimeout(CONNECT_TIMEOUT);
    resources =
        DefaultClientResources.builder().reconnectDelay(Delay.constant(BETWEEN_CONNECTS)).build();
    client = RedisClient.create(resources, address);
    client.setOptions(
        ClientOptions.builder()
            .disconnectedBehavior(ClientOptions.DisconnectedBehavior.REJECT_COMMANDS)
            .requestQueueSize(10_000)
            .socketOptions(SocketOptions.builder().connectTimeout(CONNECT_TIMEOUT).build())
            .build());
    this.timeout = timeout;
    this.spent = spent;
    this.clock = clock;
    script = read();
    digest = digest(script);
  }

  /** Redis did not answer, or not in time. */
  static final class Unreachable extends RuntimeException {

    @Serial private static final long serialVersionUID = 1;

    Unreachable(@Nullable Throwable cause) {
      super("Redis does not answer", cause);
    }
  }

  @Override
  public Outcome enter(Demand demand) {
    Period period = Period.of(clock.instant());
    RedisFuture<List<String>> answer = run("enter", demand, period, 0, List.of());
    try {
      return outcome(demand, period, take(answer));
    } catch (Unreachable late) {
      // It may have been counted after all.
      later(answer.thenCompose(counted -> run("leave", demand, period, 0, List.of())));
      throw late;
    }
  }

  @Override
  public Outcome reserve(Demand demand, long tokens) {
    Period period = Period.of(clock.instant());
    List<String> answer = reserved(demand, period, tokens, List.of());
    if (answer.getFirst().equals("unbegun")) {
      List<SpentTokens.Spent> before =
          demand.subjects().stream()
              .map(
                  subject ->
                      subject.limits().hasQuota()
                          ? spent.apply(subject.account(), period)
                          : NOT_ASKED)
              .toList();
      answer = reserved(demand, period, tokens, before);
    }
    return outcome(demand, period, answer);
  }

  private List<String> reserved(
      Demand demand, Period period, long tokens, List<SpentTokens.Spent> before) {
    RedisFuture<List<String>> answer = run("reserve", demand, period, tokens, before);
    try {
      return take(answer);
    } catch (Unreachable late) {
      // Nobody settles what is reserved after all.
      later(
          answer.thenCompose(
              done ->
                  done.getFirst().equals("granted")
                      ? run("settle", demand, period, -tokens, List.of())
                      : answer));
      throw late;
    }
  }

  @Override
  public void settle(Demand demand, long difference, Period reserved) {
    later(run("settle", demand, reserved, difference, List.of()));
  }

  @Override
  public void leave(Demand demand) {
    later(run("leave", demand, new Period(0, 0), 0, List.of()));
  }

  /** Adds what was counted of day and month while Redis was not to be had. */
  void replay(Map<String, Long> counted, Map<String, Subject> subjects) {
    Period period = Period.of(clock.instant());
    counted.forEach(
        (name, tokens) -> {
          Subject subject = subjects.get(name);
          if (subject != null) {
            Demand alone = new Demand(List.of(subject), "", Duration.ZERO);
            later(run("replay", alone, period, tokens, List.of()));
          }
        });
  }

  /** Connects if need be, and asks for a sign of life. */
  boolean alive() {
    try {
      StatefulRedisConnection<String, String> open = connection;
      if (open == null) {
        open = client.connect();
        connection = open;
      }
      // A Redis that came back has forgotten the script.
      return take(open.async().scriptLoad(script)).equals(digest);
    } catch (RedisException | Unreachable down) {
      log.debug("Redis is down", down);
      return false;
    }
  }

  @Override
  public void close() {
    client.shutdown(Duration.ZERO, CONNECT_TIMEOUT);
    resources.shutdown(0, CONNECT_TIMEOUT.toSeconds(), TimeUnit.SECONDS).awaitUninterruptibly();
  }

  private RedisFuture<List<String>> run(
      String operation, Demand demand, Period period, long tokens, List<SpentTokens.Spent> before) {
    StatefulRedisConnection<String, String> open = connection;
    if (open == null) {
      throw new Unreachable(null);
    }
    List<String> keys = new ArrayList<>();
    demand.subjects().forEach(subject -> keys.add(PREFIX + subject.name()));
    demand.subjects().forEach(subject -> keys.add(PREFIX + subject.name() + ":running"));
    List<String> arguments = new ArrayList<>();
    arguments.add(operation);
    arguments.add(Long.toString(period.day()));
    arguments.add(Long.toString(period.month()));
    arguments.add(Long.toString(tokens));
    arguments.add(demand.lease());
    arguments.add(Long.toString(TimeUnit.NANOSECONDS.toMicros(demand.longest().toNanos())));
    for (int i = 0; i < demand.subjects().size(); i++) {
      Limits limits = demand.subjects().get(i).limits();
      arguments.add(text(limits.requestsPerMinute()));
      arguments.add(text(limits.tokensPerMinute()));
      arguments.add(text(limits.tokensPerDay()));
      arguments.add(text(limits.tokensPerMonth()));
      arguments.add(text(limits.concurrentRequests()));
      arguments.add(before.isEmpty() ? "-1" : Long.toString(before.get(i).day()));
      arguments.add(before.isEmpty() ? "-1" : Long.toString(before.get(i).month()));
    }
    try {
      return open.async()
          .evalsha(
              digest,
              ScriptOutputType.MULTI,
              keys.toArray(String[]::new),
              arguments.toArray(String[]::new));
    } catch (RedisException down) {
      throw new Unreachable(down);
    }
  }

  private <T> T take(RedisFuture<T> answer) {
    try {
      return Objects.requireNonNull(answer.get(timeout.toNanos(), TimeUnit.NANOSECONDS));
    } catch (ExecutionException | TimeoutException | CancellationException failure) {
      throw new Unreachable(failure);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new Unreachable(interrupted);
    }
  }

  /** What nobody waits for. If it is lost, more stays reserved than was used, until it expires. */
  private static void later(CompletionStage<List<String>> answer) {
    CompletionStage<List<String>> _ =
        answer.whenComplete(
            (done, failure) -> {
              if (failure != null) {
                log.debug("Redis did not take a correction", failure);
              }
            });
  }

  private Outcome outcome(Demand demand, Period period, List<String> answer) {
    List<Standing> standings = new ArrayList<>();
    for (int i = 0; i < demand.subjects().size(); i++) {
      int first = 4 + i * 4;
      standings.add(
          new Standing(
              demand.subjects().get(i).limits(),
              Double.parseDouble(answer.get(first)),
              Double.parseDouble(answer.get(first + 1)),
              Double.parseDouble(answer.get(first + 2)),
              Double.parseDouble(answer.get(first + 3))));
    }
    if (answer.getFirst().equals("granted")) {
      return new Outcome.Granted(standings, this, period);
    }
    Outcome.What what = Outcome.What.valueOf(answer.get(1));
    Instant now = clock.instant();
    return new Outcome.Refused(
        standings,
        what,
        (long) Double.parseDouble(answer.get(2)),
        switch (what) {
          case REQUESTS, CONCURRENT, TOKENS ->
              Duration.ofNanos((long) Math.ceil(Double.parseDouble(answer.get(3)) * 1000));
          case DAY -> period.untilNextDay(now);
          case MONTH -> period.untilNextMonth(now);
        });
  }

  private static String read() {
    try (InputStream in = RedisCounters.class.getResourceAsStream("counters.lua")) {
      return new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException impossible) {
      throw new IllegalStateException("the jar is incomplete", impossible);
    }
  }

  /** By which Redis knows a script: its SHA-1, which protects nothing here. */
  private static String digest(String script) {
    try {
      return HexFormat.of()
          .formatHex(
              MessageDigest.getInstance("SHA-1").digest(script.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException("every Java platform has SHA-1", impossible);
    }
  }

  private static String text(@Nullable Long limit) {
    return limit == null ? "-1" : limit.toString();
  }
}
