package dev.hearth.standalone;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.concurrent.ThreadLocalRandom;

/** Finds free ports for a Hearth under test. */
final class Ports {

  private Ports() {}

  /** The first of as many free consecutive ports as the services take. */
  static int free() {
    for (int attempt = 0; attempt < 100; attempt++) {
      int first = ThreadLocalRandom.current().nextInt(20_000, 32_000);
      if (allFree(first)) {
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
