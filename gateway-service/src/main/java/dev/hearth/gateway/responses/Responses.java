package dev.hearth.gateway.responses;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.hearth.base.ServiceException;
import dev.hearth.contracts.inference.Message;
import dev.hearth.gateway.chat.ChatRequest;
import dev.hearth.gateway.chat.CompletionFlow;
import dev.hearth.gateway.exchange.Exchange;
import dev.hearth.gateway.json.JsonBodies;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** {@code /v1/responses}: make, continue, read and forget responses. */
@RestController
class Responses {

  private final JsonBodies bodies;
  private final CompletionFlow flow;
  private final ResponseStore store;
  private final JsonMapper mapper;
  private final ResponsesProperties properties;

  Responses(
      JsonBodies bodies,
      CompletionFlow flow,
      ResponseStore store,
      JsonMapper mapper,
      ResponsesProperties properties) {
    this.bodies = bodies;
    this.flow = flow;
    this.store = store;
    this.mapper = mapper;
    this.properties = properties;
  }

  @PostMapping("/v1/responses")
  @Nullable ResponseEntity<Object> create(
      HttpServletRequest httpRequest, HttpServletResponse response) {
    Exchange exchange = Exchange.of(httpRequest);
    String team = exchange.identity().team();
    ResponseRequest request =
        ResponseRequestReader.read(
            bodies.object(httpRequest),
            properties,
            id -> store.find(team, id).map(ResponseStore.Kept::messages).orElse(null));
    ChatRequest chat = flow.admit(exchange, request.chat());
    exchange.permit().limits().apply(response);
    try (CompletionFlow.Begun completion = flow.begin(exchange, chat)) {
      ResponseRequest screened = request.as(completion.screened());
      boolean stream = chat.stream();
      ResponseAnswer answer =
          new ResponseAnswer(
              mapper,
              completion.model(),
              screened,
              !(chat.plugins() instanceof ChatRequest.Plugins.None),
              stream ? new ResponseEvents(mapper, completion.events(response)) : null,
              keeping(team, screened));
      if (stream) {
        completion.stream(answer);
        return null;
      }
      completion.run(answer);
      return ResponseEntity.ok(answer.response());
    } catch (IOException impossible) {
      throw new IllegalStateException("a plain answer is not written before its end", impossible);
    }
  }

  private Consumer<ResponseAnswer> keeping(String team, ResponseRequest request) {
    if (!request.store()) {
      return answer -> {};
    }
    return answer -> {
      List<Message> asked = request.chat().messages();
      List<Message> messages =
          new ArrayList<>(asked.subList(request.instructed() ? 1 : 0, asked.size()));
      messages.addAll(answer.said());
      store.put(
          new ResponseStore.Kept(
              answer.id(),
              team,
              answer.created(),
              answer.created().plus(properties.retention()),
              answer.response(),
              request.items(),
              messages));
    };
  }

  @GetMapping("/v1/responses/{id}")
  JsonNode get(@PathVariable("id") String id, HttpServletRequest request) {
    if ("true".equals(request.getParameter("stream"))) {
      throw ServiceException.badRequest(
          "stream", "Unsupported: 'stream': only background responses could be streamed again.");
    }
    return find(id, request).body();
  }

  @GetMapping("/v1/responses/{id}/input_items")
  Items items(@PathVariable("id") String id, HttpServletRequest request) {
    List<JsonNode> items = new ArrayList<>(find(id, request).input().values());
    if (!"asc".equals(request.getParameter("order"))) {
      java.util.Collections.reverse(items);
    }
    return new Items(
        "list",
        items,
        items.isEmpty() ? null : items.getFirst().path("id").asString(),
        items.isEmpty() ? null : items.getLast().path("id").asString(),
        false);
  }

  @DeleteMapping("/v1/responses/{id}")
  Deleted delete(@PathVariable("id") String id, HttpServletRequest request) {
    if (!store.delete(Exchange.of(request).identity().team(), id)) {
      throw notFound();
    }
    return new Deleted(id, "response", true);
  }

  private ResponseStore.Kept find(String id, HttpServletRequest request) {
    return store.find(Exchange.of(request).identity().team(), id).orElseThrow(Responses::notFound);
  }

  private static ServiceException notFound() {
    return new ServiceException(
        HttpStatus.NOT_FOUND,
        "response_not_found",
        "There is no response of this id: it was not stored, was deleted or has expired.",
        "id");
  }

  record Items(
      String object,
      List<JsonNode> data,
      @JsonProperty("first_id") @Nullable String firstId,
      @JsonProperty("last_id") @Nullable String lastId,
      @JsonProperty("has_more") boolean hasMore) {}

  record Deleted(String id, String object, boolean deleted) {}
}
