package dev.hearth.gateway.responses;

import dev.hearth.base.ServiceException;
import dev.hearth.gateway.error.ErrorAnswers;
import dev.hearth.gateway.error.ErrorBody;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * The server-sent events of one response, numbered from 0. Nothing is sent before the first, so
 * that what fails earlier can still be answered with its HTTP status. One thread uses it.
 */
final class ResponseEvents {

  private static final byte[] DONE = "data: [DONE]\n\n".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] ALIVE = ":\n\n".getBytes(StandardCharsets.US_ASCII);

  private final JsonMapper mapper;
  private final HttpServletResponse response;
  private int next;
  private boolean started;

  ResponseEvents(JsonMapper mapper, HttpServletResponse response) {
    this.mapper = mapper;
    this.response = response;
  }

  /** Whether the caller has some of them. */
  boolean started() {
    return started;
  }

  /** A new event, with its number: events must be sent in the order in which they are made. */
  ObjectNode event(String type) {
    ObjectNode event = mapper.createObjectNode();
    event.put("type", type);
    event.put("sequence_number", next++);
    return event;
  }

  void send(ObjectNode event) throws IOException {
    String name = event.get("type").asString();
    OutputStream out = out();
    out.write(("event: " + name + "\ndata: ").getBytes(StandardCharsets.US_ASCII));
    out.write(mapper.writeValueAsBytes(event));
    out.write("\n\n".getBytes(StandardCharsets.US_ASCII));
  }

  /** Tells of an error, both as OpenAI's documents have it and as its clients read it. */
  void error(ServiceException failure) throws IOException {
    ErrorBody body = ErrorBody.of(ErrorAnswers.outward(failure));
    ObjectNode event = event("error");
    event.put("code", body.error().code());
    event.put("message", body.error().message());
    event.put("param", body.error().param());
    event.set("error", mapper.<ObjectNode>valueToTree(body.error()));
    send(event);
  }

  void alive() throws IOException {
    if (started) {
      out().write(ALIVE);
      flush();
    }
  }

  void end() throws IOException {
    out().write(DONE);
    flush();
  }

  void flush() throws IOException {
    response.flushBuffer();
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
