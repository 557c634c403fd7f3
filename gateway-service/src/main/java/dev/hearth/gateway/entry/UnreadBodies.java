package dev.hearth.gateway.entry;

import dev.hearth.gateway.json.BodyProperties;
import jakarta.servlet.ServletException;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.valves.ValveBase;
import org.apache.coyote.ActionCode;
import org.apache.tomcat.util.net.ApplicationBufferHandler;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.tomcat.servlet.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.stereotype.Component;
import org.springframework.util.unit.DataSize;

/**
 * Reads, after the answer, what was left of a request's body, so that its sender finds the answer
 * and no broken connection. Tomcat would do it, too, but wait for each byte anew: whoever is
 * refused, for want of a key for instance, could go on a byte at a time. Thread-safe.
 */
@Component
final class UnreadBodies implements WebServerFactoryCustomizer<TomcatServletWebServerFactory> {

  private static final Logger log = LoggerFactory.getLogger(UnreadBodies.class);

  private final long longestNanos;
  private final long most;

  UnreadBodies(
      BodyProperties properties, @Value("${server.tomcat.max-swallow-size:2MB}") DataSize most) {
    longestNanos = properties.maxReadTime().toNanos();
    this.most = most.toBytes();
  }

  @Override
  public void customize(TomcatServletWebServerFactory factory) {
    factory.addEngineValves(new Reading());
  }

  private final class Reading extends ValveBase {

    Reading() {
      super(true);
    }

    @Override
    public void invoke(Request request, Response response) throws IOException, ServletException {
      getNext().invoke(request, response);
      if (request.isAsync() || request.isFinished()) {
        return;
      }
      response.finishResponse();
      if (!readToItsEnd(request.getCoyoteRequest())) {
        request.getCoyoteRequest().action(ActionCode.CLOSE_NOW, null);
      }
    }

    /** With its answer a request's own stream is closed; this is what Tomcat itself reads from. */
    private boolean readToItsEnd(org.apache.coyote.Request request) {
      long began = System.nanoTime();
      long read = 0;
      Part part = new Part();
      try {
        for (int length = request.doRead(part); length >= 0; length = request.doRead(part)) {
          read += length;
          if (read > most || System.nanoTime() - began > longestNanos) {
            return false;
          }
        }
        return true;
      } catch (IOException brokeOff) {
        log.debug("a body broke off that nobody wanted", brokeOff);
        return false;
      }
    }
  }

  /** What was read last. */
  private static final class Part implements ApplicationBufferHandler {

    private ByteBuffer bytes = ByteBuffer.allocate(0);

    @Override
    public void setByteBuffer(ByteBuffer buffer) {
      bytes = buffer;
    }

    @Override
    public ByteBuffer getByteBuffer() {
      return bytes;
    }

    @Override
    public void expand(int size) {
      // Filters lend their own buffers; nothing is kept that could be too small.
    }
  }
}
