package dev.hearth.gateway.chat;

import dev.hearth.base.ServiceException;
import dev.hearth.contracts.inference.CompletionEvent;
import dev.hearth.contracts.inference.CompletionEvent.Usage;
import dev.hearth.contracts.inference.CompletionRequest;
import dev.hearth.contracts.inference.InferenceApi;
import dev.hearth.contracts.plugins.Approval;
import dev.hearth.contracts.plugins.PluginTool;
import dev.hearth.gateway.error.Failures;
import dev.hearth.gateway.exchange.Exchange;
import dev.hearth.gateway.json.JsonBodies;
import dev.hearth.gateway.models.AllowedModels;
import dev.hearth.gateway.screening.Screener;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.json.JsonMapper;

/** {@code POST /v1/chat/completions}: validate, screen, find tools, run, screen, release. */
@RestController
class ChatCompletions {

  private static final Logger log = LoggerFactory.getLogger(ChatCompletions.class);

  private final JsonBodies bodies;
  private final InputScreening inputScreening;
  private final PluginTools pluginTools;
  private final AllowedModels models;
  private final InferenceApi inference;
  private final Screener screener;
  private final JsonMapper mapper;
  private final ChatProperties properties;

  ChatCompletions(
      JsonBodies bodies,
      InputScreening inputScreening,
      PluginTools pluginTools,
      AllowedModels models,
      InferenceApi inference,
      Screener screener,
      JsonMapper mapper,
      ChatProperties properties) {
    this.bodies = bodies;
    this.inputScreening = inputScreening;
    this.pluginTools = pluginTools;
    this.models = models;
    this.inference = inference;
    this.screener = screener;
    this.mapper = mapper;
    this.properties = properties;
  }

  @PostMapping("/v1/chat/completions")
  @Nullable ResponseEntity<Object> complete(
      HttpServletRequest request, HttpServletResponse response) {
    Exchange exchange = Exchange.of(request);
    ChatRequest asked = ChatRequestReader.read(bodies.object(request));
    exchange.noteModel(asked.model());
    exchange.notePlugins(names(asked.plugins()));
    ChatRequest chat = asked.to(models.choose(exchange, asked.model()));
    exchange.noteModel(chat.model());
    exchange.reserve(chat.estimatedTokens(properties.assumedAnswerTokens()));
    exchange.permit().limits().apply(response);
    return answer(exchange, chat, prepare(exchange, chat), response);
  }

  private CompletionRequest prepare(Exchange exchange, ChatRequest chat) {
    ChatRequest screened = inputScreening.screen(exchange, chat);
    List<PluginTool> tools = pluginTools.find(exchange, screened);
    String conversation = Conversation.hash(mapper, exchange.identity().team(), chat);
    List<Approval> decided = pluginTools.decided(exchange, tools, conversation);
    return new CompletionRequest(
        screened.model(),
        screened.messages(),
        screened.tools(),
        screened.toolChoice(),
        tools,
        screened.sampling(),
        screened.responseFormat(),
        conversation,
        decided);
  }

  private @Nullable ResponseEntity<Object> answer(
      Exchange exchange,
      ChatRequest chat,
      CompletionRequest completion,
      HttpServletResponse response) {
    try (CompletionFeed feed =
        CompletionFeed.open(start(exchange, completion), exchange.hop(), mapper)) {
      List<CompletionEvent> begun = feed.take();
      exchange.permit().began();
      ChatJson json =
          new ChatJson(
              mapper,
              "chatcmpl-" + UUID.randomUUID().toString().replace("-", ""),
              Instant.now().getEpochSecond(),
              model(begun, chat));
      if (chat.stream()) {
        stream(
            exchange, chat, feed, begun, new StreamedAnswer(json, response, chat.includeUsage()));
        return null;
      }
      boolean withPlugins = !(chat.plugins() instanceof ChatRequest.Plugins.None);
      PlainAnswer answer = new PlainAnswer(json, withPlugins);
      run(exchange, chat, feed, begun, answer);
      return ResponseEntity.ok(answer.completion());
    } catch (IOException impossible) {
      throw new IllegalStateException("a plain answer is not written before its end", impossible);
    }
  }

  private InputStream start(Exchange exchange, CompletionRequest completion) {
    return Objects.requireNonNull(inference.complete(exchange.hop(), completion).getBody());
  }

  private void stream(
      Exchange exchange,
      ChatRequest chat,
      CompletionFeed feed,
      List<CompletionEvent> begun,
      StreamedAnswer answer) {
    try {
      try {
        run(exchange, chat, feed, begun, answer);
      } catch (RuntimeException failure) {
        if (!answer.started()) {
          throw failure;
        }
        ServiceException told = told(failure);
        exchange.noteError(told.code());
        record(exchange, 200);
        answer.fail(told);
      }
    } catch (IOException callerLeft) {
      log.debug("the caller left", callerLeft);
      exchange.noteError("caller_left");
      record(exchange, Exchange.CALLER_LEFT);
    }
  }

  private void run(
      Exchange exchange,
      ChatRequest chat,
      CompletionFeed feed,
      List<CompletionEvent> begun,
      Answer answer)
      throws IOException {
    OutputScreening screening =
        new OutputScreening(screener, mapper, exchange, feed, answer, chat.promptTokens());
    boolean finished = false;
    try {
      screening.run(begun);
      finished = true;
    } finally {
      if (!finished) {
        Usage guess = screening.guess();
        exchange.noteTokens(guess.promptTokens(), guess.completionTokens());
      }
    }
  }

  private static void record(Exchange exchange, int status) {
    try {
      exchange.record(status);
    } catch (ServiceException lost) {
      // The answer ends with an error or has no reader: there is nobody else to tell.
      log.error("an audit record is lost", lost);
    }
  }

  private static ServiceException told(RuntimeException failure) {
    if (failure instanceof ServiceException known) {
      log.warn("a stream ends with {}: {}", known.code(), known.message(), known.getCause());
      return known;
    }
    log.error("an unexpected failure within a stream", failure);
    return Failures.internal(failure);
  }

  private static String model(List<CompletionEvent> begun, ChatRequest chat) {
    for (CompletionEvent event : begun) {
      if (event instanceof CompletionEvent.Started started) {
        return started.model();
      }
    }
    return Objects.requireNonNullElse(chat.model(), "default");
  }

  private static List<String> names(ChatRequest.Plugins plugins) {
    return switch (plugins) {
      case ChatRequest.Plugins.None none -> List.of();
      case ChatRequest.Plugins.Auto auto -> List.of("auto");
      case ChatRequest.Plugins.Named named -> named.names();
    };
  }
}
