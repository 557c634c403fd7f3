package dev.hearth.standalone;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Stands between two parts and passes on what they say, slowly or as nonsense if it is told to.
 * Connections that exist change with it.
 */
final class FaultProxy implements Closeable {

  /** What it does with the bytes. */
  enum Mode {
    /** Passes them on. */
    PASS,
    /** Passes answers on in small pieces, each late. */
    SLOW,
    /** Passes on other bytes than were answered. */
    GARBAGE
  }

  private static final byte[] NONSENSE =
      "HTTP/1.1 200 OK\r\nContent-Length: 40\r\n\r\n<html>\u0000\u0001{\"verdicts\":[{\"action\":7}]]]]]"
          .getBytes(StandardCharsets.ISO_8859_1);

  private static final int SLOW_BYTES = 256;
  private static final long SLOW_NANOS = 150_000_000;

  private static final Logger log = LoggerFactory.getLogger(FaultProxy.class);

  private final ServerSocket server;
  private final Set<Socket> open = ConcurrentHashMap.newKeySet();
  private volatile int target;
  private volatile Mode mode = Mode.PASS;

  FaultProxy(int target) throws IOException {
    this.target = target;
    server = new ServerSocket(0, 500, InetAddress.getLoopbackAddress());
    Thread.ofVirtual().start(this::accept);
  }

  int port() {
    return server.getLocalPort();
  }

  String url() {
    return "http://127.0.0.1:" + port();
  }

  void to(int port) {
    target = port;
  }

  void set(Mode next) {
    mode = next;
  }

  private void accept() {
    while (!server.isClosed()) {
      try {
        Socket caller = server.accept();
        open.add(caller);
        Thread.ofVirtual().start(() -> connect(caller));
      } catch (IOException closed) {
        log.debug("the proxy was closed", closed);
        return;
      }
    }
  }

  private void connect(Socket caller) {
    try {
      Socket part = new Socket(InetAddress.getLoopbackAddress(), target);
      open.add(part);
      caller.setTcpNoDelay(true);
      part.setTcpNoDelay(true);
      Thread.ofVirtual().start(() -> pump(caller, part, false));
      pump(part, caller, true);
    } catch (IOException refused) {
      // Whoever called finds the connection broken, as without the proxy.
      log.debug("the part cannot be reached", refused);
      end(caller);
    }
  }

  private void pump(Socket from, Socket to, boolean answer) {
    byte[] buffer = new byte[16 << 10];
    try {
      InputStream in = from.getInputStream();
      OutputStream out = to.getOutputStream();
      while (true) {
        int most = answer && mode == Mode.SLOW ? SLOW_BYTES : buffer.length;
        int read = in.read(buffer, 0, most);
        if (read < 0) {
          break;
        }
        if (answer && mode == Mode.GARBAGE) {
          out.write(NONSENSE);
        } else {
          if (answer && mode == Mode.SLOW) {
            LockSupport.parkNanos(SLOW_NANOS);
          }
          out.write(buffer, 0, read);
        }
        out.flush();
      }
    } catch (IOException broken) {
      log.debug("a connection ended", broken);
    } finally {
      end(from);
      end(to);
    }
  }

  private void end(Socket socket) {
    open.remove(socket);
    try {
      socket.close();
    } catch (IOException alreadyGone) {
      throw new UncheckedIOException(alreadyGone);
    }
  }

  @Override
  public void close() throws IOException {
    server.close();
    open.forEach(this::end);
  }
}
