package dev.hearth.inference.completion;

import dev.hearth.contracts.Hop;
import dev.hearth.contracts.inference.CompletionEvent;
import dev.hearth.inference.engine.EngineException;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import tools.jackson.databind.json.JsonMapper;

/** Writes events as lines of JSON, and empty lines as signs of life. */
final class EventWriter {

  private final OutputStream out;
  private final JsonMapper json;
  private final Duration heartbeat;

  EventWriter(OutputStream out, JsonMapper json, Duration heartbeat) {
    this.out = out;
    this.json = json;
    this.heartbeat = heartbeat;
  }

  /**
   * Writes events until the last one, or until the deadline, which becomes the last one.
   *
   * @throws IOException if nobody reads any more
   */
  void write(BlockingQueue<CompletionEvent> events, Hop hop)
      throws IOException, InterruptedException {
    while (true) {
      long left = hop.remaining().toMillis();
      CompletionEvent event =
          events.poll(Math.min(heartbeat.toMillis(), Math.max(left, 0)), TimeUnit.MILLISECONDS);
      if (event != null) {
        line(event);
        if (event instanceof CompletionEvent.Finished || event instanceof CompletionEvent.Failed) {
          return;
        }
      } else if (left <= 0) {
        line(Completions.failed(EngineException.deadlineExceeded(null)));
        return;
      } else {
        out.write('\n');
        out.flush();
      }
    }
  }

  private void line(CompletionEvent event) throws IOException {
    out.write(json.writerFor(CompletionEvent.class).writeValueAsBytes(event));
    out.write('\n');
    out.flush();
  }
}
