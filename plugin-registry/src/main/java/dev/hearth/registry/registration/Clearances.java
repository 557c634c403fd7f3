package dev.hearth.registry.registration;

import dev.hearth.registry.RegistryProperties;
import dev.hearth.registry.catalog.Plugin;
import dev.hearth.registry.egress.Clearance;
import java.net.URI;
import java.util.List;
import org.springframework.stereotype.Component;

/** Says what a plugin may call beyond the public Internet. Immutable. */
@Component
public class Clearances {

  private final Clearance configured;
  private final List<URI> bootstrap;

  Clearances(RegistryProperties properties) {
    configured = Clearance.of(properties.egress().allow());
    bootstrap = properties.bootstrap();
  }

  /** What every team's plugins may call: what the administrator allowed. */
  Clearance ofTeams() {
    return configured;
  }

  /** What a bootstrap manifest may call: that, and the exact origin it comes from. */
  Clearance ofBootstrap(URI manifest) {
    return configured.and(manifest);
  }

  /** What a registered plugin may call. */
  public Clearance of(Plugin plugin) {
    URI manifest = plugin.manifestUrl();
    // A team's plugin gains nothing by naming a built-in's address.
    return plugin.team() == null && manifest != null && bootstrap.contains(manifest)
        ? ofBootstrap(manifest)
        : configured;
  }
}
