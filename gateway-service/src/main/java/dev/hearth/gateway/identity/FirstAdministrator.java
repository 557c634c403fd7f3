package dev.hearth.gateway.identity;

import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * Sees to it that somebody can administer the platform: the configured key is made good at every
 * start; without one, a key is generated if no administrator's key is good. Whoever started the
 * gateway takes the generated key and shows it; it goes into no log. Thread-safe.
 */
@Component
public class FirstAdministrator {

  static final String NAME = "first administrator";

  private final AtomicReference<@Nullable String> generated = new AtomicReference<>();

  FirstAdministrator(ApiKeys keys, IdentityProperties properties) {
    if (properties.adminKey().isEmpty()) {
      generated.set(keys.generateFirst().orElse(null));
    } else {
      // Not checked by bean validation, whose report would quote the key.
      if (!KeySecret.plausible(properties.adminKey())) {
        throw new IllegalStateException(
            "hearth.gateway.admin-key (HEARTH_ADMIN_KEY) must have 24 to 200 printable ASCII"
                + " characters");
      }
      keys.configure(properties.adminKey());
    }
  }

  /** The key that this start generated, the first time this is called; afterwards empty. */
  public Optional<String> takeGeneratedKey() {
    return Optional.ofNullable(generated.getAndSet(null));
  }
}
