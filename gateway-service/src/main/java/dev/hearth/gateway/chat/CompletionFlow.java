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
import dev.hearth.gateway.models.AllowedModels;
import dev.hearth.gateway.screening.Screener;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Objects;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;

/**
 * How every completion is made, whatever shape its request and its answer have: screen, find tools,
 * run, screen, release. Thread-safe.
 */
@Component
public final class CompletionFlow {

  private static final Logger log = LoggerFactory.getLogger(CompletionFlow.class);

  private final InputScreening inputScreening;
  private final PluginTools pluginTools;
  private final AllowedModels models;
  private final InferenceApi inference;
  private final Screener screener;
  private final JsonMapper mapper;
  private final ChatProperties properties;

  CompletionFlow(
      InputScreening inputScreening,
      PluginTools pluginTools,
      AllowedModels models,
      InferenceApi inference,
      Screener screener,
      JsonMapper mapper,
      ChatProperties properties) {
    this.inputScreening = inputScreening;
    this.pluginTools = pluginTools;
    this.models = models;
    this.inference = inference;
    this.screener = screener;
    this.mapper = mapper;
    this.properties = properties;
  }

  /**
   * Notes what is asked for, and sets its tokens aside.
   *
   * @return the request to the model that the caller gets
   * @throws ServiceException 403 if the caller may not use the model, 429 if its tokens are used up
   */
  public ChatRequest admit(Exchange exchange, ChatRequest asked) {
    exchange.noteModel(asked.model());
    exchange.notePlugins(names(asked.plugins()));
    ChatRequest chat = asked.to(models.choose(exchange, asked.model()));
    exchange.noteModel(chat.model());
    exchange.reserve(chat.estimatedTokens(properties.assumedAnswerTokens()));
    return chat;
  }

  /**
   * Screens a request, finds its tools and starts its completion.
   *
   * @return the completion, which must be closed
   * @throws ServiceException if it is refused or cannot be started
   */
  public Begun begin(Exchange exchange, ChatRequest chat) {
    ChatRequest screened = screen(exchange, chat);
    List<PluginTool> tools = tools(exchange, screened);
    // Only approvals are bound to it, and only calls of plugins are approved.
    String conversation = tools.isEmpty() ? "" : Conversation.name(mapper, exchange, chat);
    List<Approval> decided = pluginTools.decided(exchange, tools, conversation);
    return start(
        exchange,
        screened,
        new CompletionRequest(
            screened.model(),
            screened.messages(),
            screened.tools(),
            screened.toolChoice(),
            tools,
            screened.sampling(),
            screened.responseFormat(),
            conversation,
            decided));
  }

  /** The request as a model may read it; throws as {@link #begin} does. */
  public ChatRequest screen(Exchange exchange, ChatRequest chat) {
    long begin = System.nanoTime();
    ChatRequest screened = inputScreening.screen(exchange, chat);
    exchange.noteTime(Exchange.Part.INPUT, System.nanoTime() - begin);
    return screened;
  }

  /** The tools of the plugins that a request asks for, best fit first. */
  public List<PluginTool> tools(Exchange exchange, ChatRequest chat) {
    long begin = System.nanoTime();
    List<PluginTool> tools = pluginTools.find(exchange, chat);
    exchange.noteTime(Exchange.Part.TOOLS, System.nanoTime() - begin);
    return tools;
  }

  /**
   * Screens a request and starts its completion with these tools and this budget.
   *
   * @param tools of plugins, which the loop calls
   * @param conversation the name to which approvals are bound
   * @param budget what it may spend
   * @return the completion, which must be closed
   */
  public Begun begin(
      Exchange exchange,
      ChatRequest chat,
      List<PluginTool> tools,
      String conversation,
      CompletionRequest.Budget budget) {
    ChatRequest screened = screen(exchange, chat);
    return start(
        exchange,
        screened,
        new CompletionRequest(
            screened.model(),
            screened.messages(),
            screened.tools(),
            screened.toolChoice(),
            tools,
            screened.sampling(),
            screened.responseFormat(),
            conversation,
            List.of(),
            budget));
  }

  private Begun start(Exchange exchange, ChatRequest screened, CompletionRequest completion) {
    long asked = System.nanoTime();
    InputStream events =
        Objects.requireNonNull(inference.complete(exchange.hop(), completion).getBody());
    CompletionFeed feed = new CompletionFeed(events, exchange.hop(), mapper);
    try {
      List<CompletionEvent> begun = feed.take();
      exchange.permit().began();
      exchange.noteTime(Exchange.Part.FIRST_EVENT, System.nanoTime() - asked);
      return new Begun(exchange, screened, feed, begun);
    } catch (RuntimeException failure) {
      feed.close();
      throw failure;
    }
  }

  private static List<String> names(ChatRequest.Plugins plugins) {
    return switch (plugins) {
      case ChatRequest.Plugins.None none -> List.of();
      case ChatRequest.Plugins.Auto auto -> List.of("auto");
      case ChatRequest.Plugins.Named named -> named.names();
    };
  }

  /** A completion that runs. One thread uses it. */
  public final class Begun implements AutoCloseable {

    private final Exchange exchange;
    private final ChatRequest screened;
    private final CompletionFeed feed;
    private final List<CompletionEvent> begun;

    private Begun(
        Exchange exchange, ChatRequest screened, CompletionFeed feed, List<CompletionEvent> begun) {
      this.exchange = exchange;
      this.screened = screened;
      this.feed = feed;
      this.begun = begun;
    }

    /** The request as the model reads it. */
    public ChatRequest screened() {
      return screened;
    }

    /** The events of a streamed answer to this request. */
    public EventStream events(HttpServletResponse response) {
      return new EventStream(response, properties.silence());
    }

    /** The id of the model that answers. */
    public String model() {
      for (CompletionEvent event : begun) {
        if (event instanceof CompletionEvent.Started started) {
          return started.model();
        }
      }
      return Objects.requireNonNullElse(screened.model(), "default");
    }

    /**
     * Passes everything on to an answer, until its end.
     *
     * @throws ServiceException if it cannot be finished
     * @throws IOException if the caller has left
     */
    public void run(Answer answer) throws IOException {
      OutputScreening screening =
          new OutputScreening(screener, mapper, exchange, feed, answer, screened.promptTokens());
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

    /**
     * Passes everything on to a streamed answer, and tells there what goes wrong.
     *
     * @throws ServiceException if it fails before anything was sent
     */
    public void stream(StreamingAnswer answer) {
      try {
        try {
          run(answer);
        } catch (RuntimeException failure) {
          if (!answer.started()) {
            throw failure;
          }
          ServiceException told = told(failure);
          exchange.noteError(told.code());
          record(200);
          answer.fail(told);
        }
      } catch (IOException callerLeft) {
        log.debug("the caller left", callerLeft);
        exchange.noteError("caller_left");
        record(Exchange.CALLER_LEFT);
      }
    }

    private void record(int status) {
      try {
        exchange.record(status);
      } catch (ServiceException lost) {
        // The answer ends with an error or has no reader: there is nobody else to tell.
        log.error("an audit record is lost", lost);
      }
    }

    /** Ends the completion, if it has not ended. */
    @Override
    public void close() {
      feed.close();
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
}
