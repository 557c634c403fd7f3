package dev.hearth.gateway.responses;

import dev.hearth.base.ServiceException;
import dev.hearth.contracts.inference.CompletionEvent.Usage;
import dev.hearth.contracts.inference.Message;
import dev.hearth.contracts.inference.Message.Role;
import dev.hearth.gateway.chat.StreamingAnswer;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * A response while it is made: the items of its output and the events that tell of them. Without
 * events it is an answer in one piece. One thread uses it.
 */
final class ResponseAnswer implements StreamingAnswer {

  private final JsonMapper mapper;
  private final String id;
  private final Instant created = Instant.now();
  private final String model;
  private final ResponseRequest request;
  private final boolean withPlugins;
  private final @Nullable ResponseEvents events;
  private final Consumer<ResponseAnswer> keeping;

  private final ArrayNode output;
  private final ArrayNode steps;
  private final ArrayNode approvals;
  private final StringBuilder text = new StringBuilder();

  /** What the open message holds. */
  private final StringBuilder messageText = new StringBuilder();

  private final List<Message.ToolCall> calls = new ArrayList<>();
  private @Nullable ObjectNode message;
  private @Nullable ObjectNode finished;

  /**
   * An answer that begins.
   *
   * @param events who is told of its parts; null if nobody is
   * @param keeping keeps it once it is complete
   */
  ResponseAnswer(
      JsonMapper mapper,
      String model,
      ResponseRequest request,
      boolean withPlugins,
      @Nullable ResponseEvents events,
      Consumer<ResponseAnswer> keeping) {
    this.mapper = mapper;
    this.id = id("resp_");
    this.model = model;
    this.request = request;
    this.withPlugins = withPlugins;
    this.events = events;
    this.keeping = keeping;
    output = mapper.createArrayNode();
    steps = mapper.createArrayNode();
    approvals = mapper.createArrayNode();
  }

  String id() {
    return id;
  }

  Instant created() {
    return created;
  }

  /** The finished response. */
  ObjectNode response() {
    if (finished == null) {
      throw new IllegalStateException("the response is not finished");
    }
    return finished;
  }

  /** What the model said, as the next turn of the conversation reads it. */
  List<Message> said() {
    return text.isEmpty() && calls.isEmpty()
        ? List.of()
        : List.of(new Message(Role.ASSISTANT, text.toString(), null, calls, null));
  }

  @Override
  public boolean eager() {
    return events != null;
  }

  @Override
  public boolean started() {
    return events != null && events.started();
  }

  @Override
  public void text(String more) throws IOException {
    begin();
    ObjectNode item = openMessage();
    text.append(more);
    messageText.append(more);
    if (events != null) {
      ObjectNode event = partEvent("response.output_text.delta", item);
      event.put("delta", more);
      event.putArray("logprobs");
      events.send(event);
      events.flush();
    }
  }

  @Override
  public void toolCall(ToolCall call) throws IOException {
    begin();
    closeMessage("completed");
    calls.add(new Message.ToolCall(call.id(), call.name(), call.arguments()));
    ObjectNode item = mapper.createObjectNode();
    item.put("type", "function_call");
    item.put("id", id("fc_"));
    item.put("call_id", call.id());
    item.put("name", call.name());
    item.put("arguments", "");
    item.put("status", "in_progress");
    if (events != null) {
      events.send(itemEvent("response.output_item.added", output.size(), item));
      ObjectNode delta = callEvent("response.function_call_arguments.delta", item);
      delta.put("delta", call.arguments());
      events.send(delta);
      ObjectNode done = callEvent("response.function_call_arguments.done", item);
      done.put("name", call.name());
      done.put("arguments", call.arguments());
      events.send(done);
    }
    item.put("arguments", call.arguments());
    item.put("status", "completed");
    output.add(item);
    if (events != null) {
      events.send(itemEvent("response.output_item.done", output.size() - 1, item));
      events.flush();
    }
  }

  @Override
  public void step(Step step) throws IOException {
    begin();
    ObjectNode node = mapper.valueToTree(step);
    steps.add(node);
    if (events != null) {
      ObjectNode event = events.event("hearth.step");
      event.set("step", node);
      events.send(event);
      events.flush();
    }
  }

  @Override
  public void approval(Approval approval) {
    approvals.add(mapper.<ObjectNode>valueToTree(approval));
  }

  @Override
  public void alive() throws IOException {
    if (events != null) {
      events.alive();
    }
  }

  @Override
  public void complete(String reason, Usage usage) {
    // Before it is told: the last event and the stored response are one.
    if (message == null && text.isEmpty() && calls.isEmpty() && reason.equals("stop")) {
      message = newMessage();
    }
    if (message != null) {
      message.put("status", incomplete(reason) ? "incomplete" : "completed");
      message.withArray("content").add(textPart(messageText.toString()));
      output.add(message);
    }
    ObjectNode response = resource(incomplete(reason) ? "incomplete" : "completed");
    if (incomplete(reason)) {
      response
          .putObject("incomplete_details")
          .put("reason", reason.equals("length") ? "max_output_tokens" : reason);
    } else {
      response.put("completed_at", Instant.now().getEpochSecond());
    }
    response.set("usage", usage(usage));
    finished = response;
    keeping.accept(this);
  }

