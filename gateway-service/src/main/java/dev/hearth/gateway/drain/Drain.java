package dev.hearth.gateway.drain;

import java.util.concurrent.Phaser;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.availability.AvailabilityChangeEvent;
import org.springframework.boot.availability.ReadinessState;
import org.springframework.context.ApplicationContext;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;

/**
 * Stops the gateway in this order, before the web server closes its port: the readiness falls while
 * everything is still served; then new requests are refused; then those that run come to their end.
 * Thread-safe.
 *
 * <p>No bean with a lifecycle of its own may hold this one: Spring stops it first, and takes that
 * for the end of this phase. It listens for the readiness instead.
 */
@Component
public class Drain implements SmartLifecycle {

  private static final Logger log = LoggerFactory.getLogger(Drain.class);

  /** How things stand. */
  enum Stage {
    /** All is served. */
    SERVING,
    /** All is served, but each connection is closed with its answer. */
    NOTICE,
    /** New requests are refused. */
    REFUSING
  }

  private final ApplicationContext context;
  private final DrainProperties properties;

  /** One party for each request that runs, and one that ends when none may come any more. */
  private volatile Phaser running = new Phaser(1);

  private volatile Stage stage = Stage.SERVING;
  private volatile boolean started;

  Drain(ApplicationContext context, DrainProperties properties) {
    this.context = context;
    this.properties = properties;
  }

  /**
   * Whether new requests are refused, so that whoever is cut off does not come back here. What has
   * no end of its own must not go on then.
   */
  public boolean refuses() {
    return stage == Stage.REFUSING;
  }

  /** Counts a request in, unless it is to be refused; then it must be counted out. */
  Stage enter() {
    if (stage != Stage.REFUSING && running.register() >= 0) {
      if (stage != Stage.REFUSING) {
        return stage;
      }
      running.arriveAndDeregister();
    }
    return Stage.REFUSING;
  }

  void leave() {
    running.arriveAndDeregister();
  }

  /** Serves, also once more after a stop. */
  @Override
  public void start() {
    if (stage != Stage.SERVING) {
      running = new Phaser(1);
      stage = Stage.SERVING;
      AvailabilityChangeEvent.publish(context, ReadinessState.ACCEPTING_TRAFFIC);
    }
    started = true;
  }

  @Override
  public boolean isRunning() {
    return started;
  }

  @Override
  public void stop() {
    started = false;
  }

  @Override
  public void stop(Runnable done) {
    Thread.ofVirtual()
        .name("drain")
        .start(
            () -> {
              try {
                drain();
              } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
              } finally {
                stop();
                done.run();
              }
            });
  }

  private void drain() throws InterruptedException {
    stage = Stage.NOTICE;
    AvailabilityChangeEvent.publish(context, ReadinessState.REFUSING_TRAFFIC);
    Thread.sleep(properties.notice());
    stage = Stage.REFUSING;
    int left = running.getRegisteredParties() - 1;
    if (left > 0) {
      log.info("waiting for {} requests to end", left);
    }
    // Spring itself waits no longer than its time for a phase.
    running.awaitAdvance(running.arriveAndDeregister());
  }

  /** Before the web server's own graceful stop, which refuses connections. */
  @Override
  public int getPhase() {
    return SmartLifecycle.DEFAULT_PHASE;
  }
}
