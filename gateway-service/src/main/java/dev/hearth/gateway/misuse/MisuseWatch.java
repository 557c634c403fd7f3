package dev.hearth.gateway.misuse;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.hearth.contracts.Scope;
import dev.hearth.contracts.moderation.Category;
import dev.hearth.gateway.identity.Identity;
import dev.hearth.gateway.identity.Suspensions;
import dev.hearth.gateway.policy.MisusePolicy;
import io.micrometer.core.instrument.MeterRegistry;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.stereotype.Component;

/**
 * Watches the refused requests of each caller, and raises an alert where there are many, or many
 * near-alike texts about fraud or extremism. Where the policy says so the caller is suspended, but
 * never one that may administer: whoever provokes refusals with a stolen administrator's key must
 * not be able to lock the administrators out. Remembers times and sketches, no text; bounded in
 * memory; each gateway by itself. Thread-safe.
 */
@Component
public final class MisuseWatch {

  private static final Logger log = LoggerFactory.getLogger(MisuseWatch.class);
  private static final Set<Category> SPREAD = Set.of(Category.FRAUD, Category.EXTREMISM);
  private static final Duration LONGEST_WINDOW = Duration.ofDays(1);

  private final MisuseProperties properties;
  private final Alerts alerts;
  private final Suspensions suspensions;
  private final MeterRegistry metrics;
  private final long salt = new SecureRandom().nextLong();
  private final Cache<UUID, Caller> callers;

  MisuseWatch(
      MisuseProperties properties, Alerts alerts, Suspensions suspensions, MeterRegistry metrics) {
    this.properties = properties;
    this.alerts = alerts;
    this.suspensions = suspensions;
    this.metrics = metrics;
    callers =
        Caffeine.newBuilder()
            .executor(Runnable::run)
            .maximumSize(properties.callers())
            .expireAfterAccess(LONGEST_WINDOW)
            .build();
  }

  /**
   * Learns that a request, or the answer to one, was refused.
   *
   * @param requestId the request's id
   * @param categories for which
   * @param texts the texts that were refused; none where it is the model's answer
   * @return what was noticed and done, for the request's record: {@code misuse/alert/...} or {@code
   *     misuse/suspend/...}
   */
  public List<String> refused(
      Identity identity, String requestId, Set<Category> categories, List<String> texts) {
    MisusePolicy policy = identity.policy().misuse();
    Caller caller = Objects.requireNonNull(callers.get(identity.keyId(), id -> new Caller()));
    List<Sketch> sketches = new ArrayList<>();
    if (categories.stream().anyMatch(SPREAD::contains)) {
      texts.stream()
          .filter(Sketch::worthwhile)
          .limit(MisusePolicy.MOST_SIMILAR)
          .forEach(text -> sketches.add(Sketch.of(text, salt)));
    }
    return caller.learn(System.nanoTime(), sketches, policy, properties).stream()
        .map(sign -> raise(identity, requestId, sign, categories, policy))
        .toList();
  }

  private String raise(
      Identity identity,
      String requestId,
      Sign sign,
      Set<Category> categories,
      MisusePolicy policy) {
    boolean suspend =
        Objects.requireNonNullElse(policy.suspend(), properties.suspend())
            && !identity.scopes().contains(Scope.ADMIN);
    metrics
        .counter(
            "hearth.gateway.misuse.alerts",
            "kind",
            sign.kind().text(),
            "suspended",
            Boolean.toString(suspend))
        .increment();
    log.warn(
        "misuse: {} of caller {} of team {} within request {}{}",
        sign.kind().text(),
        identity.keyId(),
        identity.team(),
        requestId,
        suspend ? ", suspended" : "");
    try {
      if (suspend) {
        suspensions.suspend(
            identity.keyId(), identity.team(), "misuse: " + sign.kind().text().replace('_', ' '));
      }
      alerts.raise(
          sign.kind(),
          identity.keyId(),
          identity.team(),
          requestId,
          categories.stream().map(Category::text).collect(Collectors.toSet()),
          sign.occurrences(),
          suspend);
    } catch (DataAccessException unreachable) {
      // The refusal itself stands; without a database no request passes anyway.
      log.error("an alert could not be kept", unreachable);
    }
    return "misuse/" + (suspend ? "suspend" : "alert") + "/" + sign.kind().text();
  }

  /** What was noticed. */
  record Sign(Alerts.Kind kind, int occurrences) {}

  /** What is remembered of one caller. Guarded by itself. */
  static final class Caller {

    private final Deque<Long> refusals = new ArrayDeque<>();
    private final Deque<Seen> texts = new ArrayDeque<>();

    synchronized List<Sign> learn(
        long now, List<Sketch> sketches, MisusePolicy policy, MisuseProperties properties) {
      List<Sign> signs = new ArrayList<>();
      long refusalWindow = nanos(policy.refusalWindowSeconds(), properties.refusalWindow());
      refusals.addLast(now);
      while (now - refusals.getFirst() > refusalWindow
          || refusals.size() > MisusePolicy.MOST_REFUSALS) {
        refusals.removeFirst();
      }
      if (refusals.size() >= number(policy.refusals(), properties.refusals())) {
        signs.add(new Sign(Alerts.Kind.REPEATED_REFUSALS, refusals.size()));
        // The next alert wants as many again.
        refusals.clear();
      }
      long similarWindow = nanos(policy.similarWindowSeconds(), properties.similarWindow());
      int most = number(policy.similar(), properties.similar());
      texts.removeIf(seen -> now - seen.at() > similarWindow);
      for (Sketch sketch : sketches) {
        List<Seen> alike =
            texts.stream().filter(seen -> seen.sketch().likeness(sketch) >= Sketch.ALIKE).toList();
        texts.addLast(new Seen(now, sketch));
        if (texts.size() > MisusePolicy.MOST_SIMILAR) {
          texts.removeFirst();
        }
        if (alike.size() + 1 >= most) {
          signs.add(new Sign(Alerts.Kind.SIMILAR_TEXTS, alike.size() + 1));
          texts.removeAll(alike);
          texts.removeLast();
        }
      }
      return signs;
    }

    private static long nanos(@Nullable Long seconds, Duration otherwise) {
      return seconds == null ? otherwise.toNanos() : Duration.ofSeconds(seconds).toNanos();
    }

    private static int number(@Nullable Long policy, int otherwise) {
      return policy == null ? otherwise : Math.toIntExact(policy);
    }

    private record Seen(long at, Sketch sketch) {}
  }
}
