package dev.hearth.base;

import dev.hearth.contracts.Caller;
import dev.hearth.contracts.Hop;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationRegistry;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Semaphore;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.MDC;
import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.context.SmartLifecycle;
import org.springframework.core.env.Environment;

/**
 * The way into a service for callers of its own JVM. It does what security filters, argument
 * resolvers and problem details do on the way over HTTP, and opens and closes with the web server:
 * a service that stops takes no new calls and waits for those that run. Thread-safe.
 */
final class Entrance implements SmartLifecycle {

  private static final int ALL = Integer.MAX_VALUE;

  private final Neighbours neighbours;
  private final Map<Class<?>, Offer<?>> offers;
  private final ServiceTokens tokens;
  private final ServiceProperties properties;
  private final ObservationRegistry observations;
  private final Environment environment;
  private final Semaphore places = new Semaphore(ALL);
  private volatile @Nullable Integer port;

  Entrance(
      Neighbours neighbours,
      List<Offer<?>> offers,
      ServiceTokens tokens,
      ServiceProperties properties,
      ObservationRegistry observations,
      Environment environment) {
    this.neighbours = neighbours;
    this.offers = offers.stream().collect(Collectors.toMap(Offer::api, Function.identity()));
    this.tokens = tokens;
    this.properties = properties;
    this.observations = observations;
    this.environment = environment;
  }

  /** Whether the service can be called so. */
  boolean offers(Class<?> api) {
    return offers.containsKey(api);
  }

  /**
   * A call that may be made.
   *
   * @return null if the service takes no calls any more; otherwise it must be closed, once
   */
  @Nullable Visit enter(Class<?> api) {
    Offer<?> offer = Objects.requireNonNull(offers.get(api), "offer");
    return places.tryAcquire() ? new Visit(offer) : null;
  }

  /** Behind the web server, which knows its port then. */
  @Override
  public void start() {
    places.drainPermits();
    places.release(ALL);
    int opened = environment.getRequiredProperty("local.server.port", Integer.class);
    port = opened;
    neighbours.open(opened, this);
  }

  @Override
  public boolean isRunning() {
    return port != null;
  }

  @Override
  public void stop() {
    Integer opened = port;
    if (opened != null) {
      neighbours.close(opened);
      port = null;
    }
  }

  @Override
  public void stop(Runnable done) {
    stop();
    Thread.ofVirtual()
        .name("entrance")
        .start(
            () -> {
              // Spring itself waits no longer than its time for a phase.
              places.acquireUninterruptibly(ALL);
              done.run();
            });
  }

  /** As the web server, which stops in the same way. */
  @Override
  public int getPhase() {
    return WebServerApplicationContext.GRACEFUL_SHUTDOWN_PHASE;
  }

  /** One call of the service. */
  final class Visit implements AutoCloseable {

    private final Offer<?> offer;

    private Visit(Offer<?> offer) {
      this.offer = offer;
    }

    /**
     * Makes the call.
     *
     * @param arguments the first is the hop
     * @throws ServiceException as the client of a service throws it for what that answers
     */
    @Nullable Object make(Method method, Hop hop, @Nullable Object[] arguments) {
      @Nullable String mark = MDC.get(RequestId.LOGGED);
      MDC.put(RequestId.LOGGED, hop.requestId());
      Observation observation = observation(method, hop);
      String outcome = "failed";
      try (Observation.Scope scope = observation.openScope()) {
        @Nullable Object result = made(method, hop, arguments);
        outcome = "answered";
        return result;
      } catch (RuntimeException failure) {
        ServiceException told = ServiceProblems.told(failure);
        outcome = told.code();
        throw told;
      } finally {
        observation.lowCardinalityKeyValue("outcome", outcome).stop();
        if (mark == null) {
          MDC.remove(RequestId.LOGGED);
        } else {
          MDC.put(RequestId.LOGGED, mark);
        }
      }
    }

    private Observation observation(Method method, Hop hop) {
      String call = offer.api().getSimpleName() + "." + method.getName();
      return Observation.createNotStarted("hearth.calls", observations)
          .contextualName(call)
          .lowCardinalityKeyValue("call", call)
          .highCardinalityKeyValue(RequestId.TRACED, hop.requestId())
          .start();
    }

    private @Nullable Object made(Method method, Hop hop, @Nullable Object[] arguments) {
      Caller caller = tokens.caller(hop.token());
      @Nullable Object[] taken = arguments.clone();
      taken[0] =
          new Hop(hop.token(), caller.requestId(), hop.deadline())
              .within(properties.requestTimeout());
      try {
        return method.invoke(offer.service().apply(caller), taken);
      } catch (InvocationTargetException failure) {
        switch (failure.getCause()) {
          case RuntimeException told -> throw told;
          case Error error -> throw error;
          case null, default -> throw new IllegalStateException(failure);
        }
      } catch (IllegalAccessException impossible) {
        throw new IllegalStateException("contracts are public", impossible);
      }
    }

    /** Leaves. */
    @Override
    public void close() {
      places.release();
    }
  }
}
