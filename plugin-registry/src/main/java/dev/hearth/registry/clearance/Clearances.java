package dev.hearth.registry.clearance;

import dev.hearth.registry.RegistryProperties;
import dev.hearth.registry.catalog.Plugin;
import dev.hearth.registry.egress.Clearance;
import dev.hearth.registry.egress.Clearance.Origin;
import java.net.URI;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.springframework.stereotype.Component;

/** Says what a plugin may call beyond the public Internet. Thread-safe. */
@Component
public class Clearances {

  private final Clearance configured;
  private final List<URI> bootstrap;
  private final Set<Origin> platform;
  private final Allowances allowances;

  Clearances(RegistryProperties properties, Allowances allowances) {
    this.allowances = allowances;
    configured = Clearance.of(properties.egress().allow());
    bootstrap = properties.bootstrap();
    platform =
        properties.platformOrigins().stream()
            .map(Origin::of)
            .collect(Collectors.toUnmodifiableSet());
  }

  /** What a team's plugins may call. */
  public Clearance ofTeam(String team) {
    return configured.and(allowances.of(team));
  }

  /** What a bootstrap manifest may call: that, and the exact origin it comes from. */
  public Clearance ofBootstrap(URI manifest) {
    return configured.and(manifest);
  }

  /**
   * Whether a call of a plugin at this address is told on whose behalf it is made: only where the
   * plugin belongs to the platform, and the address to the origin that its manifest came from.
   */
  public boolean isTrusted(Plugin plugin, URI address) {
    URI manifest = plugin.manifestUrl();
    return plugin.team() == null
        && manifest != null
        && bootstrap.contains(manifest)
        && Origin.of(manifest).equals(Origin.of(address))
        && platform.contains(Origin.of(address));
  }

  /** What a registered plugin may call for a team. */
  public Clearance of(Plugin plugin, String team) {
    URI manifest = plugin.manifestUrl();
    // A team's plugin gains nothing by naming a built-in's address.
    return plugin.team() == null && manifest != null && bootstrap.contains(manifest)
        ? ofBootstrap(manifest)
        : ofTeam(team);
  }
}