  @Override
  public void finish(String reason, Usage usage) throws IOException {
    if (events == null) {
      return;
    }
    begin();
    if (message != null) {
      tellDone(message);
    }
    ObjectNode event =
        events.event(incomplete(reason) ? "response.incomplete" : "response.completed");
    event.set("response", response());
    events.send(event);
    events.end();
  }

  @Override
  public void fail(ServiceException failure) throws IOException {
    if (events == null) {
      throw failure;
    }
    begin();
    ObjectNode failed = resource("failed");
    failed.putObject("error").put("code", failure.code()).put("message", failure.message());
    ObjectNode event = events.event("response.failed");
    event.set("response", failed);
    events.send(event);
    events.error(failure);
    events.end();
  }

  private static boolean incomplete(String reason) {
    return reason.equals("length") || reason.equals("content_filter");
  }

  private void begin() throws IOException {
    if (events == null || events.begun()) {
      return;
    }
    for (String type : List.of("response.created", "response.in_progress")) {
      ObjectNode event = events.event(type);
      event.set("response", resource("in_progress"));
      events.send(event);
    }
  }

  private ObjectNode newMessage() {
    ObjectNode item = mapper.createObjectNode();
    item.put("type", "message");
    item.put("id", id("msg_"));
    item.put("status", "in_progress");
    item.put("role", "assistant");
    item.putArray("content");
    return item;
  }

  private ObjectNode openMessage() throws IOException {
    ObjectNode open = message;
    if (open != null) {
      return open;
    }
    ObjectNode item = newMessage();
    message = item;
    if (events != null) {
      events.send(itemEvent("response.output_item.added", output.size(), item));
      ObjectNode part = partEvent("response.content_part.added", item);
      part.set("part", textPart(""));
      events.send(part);
    }
    return item;
  }

  /** Text comes before calls: what was said is whole once a call comes. */
  private void closeMessage(String status) throws IOException {
    ObjectNode open = message;
    if (open == null) {
      return;
    }
    open.put("status", status);
    open.withArray("content").add(textPart(messageText.toString()));
    output.add(open);
    tellDone(open);
    message = null;
    messageText.setLength(0);
  }

  private void tellDone(ObjectNode item) throws IOException {
    if (events == null) {
      return;
    }
    if (messageText.isEmpty()) {
      ObjectNode added = item.deepCopy();
      added.put("status", "in_progress");
      added.putArray("content");
      events.send(itemEvent("response.output_item.added", output.size() - 1, added));
      ObjectNode part = partEvent("response.content_part.added", item, output.size() - 1);
      part.set("part", textPart(""));
      events.send(part);
    }
    ObjectNode done = partEvent("response.output_text.done", item, output.size() - 1);
    done.put("text", messageText.toString());
    done.putArray("logprobs");
    events.send(done);
    ObjectNode part = partEvent("response.content_part.done", item, output.size() - 1);
    part.set("part", textPart(messageText.toString()));
    events.send(part);
    events.send(itemEvent("response.output_item.done", output.size() - 1, item));
  }

  private ObjectNode textPart(String content) {
    ObjectNode part = mapper.createObjectNode();
    part.put("type", "output_text");
    part.put("text", content);
    part.putArray("annotations");
    part.putArray("logprobs");
    return part;
  }

  private ObjectNode itemEvent(String type, int index, ObjectNode item) {
    ObjectNode event = told().event(type);
    event.put("output_index", index);
    event.set("item", item.deepCopy());
    return event;
  }

  private ObjectNode partEvent(String type, ObjectNode item) {
    return partEvent(type, item, output.size());
  }

  private ObjectNode partEvent(String type, ObjectNode item, int index) {
    ObjectNode event = told().event(type);
    event.put("item_id", item.get("id").asString());
    event.put("output_index", index);
    event.put("content_index", 0);
    return event;
  }

  private ObjectNode callEvent(String type, ObjectNode item) {
    ObjectNode event = told().event(type);
    event.put("item_id", item.get("id").asString());
    event.put("output_index", output.size());
    return event;
  }

  private ResponseEvents told() {
    if (events == null) {
      throw new IllegalStateException("nobody is told of this answer's parts");
    }
    return events;
  }

  private ObjectNode resource(String status) {
    ObjectNode node = mapper.createObjectNode();
    node.put("id", id);
    node.put("object", "response");
    node.put("created_at", created.getEpochSecond());
    node.putNull("completed_at");
    node.put("status", status);
    node.putNull("error");
    node.putNull("incomplete_details");
    node.put("model", model);
    node.set("output", output.deepCopy());
    node.setAll(request.echo());
    node.putNull("usage");
    if (withPlugins) {
      ObjectNode hearth = node.putObject("hearth");
      hearth.set("steps", steps.deepCopy());
      hearth.set("approvals", approvals.deepCopy());
    }
    return node;
  }

  private ObjectNode usage(Usage usage) {
    ObjectNode node = mapper.createObjectNode();
    node.put("input_tokens", usage.promptTokens());
    node.putObject("input_tokens_details").put("cached_tokens", usage.cachedTokens());
    node.put("output_tokens", usage.completionTokens());
    node.putObject("output_tokens_details").put("reasoning_tokens", 0);
    node.put("total_tokens", usage.promptTokens() + usage.completionTokens());
    return node;
  }

  private static String id(String prefix) {
    return prefix + UUID.randomUUID().toString().replace("-", "");
  }
}
