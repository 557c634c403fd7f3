package dev.hearth.registry.registration;

import dev.hearth.base.ServiceException;
import dev.hearth.base.ServiceProperties;
import dev.hearth.base.ServiceTokens;
import dev.hearth.contracts.Caller;
import dev.hearth.contracts.Hop;
import dev.hearth.registry.RegistryProperties;
import dev.hearth.registry.catalog.Catalog;
import dev.hearth.registry.catalog.Plugin;
import dev.hearth.registry.catalog.Registrant;
import dev.hearth.registry.catalog.Registrations;
import dev.hearth.registry.clearance.Clearances;
import dev.hearth.registry.manifest.Content;
import dev.hearth.registry.manifest.Trees;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Component;
import tools.jackson.databind.JsonNode;

/**
 * Looks again at where a plugin was registered from. What changed is a new version, which waits for
 * an administrator as any other. Thread-safe.
 */
@Component
public class Refresh {

  private static final Logger log = LoggerFactory.getLogger(Refresh.class);
  private static final Duration SHORTEST_PAUSE = Duration.ofSeconds(5);

  private final Examiner examiner;
  private final Catalog catalog;
  private final Registrations registrations;
  private final Clearances clearances;
  private final ServiceTokens tokens;
  private final ServiceProperties services;
  private final RegistryProperties properties;
  private final Clock clock;
  private final Map<UUID, Instant> looked = new ConcurrentHashMap<>();

  Refresh(
      Examiner examiner,
      Catalog catalog,
      Registrations registrations,
      Clearances clearances,
      ServiceTokens tokens,
      ServiceProperties services,
      RegistryProperties properties,
      Clock clock) {
    this.examiner = examiner;
    this.catalog = catalog;
    this.registrations = registrations;
    this.clearances = clearances;
    this.tokens = tokens;
    this.services = services;
    this.properties = properties;
    this.clock = clock;
  }

  /**
   * Looks now.
   *
   * @param plugin a team's own
   * @throws ServiceException 409 {@code nothing_to_refresh} if it was uploaded, 422 if it cannot be
   *     registered as it is now
   */
  Registrations.Registered now(Hop hop, Plugin plugin, Registrant registrant) {
    looked.put(plugin.id(), clock.instant());
    Examination examination =
        examiner.examine(
            hop,
            registrant.team(),
            submission(plugin),
            clearances.ofTeam(String.valueOf(registrant.team())));
    if (examination.version() == null) {
      throw new PluginController.NotRegistrable(examination.findings());
    }
    if (!examination.version().name().equalsIgnoreCase(plugin.name())) {
      throw new ServiceException(
          HttpStatus.CONFLICT,
          "plugin_renamed",
          "the plugin calls itself '" + examination.version().name() + "' now; register it anew");
    }
    return registrations.register(registrant, examination.version(), false, null);
  }

  private Submission submission(Plugin plugin) {
    if (plugin.summary().mcpUrl() != null) {
      Content described = catalog.source(plugin).manifest();
      JsonNode body = Trees.JSON.readTree(described == null ? "{}" : described.text());
      // It stays this plugin, whatever the server calls itself now.
      return Submission.of(
          McpServer.of(body, plugin.summary().mcpUrl(), null).named(plugin.name()));
    }
    if (plugin.manifestUrl() != null) {
      return Submission.at(plugin.manifestUrl());
    }
    throw new ServiceException(
        HttpStatus.CONFLICT,
        "nothing_to_refresh",
        "the plugin was uploaded; upload it again to change it");
  }

  /**
   * Notes that an MCP server was called, and looks in the background whether its tools are others
   * now: if it said so, or nobody looked for long.
   */
  public void after(Plugin plugin, boolean listChanged) {
    String team = plugin.team();
    if (team == null || plugin.summary().mcpUrl() == null) {
      return;
    }
    Instant now = clock.instant();
    Duration pause = listChanged ? SHORTEST_PAUSE : properties.mcpRefresh();
    AtomicBoolean due = new AtomicBoolean();
    looked.compute(
        plugin.id(),
        (id, last) -> {
          Instant known = last == null ? plugin.created() : last;
          due.set((listChanged && last == null) || !known.plus(pause).isAfter(now));
          return due.get() ? now : known;
        });
    if (due.get()) {
      Thread.ofVirtual().name("plugin-refresh").start(() -> look(plugin, team));
    }
  }

  private void look(Plugin plugin, String team) {
    Instant deadline = clock.instant().plus(services.requestTimeout());
    Caller platform = new Caller("platform", team, Set.of(), "refresh");
    Hop hop = new Hop(tokens.mint(platform, deadline), platform.requestId(), deadline);
    try {
      Registrations.Registered registered = now(hop, plugin, new Registrant(team, "platform"));
      if (registered.changed()) {
        log.info(
            "the tools of plugin '{}' changed, version {}", plugin.name(), registered.version());
      }
    } catch (ServiceException | PluginController.NotRegistrable unusable) {
      log.info("plugin '{}' is left as it is", plugin.name(), unusable);
    } catch (DataAccessException broken) {
      log.warn("plugin '{}' could not be looked at", plugin.name(), broken);
    }
  }
}
