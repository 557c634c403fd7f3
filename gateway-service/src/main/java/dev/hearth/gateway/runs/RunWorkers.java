package dev.hearth.gateway.runs;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.availability.AvailabilityChangeEvent;
import org.springframework.boot.availability.ReadinessState;
import org.springframework.context.SmartLifecycle;
import org.springframework.context.event.EventListener;
import org.springframework.dao.DataAccessException;
import org.springframework.stereotype.Component;

/**
 * Works on runs, as many at once as this gateway may, as long as it runs: those that are new, those
 * that were decided, and those whose gateway has gone. Thread-safe.
 */
@Component
class RunWorkers implements SmartLifecycle {

  private static final Logger log = LoggerFactory.getLogger(RunWorkers.class);

  /** How often a lease is renewed and a wish to cancel is looked for. */
  private static final Duration BEAT = Duration.ofMillis(500);

  private final RunParts parts;
  private final UUID owner = UUID.randomUUID();
  private final Map<String, RunDriver> drivers = new ConcurrentHashMap<>();
  private volatile boolean running;
  private volatile boolean claiming = true;
  private @Nullable Thread poller;
  private @Nullable Thread keeper;

  RunWorkers(RunParts parts) {
    this.parts = parts;
  }

  @Override
  public void start() {
    running = true;
    poller = Thread.ofVirtual().name("runs").start(this::poll);
    keeper = Thread.ofVirtual().name("run-leases").start(this::keep);
  }

  @Override
  public void stop() {
    running = false;
    drivers.values().forEach(driver -> driver.stop(RunWork.Stop.SHUTDOWN));
    parts.told("");
    join(poller);
    join(keeper);
    long end = System.nanoTime() + Duration.ofSeconds(3).toNanos();
    long seen = parts.news().version();
    while (!drivers.isEmpty() && System.nanoTime() < end) {
      await(seen, Duration.ofMillis(50));
    }
  }

  private static void join(@Nullable Thread thread) {
    if (thread == null) {
      return;
    }
    thread.interrupt();
    try {
      thread.join(Duration.ofSeconds(2));
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  /** Leaves what is new to others as soon as this gateway is about to stop. */
  @EventListener
  void on(AvailabilityChangeEvent<ReadinessState> readiness) {
    claiming = readiness.getState() == ReadinessState.ACCEPTING_TRAFFIC;
  }

  @Override
  public boolean isRunning() {
    return running;
  }

  /** Before the web server, so that a run that was begun is known while requests are finished. */
  @Override
  public int getPhase() {
    return DEFAULT_PHASE - 4096;
  }

  /** Ends work on a run that its caller wants cancelled, if it is done here. */
  void cancel(String runId) {
    RunDriver driver = drivers.get(runId);
    if (driver != null) {
      driver.stop(RunWork.Stop.CANCELLED);
    }
  }

  private void poll() {
    while (running) {
      long seen = parts.news().version();
      try {
        while (running && claiming && drivers.size() < parts.properties().maxConcurrent()) {
          Optional<RunStore.Row> row = parts.store().claim(owner, parts.properties().lease());
          if (row.isEmpty()) {
            break;
          }
          begin(row.get());
        }
      } catch (DataAccessException unreachable) {
        log.warn("runs cannot be looked for: {}", unreachable.getMessage());
      }
      await(seen, parts.properties().pollInterval());
    }
  }

  private void begin(RunStore.Row row) {
    RunDriver driver = new RunDriver(parts, row, owner);
    drivers.put(row.id(), driver);
    if (row.cancelRequested()) {
      driver.stop(RunWork.Stop.CANCELLED);
    }
    Thread.ofVirtual()
        .name("run-" + row.id())
        .start(
            () -> {
              try {
                driver.work();
              } finally {
                drivers.remove(row.id(), driver);
                parts.told(row.id());
              }
            });
  }

  private void keep() {
    while (running) {
      for (RunDriver driver : drivers.values()) {
        try {
          if (parts.store().renew(driver.runId(), owner, parts.properties().lease())) {
            driver.stop(RunWork.Stop.CANCELLED);
          }
        } catch (RunStore.LostLeaseException lost) {
          driver.stop(RunWork.Stop.LOST);
        } catch (DataAccessException unreachable) {
          // The work goes on; nothing of it can be kept once the lease has run out.
          log.warn("a lease cannot be renewed: {}", unreachable.getMessage());
        }
      }
      try {
        Thread.sleep(BEAT);
      } catch (InterruptedException stopped) {
        Thread.currentThread().interrupt();
        return;
      }
    }
  }

  private void await(long seen, Duration longest) {
    try {
      parts.news().await(seen, longest);
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
  }
}
