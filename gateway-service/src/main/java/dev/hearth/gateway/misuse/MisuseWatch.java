package dev.hearth.gateway.misuse;

import dev.hearth.base.ServiceProperties;
import dev.hearth.contracts.Scope;
import dev.hearth.contracts.moderation.Category;
import dev.hearth.gateway.identity.Identity;
import dev.hearth.gateway.identity.Suspensions;
import dev.hearth.gateway.policy.MisusePolicy;
import io.micrometer.core.instrument.MeterRegistry;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.stereotype.Component;
import org.springframework.transaction.TransactionException;

/**
 * Watches the refused requests of each caller, and raises an alert where there are many, or many
 * near-alike texts about fraud or extremism, refused or only flagged. Where the policy says so the
 * caller is suspended, but never one that may administer: whoever provokes refusals with a stolen
 * administrator's key must not be able to lock the administrators out. Remembers times and
 * sketches, no text. Thread-safe.
 */
@Component
public final class MisuseWatch {

  private static final Logger log = LoggerFactory.getLogger(MisuseWatch.class);

  /** What is written to be spread, so that many near-alike texts about it are a sign. */
  public static final Set<Category> SPREAD = Set.of(Category.FRAUD, Category.EXTREMISM);

  private final MisuseProperties properties;
  private final Refusals refusals;
  private final Alerts alerts;
  private final Suspensions suspensions;
  private final MeterRegistry metrics;
  private final long salt;

  MisuseWatch(
      MisuseProperties properties,
      Refusals refusals,
      Alerts alerts,
      Suspensions suspensions,
      MeterRegistry metrics,
      ServiceProperties services) {
    this.properties = properties;
    this.refusals = refusals;
    this.alerts = alerts;
    this.suspensions = suspensions;
    this.metrics = metrics;
    this.salt = salt(services.serviceSecret());
  }

  /** The same for all gateways, and known to nobody who may read the database alone. */
  private static long salt(String secret) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), mac.getAlgorithm()));
      return ByteBuffer.wrap(mac.doFinal("hearth misuse".getBytes(StandardCharsets.US_ASCII)))
          .getLong();
    } catch (GeneralSecurityException missing) {
      throw new IllegalStateException("the JDK lacks an algorithm", missing);
    }
  }

  /**
   * Learns that a request, or the answer to one, was refused.
   *
   * @param requestId the request's id
   * @param categories for which
   * @param texts the texts that were refused
   * @return what was noticed and done, for the request's record: {@code misuse/alert/...} or {@code
   *     misuse/suspend/...}
   */
  public List<String> refused(
      Identity identity, String requestId, Set<Category> categories, List<String> texts) {
    List<Sketch> sketches =
        categories.stream().anyMatch(SPREAD::contains) ? sketches(texts) : List.of();
    return learn(
        identity,
        requestId,
        categories,
        bounds -> refusals.learn(identity.keyId(), sketches, bounds));
  }

  /**
   * Learns that texts, of a request or of the answer to one, were flagged only.
   *
   * @param categories for which; of {@link #SPREAD}
   * @return as for {@link #refused}
   */
  public List<String> flagged(
      Identity identity, String requestId, Set<Category> categories, List<String> texts) {
    List<Sketch> sketches = sketches(texts);
    if (sketches.isEmpty()) {
      return List.of();
    }
    return learn(
        identity,
        requestId,
        categories,
        bounds -> refusals.learnFlagged(identity.keyId(), sketches, bounds));
  }

  private List<Sketch> sketches(List<String> texts) {
    return texts.stream()
        .filter(Sketch::worthwhile)
        .limit(MisusePolicy.MOST_SIMILAR)
        .map(text -> Sketch.of(text, salt))
        .toList();
  }

  private List<String> learn(
      Identity identity,
      String requestId,
      Set<Category> categories,
      Function<Refusals.Bounds, List<Refusals.Sign>> learning) {
    MisusePolicy policy = identity.policy().misuse();
    List<Refusals.Sign> signs;
    try {
      signs = learning.apply(bounds(policy));
    } catch (DataAccessException | TransactionException unreachable) {
      // The verdict itself stands; without a database no request passes anyway.
      log.error("a refusal could not be counted", unreachable);
      return List.of();
    }
    return signs.stream()
        .map(sign -> raise(identity, requestId, sign, categories, policy))
        .toList();
  }

  private Refusals.Bounds bounds(MisusePolicy policy) {
    return new Refusals.Bounds(
        number(policy.refusals(), properties.refusals()),
        seconds(policy.refusalWindowSeconds(), properties.refusalWindow()),
        number(policy.similar(), properties.similar()),
        seconds(policy.similarWindowSeconds(), properties.similarWindow()));
  }

  private static Duration seconds(@Nullable Long seconds, Duration otherwise) {
    return seconds == null ? otherwise : Duration.ofSeconds(seconds);
  }

  private static int number(@Nullable Long policy, int otherwise) {
    return policy == null ? otherwise : Math.toIntExact(policy);
  }

  private String raise(
      Identity identity,
      String requestId,
      Refusals.Sign sign,
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
    } catch (DataAccessException | TransactionException unreachable) {
      // The refusal itself stands; without a database no request passes anyway.
      log.error("an alert could not be kept", unreachable);
    }
    return "misuse/" + (suspend ? "suspend" : "alert") + "/" + sign.kind().text();
  }
}
