package dev.hearth.registry.resilience;

import dev.hearth.registry.RegistryProperties;
import dev.hearth.registry.egress.EgressException;
import dev.hearth.registry.egress.EgressResponse;
import dev.hearth.registry.mcp.McpAnswer;
import dev.hearth.registry.mcp.McpException;
import io.github.resilience4j.bulkhead.Bulkhead;
import io.github.resilience4j.bulkhead.BulkheadConfig;
import io.github.resilience4j.bulkhead.BulkheadFullException;
import io.github.resilience4j.circuitbreaker.CallNotPermittedException;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import io.github.resilience4j.core.IntervalFunction;
import io.github.resilience4j.retry.Retry;
import io.github.resilience4j.retry.RetryConfig;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.springframework.stereotype.Component;

/**
 * A circuit breaker and a bulkhead for each plugin. What failed without having been sent is tried
 * once more if its method is idempotent (RFC 9110, 9.2.2). In memory, for each instance of the
 * service by itself. Thread-safe.
 */
@Component
public class Protection {

  private static final Set<String> IDEMPOTENT = Set.of("GET", "HEAD", "OPTIONS", "PUT", "DELETE");
  private static final int MOST_PLUGINS = 10_000;

  private final CircuitBreakerConfig breakerConfig;
  private final BulkheadConfig bulkheadConfig;
  private final Retry retry;
  private final Map<UUID, Guards> guards = new ConcurrentHashMap<>();

  Protection(RegistryProperties properties, MeterRegistry meters) {
    RegistryProperties.Resilience settings = properties.resilience();
    breakerConfig =
        CircuitBreakerConfig.custom()
            .slidingWindowSize(settings.window())
            .minimumNumberOfCalls(settings.minimumCalls())
            .failureRateThreshold(settings.failureRate())
            .waitDurationInOpenState(settings.openFor())
            .permittedNumberOfCallsInHalfOpenState(2)
            .recordException(Protection::isFailure)
            .recordResult(Protection::isServerError)
            .build();
    bulkheadConfig =
        BulkheadConfig.custom()
            .maxConcurrentCalls(settings.maxConcurrentCalls())
            .maxWaitDuration(Duration.ZERO)
            .build();
    retry =
        Retry.of(
            "unsent",
            RetryConfig.custom()
                .maxAttempts(2)
                .intervalFunction(IntervalFunction.ofRandomized(settings.retryPause()))
                .retryOnException(
                    failure -> failure instanceof EgressException egress && egress.unsent())
                .build());
    for (CircuitBreaker.State state :
        List.of(
            CircuitBreaker.State.CLOSED,
            CircuitBreaker.State.OPEN,
            CircuitBreaker.State.HALF_OPEN)) {
      Gauge.builder("hearth.plugin.breakers", () -> count(state))
          .description("plugins whose circuit breaker is in this state")
          .tag("state", name(state))
          .register(meters);
    }
  }

  private long count(CircuitBreaker.State state) {
    return guards.values().stream().filter(each -> each.breaker().getState() == state).count();
  }

  private static String name(CircuitBreaker.State state) {
    return state.name().toLowerCase(Locale.ROOT);
  }

  private static boolean isFailure(Throwable failure) {
    return failure instanceof McpException
        || (failure instanceof EgressException egress
            && egress.reason() != EgressException.Reason.REFUSED);
  }

  private static boolean isServerError(Object answer) {
    return (answer instanceof EgressResponse got && got.status() >= 500)
        || (answer instanceof McpAnswer told && told.status() >= 500);
  }

  private record Guards(CircuitBreaker breaker, Bulkhead bulkhead) {}

  /** A call that was not made, to spare the plugin; the message is for whoever wanted it. */
  public static final class Spared extends RuntimeException {

    private static final long serialVersionUID = 1;

    private Spared(String message, Throwable cause) {
      super(message, cause);
    }

    /** Why, in a sentence; never null here. */
    public String message() {
      return String.valueOf(getMessage());
    }
  }

  /**
   * Makes a call.
   *
   * @param plugin whose failures are counted
   * @param method the HTTP method
   * @throws Spared if the plugin fails too often, or has too many calls at the moment
   * @throws EgressException as {@code call} throws it
   * @throws McpException as {@code call} throws it
   */
  public <T> T call(UUID plugin, String method, Supplier<T> call) {
    Guards own = guards(plugin);
    Supplier<T> once =
        () -> own.bulkhead().executeSupplier(() -> own.breaker().executeSupplier(call));
    try {
      return IDEMPOTENT.contains(method) ? retry.executeSupplier(once) : once.get();
    } catch (CallNotPermittedException open) {
      throw new Spared(
          "The plugin failed too often and is left alone for a few seconds. Go on without it.",
          open);
    } catch (BulkheadFullException full) {
      throw new Spared(
          "The plugin has as many calls as it may have at a time. Try again in a moment.", full);
    }
  }

  private Guards guards(UUID plugin) {
    if (guards.size() > MOST_PLUGINS) {
      guards.values().removeIf(each -> each.breaker().getState() == CircuitBreaker.State.CLOSED);
    }
    return guards.computeIfAbsent(
        plugin,
        id ->
            new Guards(
                CircuitBreaker.of(id.toString(), breakerConfig),
                Bulkhead.of(id.toString(), bulkheadConfig)));
  }

  /**
   * How a plugin does, on this instance.
   *
   * @param circuit {@code closed}, {@code open} or {@code half_open}
   * @param failureRate per cent of the last calls; −1 while there are too few
   * @param calls how many last calls that is told from
   * @param running how many run now
   */
  public record State(String circuit, float failureRate, int calls, int running) {}

  /** How a plugin does. */
  public State state(UUID plugin) {
    Guards own = guards(plugin);
    CircuitBreaker.Metrics metrics = own.breaker().getMetrics();
    Bulkhead.Metrics room = own.bulkhead().getMetrics();
    return new State(
        name(own.breaker().getState()),
        metrics.getFailureRate(),
        metrics.getNumberOfBufferedCalls(),
        room.getMaxAllowedConcurrentCalls() - room.getAvailableConcurrentCalls());
  }
}
