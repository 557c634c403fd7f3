package dev.hearth.inference.completion;

import dev.hearth.base.Mailbox;
import dev.hearth.contracts.Hop;
import dev.hearth.contracts.inference.CompletionEvent;
import dev.hearth.inference.engine.EngineException;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.ObjectWriter;
import tools.jackson.databind.json.JsonMapper;

/** Writes events as lines of JSON, and empty lines as signs of life. */
final class EventWriter {

  private static final Duration STARTED_WAITS = Duration.ofMillis(2);

  private final OutputStream out;
  private final ObjectWriter writer;
  private final Duration heartbeat;

  EventWriter(OutputStream out, JsonMapper json, Duration heartbeat) {
    this.out = out;
    writer = json.writerFor(CompletionEvent.class);
    this.heartbeat = heartbeat;
  }

  /**
   * Writes events until the last one, or until the deadline, which becomes the last one.
   *
   * @throws IOException if nobody reads any more
   */
  void write(Mailbox<CompletionEvent> events, Hop hop) throws IOException, InterruptedException {
    while (true) {
      long left = hop.remaining().toNanos();
      CompletionEvent event = events.poll(Math.min(heartbeat.toNanos(), left));
      if (event != null) {
        if (lines(event, events)) {
          return;
        }
      } else if (left <= 0) {
        line(Completions.failed(EngineException.deadlineExceeded(null)));
        out.flush();
        return;
      } else {
        out.write('\n');
        out.flush();
      }
    }
  }

  /**
   * Writes an event and all that wait behind it, with one flush. That the work was started is
   * nothing to read yet: it goes with what follows, if that is not long in coming.
   *
   * @return whether the last was among them
   */
  private boolean lines(CompletionEvent first, Mailbox<CompletionEvent> events)
      throws IOException, InterruptedException {
    @Nullable CompletionEvent event = first;
    boolean last = false;
    while (event != null && !last) {
      line(event);
      last = event instanceof CompletionEvent.Finished || event instanceof CompletionEvent.Failed;
      event =
          event instanceof CompletionEvent.Started
              ? events.poll(STARTED_WAITS.toNanos())
              : events.poll();
    }
    out.flush();
    return last;
  }

  private void line(CompletionEvent event) throws IOException {
    out.write(writer.writeValueAsBytes(event));
    out.write('\n');
  }
}
