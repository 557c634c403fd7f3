package dev.hearth.moderation.review;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.hearth.contracts.Caller;
import dev.hearth.contracts.moderation.Action;
import dev.hearth.contracts.moderation.Direction;
import dev.hearth.contracts.moderation.ScreenRequest;
import dev.hearth.contracts.moderation.Verdict;
import dev.hearth.moderation.policy.TeamPolicy;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.beans.factory.InitializingBean;
import org.springframework.dao.DataAccessException;
import org.springframework.stereotype.Component;

/**
 * Notes events and stores them in batches on a thread of its own, so that no verdict waits for the
 * database. While that is away, events wait, bounded in number and size; what has waited longest
 * gives way to what comes, is lost and counted ({@code hearth.moderation.events.lost}). They are
 * material for reviewers: the record of what was decided is the gateway's audit. Thread-safe.
 */
@Component
public class EventRecorder implements InitializingBean, DisposableBean {

  private static final Logger log = LoggerFactory.getLogger(EventRecorder.class);

  private static final int WAITING = 10_000;
  private static final long WAITING_CHARACTERS = 16_000_000;
  private static final int BATCH = 200;
  private static final long BATCH_CHARACTERS = 1_000_000;
  private static final Duration PAUSE = Duration.ofSeconds(1);
  private static final Duration LAST_BATCHES = Duration.ofSeconds(3);

  private final Events events;
  private final Counter lost;
  private final Backlog waiting = new Backlog(WAITING, WAITING_CHARACTERS);

  /** A growing text is judged again and again: what was found once is told once. */
  private final Cache<String, Boolean> told =
      Caffeine.newBuilder().maximumSize(20_000).expireAfterWrite(Duration.ofMinutes(5)).build();

  private @Nullable Thread writer;
  private volatile boolean ending;

  EventRecorder(Events events, MeterRegistry meters) {
    this.events = events;
    lost =
        Counter.builder("hearth.moderation.events.lost")
            .description("events that were not stored since too many waited")
            .register(meters);
  }

  @Override
  public void afterPropertiesSet() {
    writer = Thread.ofVirtual().name("events").start(this::write);
  }

  /**
   * Notes a verdict, if there is something to note about it.
   *
   * @param shadow what the policy on trial would have done; null if none is on trial
   */
  public void note(
      Caller caller,
      TeamPolicy policy,
      Direction direction,
      ScreenRequest.Item item,
      Verdict verdict,
      @Nullable Action shadow) {
    boolean differs = shadow != null && shadow != verdict.action();
    if (verdict.action() == Action.ALLOW && !differs) {
      return;
    }
    String requestId = Objects.requireNonNullElse(item.requestId(), caller.requestId());
    String hash = sha256(item.text());
    boolean whole = item.complete() && item.released() == 0;
    Set<String> rules = new TreeSet<>();
    verdict.findings().forEach(finding -> rules.add(finding.category().text()));
    String key =
        String.join(
            "|",
            requestId,
            direction.text(),
            verdict.action().text(),
            String.valueOf(shadow),
            rules.toString(),
            whole ? hash : "");
    if (told.asMap().putIfAbsent(key, true) != null) {
      return;
    }
    lost.increment(
        waiting.add(
            new Event(
                UUID.randomUUID(),
                Instant.now(),
                caller.team(),
                requestId,
                direction,
                verdict.action(),
                shadow,
                policy.version(),
                verdict.findings(),
                hash,
                item.text().length(),
                policy.keepText() ? item.text() : null)));
  }

  private void write() {
    List<Event> batch = List.of();
    while (!(ending && waiting.size() == 0 && batch.isEmpty())) {
      try {
        if (batch.isEmpty()) {
          batch = waiting.take(BATCH, BATCH_CHARACTERS, PAUSE);
        } else if (store(batch)) {
          batch = List.of();
        } else {
          Thread.sleep(PAUSE);
        }
      } catch (InterruptedException end) {
        return;
      }
    }
  }

  private boolean store(List<Event> batch) {
    try {
      events.store(batch);
      return true;
    } catch (DataAccessException away) {
      log.warn("{} events wait for the database: {}", batch.size(), away.toString());
      return false;
    }
  }

  @Override
  public void destroy() throws InterruptedException {
    ending = true;
    Thread running = writer;
    if (running != null && !running.join(LAST_BATCHES)) {
      running.interrupt();
    }
  }

  private static String sha256(String text) {
    try {
      return HexFormat.of()
          .formatHex(
              MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException everyJdkHasIt) {
      throw new IllegalStateException(everyJdkHasIt);
    }
  }
}
