package dev.hearth.gateway.identity;

import com.nimbusds.jose.KeySourceException;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.source.JWKSetCacheRefreshEvaluator;
import com.nimbusds.jose.jwk.source.JWKSetSourceWrapper;
import com.nimbusds.jose.jwk.source.JWKSetUnavailableException;
import com.nimbusds.jose.jwk.source.RateLimitedJWKSetSource;
import com.nimbusds.jose.proc.SecurityContext;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An issuer's keys, fetched twice in a while at most, since tokens with made-up key ids must not
 * have them fetched again and again. Of an issuer that is down or hangs only those wait who find
 * that out; until a thread of its own has fetched the keys, everybody else is told so at once.
 * Thread-safe.
 */
final class SparedIssuer extends JWKSetSourceWrapper<SecurityContext> {

  private static final Logger log = LoggerFactory.getLogger(SparedIssuer.class);
  private static final Duration BETWEEN_SIGNS = Duration.ofSeconds(2);

  private final PublishedKeys published;
  private final AtomicBoolean failing = new AtomicBoolean();
  private final CountDownLatch closed = new CountDownLatch(1);

  SparedIssuer(PublishedKeys published, Duration refresh) {
    super(new RateLimitedJWKSetSource<>(published, refresh.toMillis(), null));
    this.published = published;
  }

  @Override
  public JWKSet getJWKSet(
      JWKSetCacheRefreshEvaluator refresh, long now, @Nullable SecurityContext context)
      throws KeySourceException {
    if (failing.get()) {
      throw new JWKSetUnavailableException("the issuer's keys could not be fetched a moment ago");
    }
    try {
      return getSource().getJWKSet(refresh, now, context);
    } catch (JWKSetUnavailableException failure) {
      if (failing.compareAndSet(false, true)) {
        log.warn("the keys of the issuer {} cannot be fetched", published.issuer(), failure);
        Thread.ofVirtual().name("oidc-watch").start(this::watch);
      }
      throw failure;
    }
  }

  private void watch() {
    while (failing.get() && pause()) {
      try {
        JWKSet _ =
            published.getJWKSet(
                JWKSetCacheRefreshEvaluator.noRefresh(), System.currentTimeMillis(), null);
        log.info("the keys of the issuer {} can be fetched again", published.issuer());
        failing.set(false);
      } catch (JWKSetUnavailableException still) {
        log.debug("the keys of the issuer {} cannot be fetched yet", published.issuer(), still);
      }
    }
  }

  private boolean pause() {
    try {
      return !closed.await(BETWEEN_SIGNS.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  @Override
  public void close() throws IOException {
    closed.countDown();
    super.close();
  }
}
