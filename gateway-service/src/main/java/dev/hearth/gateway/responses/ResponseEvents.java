package dev.hearth.gateway.responses;

import dev.hearth.base.ServiceException;
import dev.hearth.gateway.chat.EventStream;
import dev.hearth.gateway.error.ErrorAnswers;
import dev.hearth.gateway.error.ErrorBody;
import java.io.IOException;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** The server-sent events of one response, numbered from 0. One thread uses it. */
final class ResponseEvents {

  private final JsonMapper mapper;
  private final EventStream stream;
  private int next;

  ResponseEvents(JsonMapper mapper, EventStream stream) {
    this.mapper = mapper;
    this.stream = stream;
  }

  /** See {@link EventStream#started}. */
  boolean started() {
    return stream.started();
  }

  /** Whether there is one. */
  boolean begun() {
    return next > 0;
  }

  /** A new event, with its number: events must be sent in the order in which they are made. */
  ObjectNode event(String type) {
    ObjectNode event = mapper.createObjectNode();
    event.put("type", type);
    event.put("sequence_number", next++);
    return event;
  }

  void send(ObjectNode event) throws IOException {
    stream.write(event.get("type").asString(), mapper.writeValueAsBytes(event));
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
    stream.alive();
  }

  void end() throws IOException {
    stream.end();
  }

  void flush() throws IOException {
    stream.flush();
  }
}
