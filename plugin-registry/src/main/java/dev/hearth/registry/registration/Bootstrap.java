package dev.hearth.registry.registration;

import dev.hearth.base.ServiceException;
import dev.hearth.base.ServiceProperties;
import dev.hearth.base.ServiceTokens;
import dev.hearth.contracts.Caller;
import dev.hearth.contracts.Hop;
import dev.hearth.registry.RegistryProperties;
import dev.hearth.registry.catalog.Registrant;
import dev.hearth.registry.catalog.Registrations;
import dev.hearth.registry.clearance.Clearances;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.dao.DataAccessException;
import org.springframework.stereotype.Component;

/**
 * Registers the configured manifests for all teams, through the same door as anyone's. One that
 * cannot be fetched yet is tried again in the background, with growing pauses, until it can.
 */
@Component
class Bootstrap implements SmartLifecycle {

  private static final Logger log = LoggerFactory.getLogger(Bootstrap.class);
  private static final Duration LONGEST_PAUSE = Duration.ofMinutes(1);

  private final Examiner examiner;
  private final Registrations registrations;
  private final Clearances clearances;
  private final ServiceTokens tokens;
  private final ServiceProperties services;
  private final Clock clock;
  private final RegistryProperties properties;
  private @Nullable Thread worker;

  Bootstrap(
      Examiner examiner,
      Registrations registrations,
      Clearances clearances,
      ServiceTokens tokens,
      ServiceProperties services,
      Clock clock,
      RegistryProperties properties) {
    this.examiner = examiner;
    this.registrations = registrations;
    this.clearances = clearances;
    this.tokens = tokens;
    this.services = services;
    this.clock = clock;
    this.properties = properties;
  }

  @Override
  public synchronized void start() {
    if (!properties.bootstrap().isEmpty()) {
      worker = Thread.ofVirtual().name("plugin-bootstrap").start(this::registerAll);
    }
  }

  @Override
  public synchronized void stop() {
    if (worker != null) {
      worker.interrupt();
      worker = null;
    }
  }

  @Override
  public synchronized boolean isRunning() {
    return worker != null;
  }

  private void registerAll() {
    List<URI> waiting = new ArrayList<>(properties.bootstrap());
    Duration pause = properties.bootstrapRetry();
    try {
      while (!waiting.isEmpty()) {
        waiting.removeIf(this::register);
        if (!waiting.isEmpty()) {
          Thread.sleep(pause);
          Duration longer = pause.multipliedBy(2);
          pause = longer.compareTo(LONGEST_PAUSE) < 0 ? longer : LONGEST_PAUSE;
        }
      }
    } catch (InterruptedException stopped) {
      // The service shuts down; the next start goes on.
      Thread.currentThread().interrupt();
    }
  }

  /** Nobody asked: the platform works on its own behalf. */
  private Hop hop() {
    Instant deadline = clock.instant().plus(services.requestTimeout());
    Caller platform = new Caller("platform", "default", Set.of(), "bootstrap");
    return new Hop(tokens.mint(platform, deadline), platform.requestId(), deadline);
  }

  /** Whether this manifest is done with. */
  private boolean register(URI manifest) {
    try {
      Examination examination =
          examiner.examine(hop(), null, Submission.at(manifest), clearances.ofBootstrap(manifest));
      if (examination.version() == null) {
        log.warn("{} cannot be registered yet: {}", manifest, examination.findings());
        return false;
      }
      Registrations.Registered registered =
          registrations.register(Registrant.PLATFORM, examination.version(), true, null);
      log.info(
          "plugin '{}' is registered from {}, version {}",
          examination.version().name(),
          manifest,
          registered.version());
      return true;
    } catch (ServiceException unreachable) {
      log.info("{} cannot be registered yet: {}", manifest, unreachable.message());
      return false;
    } catch (DataAccessException broken) {
      log.warn("{} cannot be registered yet", manifest, broken);
      return false;
    }
  }
}
