package dev.hearth.gateway;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** Requests that no client would send. */
final class Raw {

  private Raw() {}

  /** Sends a request line with a key and gives all that comes back until the end. */
  static String send(int port, String line, String key) throws IOException {
    try (Socket socket = connect(port)) {
      write(
          socket,
          line + "\r\nHost: a\r\nConnection: close\r\nAuthorization: Bearer " + key + "\r\n\r\n");
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  static Socket connect(int port) throws IOException {
    Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
    socket.setSoTimeout(15_000);
    return socket;
  }

  static void write(Socket socket, String text) throws IOException {
    socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
    socket.getOutputStream().flush();
  }
}
