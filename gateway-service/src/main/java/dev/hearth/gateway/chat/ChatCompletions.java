package dev.hearth.gateway.chat;

import dev.hearth.gateway.exchange.Exchange;
import dev.hearth.gateway.json.JsonBodies;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.json.JsonMapper;

/** {@code POST /v1/chat/completions}. */
@RestController
class ChatCompletions {

  private final JsonBodies bodies;
  private final CompletionFlow flow;
  private final JsonMapper mapper;

  ChatCompletions(JsonBodies bodies, CompletionFlow flow, JsonMapper mapper) {
    this.bodies = bodies;
    this.flow = flow;
    this.mapper = mapper;
  }

  @PostMapping("/v1/chat/completions")
  @Nullable ResponseEntity<Object> complete(
      HttpServletRequest request, HttpServletResponse response) {
    Exchange exchange = Exchange.of(request);
    ChatRequest chat = flow.admit(exchange, ChatRequestReader.read(bodies.object(request)));
    exchange.permit().limits().apply(response);
    try (CompletionFlow.Begun completion = flow.begin(exchange, chat)) {
      ChatJson json =
          new ChatJson(
              mapper,
              "chatcmpl-" + UUID.randomUUID().toString().replace("-", ""),
              Instant.now().getEpochSecond(),
              completion.model());
      if (chat.stream()) {
        completion.stream(
            new StreamedAnswer(json, completion.events(response), chat.includeUsage()));
        return null;
      }
      boolean withPlugins = !(chat.plugins() instanceof ChatRequest.Plugins.None);
      PlainAnswer answer = new PlainAnswer(json, withPlugins);
      completion.run(answer);
      // In bytes its length is known, and head and body leave in one packet.
      return ResponseEntity.ok()
          .contentType(MediaType.APPLICATION_JSON)
          .body(mapper.writeValueAsBytes(answer.completion()));
    } catch (IOException impossible) {
      throw new IllegalStateException("a plain answer is not written before its end", impossible);
    }
  }
}
