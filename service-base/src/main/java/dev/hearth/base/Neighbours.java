package dev.hearth.base;

import java.net.URI;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The services of one JVM, by their ports. Where a bean of it is in the context of each, their
 * clients ({@link ServiceClients}) call what a neighbour offers ({@link Offer}) directly; all else
 * goes over HTTP, also to a neighbour that has not started or was stopped. Thread-safe.
 */
public final class Neighbours {

  private static final Set<String> HERE = Set.of("127.0.0.1", "localhost");

  private final Map<Integer, Entrance> entrances = new ConcurrentHashMap<>();

  /** Nobody yet. */
  public Neighbours() {}

  void open(int port, Entrance entrance) {
    entrances.put(port, entrance);
  }

  void close(int port) {
    entrances.remove(port);
  }

  /** Whether a neighbour can be at this address. */
  static boolean mayBeAt(URI address) {
    return HERE.contains(address.getHost()) && address.getPort() > 0;
  }

  /** The service on this port of this machine, if it is one of this JVM and takes calls. */
  @Nullable Entrance at(int port) {
    return entrances.get(port);
  }
}
