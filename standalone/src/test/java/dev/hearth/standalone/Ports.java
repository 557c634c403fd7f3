package dev.hearth.standalone;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.Collections;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Finds free ports for a Hearth under test. */
final class Ports {

  private static final Set<Integer> GIVEN = new HashSet<>();

  private Ports() {}

  /** The first of as many free consecutive ports as the services take; none is given twice. */
  static synchronized int free() {
    for (int attempt = 0; attempt < 100; attempt++) {
      int first = ThreadLocalRandom.current().nextInt(20_000, 32_000);
      Set<Integer> ports =
          IntStream.range(first, first + Settings.SERVICES).boxed().collect(Collectors.toSet());
      if (Collections.disjoint(GIVEN, ports) && allFree(first)) {
        GIVEN.addAll(ports);
        return first;
      }
    }
    throw new IllegalStateException("no free ports");
  }

  static boolean allFree(int first) {
    for (int port = first; port < first + Settings.SERVICES; port++) {
      try (ServerSocket socket = new ServerSocket()) {
        socket.bind(new InetSocketAddress(port));
      } catch (IOException taken) {
        return false;
      }
    }
    return true;
  }
}
