package dev.hearth.standalone;

import dev.hearth.base.Neighbours;
import dev.hearth.builtin.BuiltinPluginsApplication;
import dev.hearth.gateway.GatewayApplication;
import dev.hearth.inference.InferenceApplication;
import dev.hearth.moderation.ModerationApplication;
import dev.hearth.registry.RegistryApplication;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;

/**
 * The services as sibling contexts, each with its own configuration file and port. They call each
 * other directly or over loopback HTTP ({@link Neighbours}), and fail as they would on different
 * machines.
 */
final class Services implements AutoCloseable {

  /** A service, in the order of its port. */
  enum Service {
    GATEWAY(0, GatewayApplication.class, GatewayApplication.CONFIG_NAME),
    INFERENCE(1, InferenceApplication.class, InferenceApplication.CONFIG_NAME),
    REGISTRY(2, RegistryApplication.class, RegistryApplication.CONFIG_NAME),
    MODERATION(3, ModerationApplication.class, ModerationApplication.CONFIG_NAME),
    BUILTIN_PLUGINS(4, BuiltinPluginsApplication.class, BuiltinPluginsApplication.CONFIG_NAME);

    private final int offset;
    private final Class<?> application;
    private final String configName;

    Service(int offset, Class<?> application, String configName) {
      this.offset = offset;
      this.application = application;
      this.configName = configName;
    }

    int port(int first) {
      return first + offset;
    }

    String url(int first) {
      return "http://127.0.0.1:" + port(first);
    }
  }

  private final Map<Service, ConfigurableApplicationContext> contexts;

  private Services(Map<Service, ConfigurableApplicationContext> contexts) {
    this.contexts = contexts;
  }

  /**
   * Starts all services at once.
   *
   * @param firstPort the gateway's port
   * @param shared properties that every service gets
   * @throws StartFailure if a port is taken or a service does not start
   */
  static Services start(int firstPort, Map<String, String> shared) {
    Neighbours neighbours = new Neighbours();
    Map<Service, CompletableFuture<ConfigurableApplicationContext>> starting =
        new EnumMap<>(Service.class);
    try (ExecutorService starters = Executors.newFixedThreadPool(Service.values().length)) {
      for (Service service : Service.values()) {
        starting.put(
            service,
            CompletableFuture.supplyAsync(
                () -> start(service, firstPort, shared, neighbours), starters));
      }
    }
    Map<Service, ConfigurableApplicationContext> started = new EnumMap<>(Service.class);
    List<CompletionException> failures = new ArrayList<>();
    starting.forEach(
        (service, context) -> {
          try {
            started.put(service, context.join());
          } catch (CompletionException failure) {
            failures.add(failure);
          }
        });
    Services services = new Services(started);
    if (!failures.isEmpty()) {
      services.close();
      throw failures.getFirst();
    }
    return services;
  }

  private static ConfigurableApplicationContext start(
      Service service, int firstPort, Map<String, String> shared, Neighbours neighbours) {
    List<String> arguments = new ArrayList<>();
    arguments.add("--spring.config.name=" + service.configName);
    arguments.add("--server.port=" + service.port(firstPort));
    if (service != Service.GATEWAY) {
      arguments.add("--server.address=127.0.0.1");
    }
    shared.forEach((name, value) -> arguments.add("--" + name + "=" + value));
    return new SpringApplicationBuilder(service.application)
        .registerShutdownHook(false)
        .initializers(
            context -> context.getBeanFactory().registerSingleton("neighbours", neighbours))
        .run(arguments.toArray(String[]::new));
  }

  /**
   * Finds out early whether a port is taken.
   *
   * @throws StartFailure if one is
   */
  static void refuseTakenPorts(int firstPort) {
    for (Service service : Service.values()) {
      int port = service.port(firstPort);
      try (ServerSocket socket = new ServerSocket()) {
        socket.setReuseAddress(true);
        socket.bind(
            service == Service.GATEWAY
                ? new InetSocketAddress(port)
                : new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
      } catch (IOException taken) {
        throw new StartFailure(
            "port %d (%s) is taken; set HEARTH_PORT to the first of %d free ports"
                .formatted(port, service.configName, Service.values().length),
            taken);
      }
    }
  }

  /** Whether a service runs. */
  boolean runs(Service service) {
    ConfigurableApplicationContext context = contexts.get(service);
    return context != null && context.isActive();
  }

  /** The context of a service. */
  ConfigurableApplicationContext context(Service service) {
    ConfigurableApplicationContext context = contexts.get(service);
    if (context == null) {
      throw new IllegalStateException(service + " does not run");
    }
    return context;
  }

  /** Stops the gateway first, so that nothing new comes in while the others finish. */
  @Override
  public void close() {
    contexts.values().forEach(ConfigurableApplicationContext::close);
  }
}
