package dev.hearth.gateway.runs;

import dev.hearth.gateway.drain.Drain;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * A run's events as server-sent events, those that were and those that come, until the run's end.
 * Each has its number as its id, so that a reader whose connection broke goes on with {@code
 * Last-Event-ID}; so does one whose gateway stops, with another. One thread uses it.
 */
final class RunEventStream {

  /** How long until it is looked again for what happened in another gateway. */
  private static final Duration LOOK = Duration.ofMillis(500);

  private static final Duration ALIVE = Duration.ofSeconds(10);

  /** A stream does not outlive this; its reader goes on with another. */
  private static final Duration LONGEST = Duration.ofMinutes(30);

  private final Drain drain;
  private final RunStore store;
  private final RunNews news;
  private final JsonMapper mapper;
  private final HttpServletResponse response;

  RunEventStream(
      Drain drain, RunStore store, RunNews news, JsonMapper mapper, HttpServletResponse response) {
    this.drain = drain;
    this.store = store;
    this.news = news;
    this.mapper = mapper;
    this.response = response;
  }

  /** The event as a run's reader sees it. */
  static ObjectNode shown(JsonMapper mapper, RunEvent.Numbered numbered) {
    ObjectNode node =
        (ObjectNode)
            mapper.readTree(mapper.writerFor(RunEvent.class).writeValueAsString(numbered.event()));
    node.put("number", numbered.number());
    node.put("at", numbered.at().toString());
    return node;
  }

  /**
   * Sends all events from this number on.
   *
   * @throws IOException if the reader has left
   */
  void send(String runId, int from) throws IOException, InterruptedException {
    response.setStatus(HttpStatus.OK.value());
    response.setContentType(MediaType.TEXT_EVENT_STREAM_VALUE);
    response.setHeader(HttpHeaders.CACHE_CONTROL, "no-cache, no-store");
    // Proxies such as nginx must not collect the events.
    response.setHeader("X-Accel-Buffering", "no");
    OutputStream out = response.getOutputStream();
    int next = from;
    Instant end = Instant.now().plus(LONGEST);
    Instant sent = Instant.now();
    while (Instant.now().isBefore(end) && !drain.refuses()) {
      long seen = news.version();
      boolean over = false;
      for (RunEvent.Numbered numbered : store.events(runId, next)) {
        ObjectNode event = shown(mapper, numbered);
        String text =
            "id: %d\nevent: %s\ndata: %s\n\n"
                .formatted(numbered.number(), event.get("type").asString(), event);
        out.write(text.getBytes(StandardCharsets.UTF_8));
        next = numbered.number() + 1;
        sent = Instant.now();
        over |= ends(numbered.event());
      }
      if (sent.plus(ALIVE).isBefore(Instant.now())) {
        out.write(":\n\n".getBytes(StandardCharsets.US_ASCII));
        sent = Instant.now();
      }
      response.flushBuffer();
      if (over) {
        return;
      }
      news.await(seen, LOOK);
    }
  }

  /** Whether nothing comes after this event. */
  static boolean ends(RunEvent event) {
    return event instanceof RunEvent.Completed
        || event instanceof RunEvent.Incomplete
        || event instanceof RunEvent.Failed
        || event instanceof RunEvent.Cancelled;
  }
}
