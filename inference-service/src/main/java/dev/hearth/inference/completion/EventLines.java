package dev.hearth.inference.completion;

import dev.hearth.base.Mailbox;
import dev.hearth.contracts.Hop;
import dev.hearth.contracts.inference.CompletionEvent;
import dev.hearth.inference.engine.Cancellation;
import dev.hearth.inference.engine.EngineException;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.ObjectWriter;

/**
 * A completion's events as lines of JSON, and empty lines as signs of life. They are written when
 * they are read: until the last one, or until the deadline, which becomes the last one. One thread
 * reads; any may close, which cancels the completion.
 */
final class EventLines extends InputStream {

  private static final Duration STARTED_WAITS = Duration.ofMillis(2);
  private static final byte[] NEWLINE = {'\n'};

  private final Mailbox<CompletionEvent> events;
  private final Cancellation cancellation;
  private final Hop hop;
  private final ObjectWriter writer;
  private final Duration heartbeat;
  private byte[] buffer = new byte[512];
  private int position;
  private int filled;
  private boolean last;
  private volatile boolean closed;

  /**
   * The events of a completion that runs.
   *
   * @param writer of {@link CompletionEvent}
   * @param heartbeat after so long without an event there is a sign of life
   */
  EventLines(
      Mailbox<CompletionEvent> events,
      Cancellation cancellation,
      Hop hop,
      ObjectWriter writer,
      Duration heartbeat) {
    this.events = events;
    this.cancellation = cancellation;
    this.hop = hop;
    this.writer = writer;
    this.heartbeat = heartbeat;
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
  }

  @Override
  public int read(byte[] target, int offset, int length) throws IOException {
    if (length > 0 && position == filled) {
      if (last) {
        return -1;
      }
      await();
    }
    int read = Math.min(length, filled - position);
    System.arraycopy(buffer, position, target, offset, read);
    position += read;
    return read;
  }

  /** All that has happened counts. */
  @Override
  public int available() {
    if (position == filled && !last) {
      position = 0;
      filled = 0;
      lines(events.poll());
    }
    return filled - position;
  }

  @Override
  public void close() {
    closed = true;
    cancellation.cancel();
  }

  /**
   * Waits for an event, or a sign of life. That the work was started is nothing to read yet: it
   * goes with what follows, if that is not long in coming.
   */
  private void await() throws IOException {
    position = 0;
    filled = 0;
    try {
      long left = hop.remaining().toNanos();
      CompletionEvent event = events.poll(Math.min(heartbeat.toNanos(), left));
      if (closed) {
        throw new IOException("the completion was closed");
      }
      if (event instanceof CompletionEvent.Started) {
        line(event);
        event = events.poll(STARTED_WAITS.toNanos());
      } else if (event == null && left <= 0) {
        event = Completions.failed(EngineException.deadlineExceeded(null));
      } else if (event == null) {
        append(NEWLINE);
      }
      lines(event);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", interrupted);
    }
  }

  /** Writes an event and all that wait behind it. */
  private void lines(@Nullable CompletionEvent first) {
    for (CompletionEvent event = first; event != null; event = last ? null : events.poll()) {
      line(event);
    }
  }

  private void line(CompletionEvent event) {
    append(writer.writeValueAsBytes(event));
    append(NEWLINE);
    last = event instanceof CompletionEvent.Finished || event instanceof CompletionEvent.Failed;
  }

  private void append(byte[] bytes) {
    if (filled + bytes.length > buffer.length) {
      buffer = Arrays.copyOf(buffer, Math.max(filled + bytes.length, buffer.length * 2));
    }
    System.arraycopy(bytes, 0, buffer, filled, bytes.length);
    filled += bytes.length;
  }
}
