package dev.hearth.gateway.chat;

import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;

/**
 * The server-sent events of an answer. Nothing is sent before the first, so that what fails earlier
 * can still be answered with its HTTP status, unless it is long in coming. From then on comments,
 * which clients skip, fill every silence: that the caller has left shows only when something is
 * written, and proxies cut off what stays silent. One thread uses it. An {@link IOException} means
 * that the caller has left.
 */
public final class EventStream {

  /** Silences within a stream are no longer, if the model shows signs of life. */
  private static final Duration MOMENT = Duration.ofMillis(250);

  private static final byte[] COMMENT = ":\n\n".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] EVENT = "event: ".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] LINE_END = "\n".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] DATA = "data: ".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] END = "\n\n".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] DONE = "data: [DONE]\n\n".getBytes(StandardCharsets.US_ASCII);

  private final HttpServletResponse response;
  private final Duration silence;
  private long written = System.nanoTime();
  private boolean started;

  /**
   * A stream of which nothing is sent yet.
   *
   * @param silence how long its first event is waited for before a comment is sent
   */
  EventStream(HttpServletResponse response, Duration silence) {
    this.response = response;
    this.silence = silence;
  }

  /** Whether the caller has its beginning, so that no HTTP status can be told any more. */
  public boolean started() {
    return started;
  }

  /** Writes an event without a name; {@link #flush} sends it. */
  public void write(byte[] json) throws IOException {
    OutputStream out = out();
    out.write(DATA);
    out.write(json);
    out.write(END);
  }

  /** Writes an event with a name; {@link #flush} sends it. */
  public void write(String name, byte[] json) throws IOException {
    OutputStream out = out();
    out.write(EVENT);
    out.write(name.getBytes(StandardCharsets.US_ASCII));
    out.write(LINE_END);
    write(json);
  }

  /** Sends what was written. */
  public void flush() throws IOException {
    response.flushBuffer();
    written = System.nanoTime();
  }

  /** Sends a comment, if nothing was sent for too long. */
  public void alive() throws IOException {
    Duration longest = started ? MOMENT : silence;
    if (System.nanoTime() - written >= longest.toNanos()) {
      out().write(COMMENT);
      flush();
    }
  }

  /** Sends what was written, and the last event of all. */
  public void end() throws IOException {
    out().write(DONE);
    flush();
  }

  private OutputStream out() throws IOException {
    if (!started) {
      started = true;
      response.setStatus(HttpStatus.OK.value());
      response.setContentType(MediaType.TEXT_EVENT_STREAM_VALUE);
      response.setHeader(HttpHeaders.CACHE_CONTROL, "no-cache, no-store");
      // Proxies such as nginx must not collect the events.
      response.setHeader("X-Accel-Buffering", "no");
    }
    return response.getOutputStream();
  }
}
