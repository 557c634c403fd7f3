package dev.hearth.gateway.identity;

import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;

/**
 * Sees to it that somebody can administer the platform: the configured key is made good at every
 * start; without one, a key is generated if no administrator's key is good. Whoever started the
 * gateway takes the generated key and shows it; it goes into no log. Thread-safe.
 */
@Component
public class FirstAdministrator implements SmartLifecycle {

  static final String NAME = "first administrator";

  private final AtomicReference<@Nullable String> generated = new AtomicReference<>();
  private final ApiKeys keys;
  private final String adminKey;
  private volatile boolean running;

  FirstAdministrator(ApiKeys keys, IdentityProperties properties) {
    this.keys = keys;
    adminKey = properties.adminKey();
    // Not checked by bean validation, whose report would quote the key.
    if (!adminKey.isEmpty() && !KeySecret.plausible(adminKey)) {
      throw new IllegalStateException(
          "hearth.gateway.admin-key (HEARTH_ADMIN_KEY) must have 24 to 200 printable ASCII"
              + " characters");
    }
  }

  /**
   * Makes the key good. Not when this is made: a context that only gets ready and does not start,
   * as in the training run of the images, has no database.
   */
  @Override
  public void start() {
    if (adminKey.isEmpty()) {
      generated.set(keys.generateFirst().orElse(null));
    } else {
      keys.configure(adminKey);
    }
    running = true;
  }

  @Override
  public void stop() {
    running = false;
  }

  @Override
  public boolean isRunning() {
    return running;
  }

  /** Before the web server, so that no request comes earlier. */
  @Override
  public int getPhase() {
    return 0;
  }

  /** The key that this start generated, the first time this is called; afterwards empty. */
  public Optional<String> takeGeneratedKey() {
    return Optional.ofNullable(generated.getAndSet(null));
  }
}
