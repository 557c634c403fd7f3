package dev.hearth.inference.embedded;

import dev.hearth.contracts.inference.CompletionEvent.FinishReason;
import dev.hearth.contracts.inference.CompletionEvent.Usage;
import dev.hearth.contracts.inference.CompletionRequest.ResponseFormat;
import dev.hearth.contracts.inference.CompletionRequest.Sampling;
import dev.hearth.contracts.inference.ModelInfo;
import dev.hearth.inference.engine.Cancellation;
import dev.hearth.inference.engine.Engine;
import dev.hearth.inference.engine.EngineException;
import dev.hearth.inference.engine.Generated;
import dev.hearth.inference.engine.Generation;
import dev.hearth.inference.engine.Output;
import dev.hearth.inference.model.ModelFiles;
import dev.hearth.inference.schema.SchemaGrammar;
import dev.hearth.inference.schema.UnsupportedSchemaException;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/** Runs one GGUF file by llama.cpp. */
public final class EmbeddedEngine implements Engine {

  /** Its name. */
  public static final String NAME = "embedded";

  private static final Logger log = LoggerFactory.getLogger(EmbeddedEngine.class);
  private static final JsonMapper JSON = JsonMapper.shared();

  private final EmbeddedProperties properties;
  private final Supervisor supervisor;
  private final Slots slots;

  /** An engine that does nothing before {@link #start}. */
  public EmbeddedEngine(ModelFiles files, EmbeddedProperties properties) {
    this.properties = properties;
    this.supervisor = new Supervisor(files, properties);
    this.slots = new Slots(properties.slots(), properties.queue());
  }

  /** Gets and loads the model, on a thread of its own. */
  @Override
  public void start() {
    supervisor.start();
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public List<ModelInfo> models() {
    return switch (supervisor.state()) {
      case ModelState.Ready ready -> List.of(ready.model());
      case ModelState.Loading loading -> List.of(loading.model());
      case ModelState.Preparing preparing -> List.of();
      case ModelState.Missing missing -> List.of();
      case ModelState.Closed closed -> List.of();
    };
  }

  @Override
  public @Nullable String hint() {
    return switch (supervisor.state()) {
      case ModelState.Preparing preparing -> preparing.what();
      case ModelState.Missing missing -> missing.hint();
      case ModelState.Closed closed -> "The service is ending.";
      case ModelState.Ready ready -> null;
      case ModelState.Loading loading -> null;
    };
  }

  /** The running child process, for tests and figures. */
  @Nullable ProcessHandle childProcess() {
    return supervisor.state() instanceof ModelState.Ready ready
        ? ready.child().process().toHandle()
        : null;
  }

  Slots slots() {
    return slots;
  }

  @Override
  public Generated generate(Generation generation, Output output, Cancellation cancellation)
      throws EngineException {
    String grammar = grammar(generation.format());
    try (Slots.Slot slot = slots.acquire(cancellation)) {
      ModelState.Ready ready = ready(generation);
      try {
        return converse(ready.child(), request(generation, ready, grammar), output, cancellation);
      } catch (NotAcceptedException gone) {
        // It ended before it had read the request, so that asking the next one is no repetition.
        awaitEnd(ready.child(), generation);
        ModelState.Ready next = ready(generation);
        return converse(next.child(), request(generation, next, grammar), output, cancellation);
      }
    } catch (NotAcceptedException gone) {
      throw crashed(gone);
    }
  }

  private static void awaitEnd(EngineChild child, Generation generation) throws EngineException {
    try {
      long left = Duration.between(Instant.now(), generation.deadline()).toMillis();
      if (!child.process().waitFor(left, TimeUnit.MILLISECONDS)) {
        throw EngineException.deadlineExceeded(null);
      }
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw EngineException.deadlineExceeded(interrupted);
    }
  }

  private ModelState.Ready ready(Generation generation) throws EngineException {
    try {
      return switch (supervisor.settled(generation.deadline())) {
        case ModelState.Ready ready -> ready;
        case ModelState.Preparing preparing ->
            throw EngineException.unavailable("model_unavailable", preparing.what(), 10, null);
        case ModelState.Missing missing ->
            throw EngineException.unavailable("model_unavailable", missing.hint(), 60, null);
        case ModelState.Loading loading ->
            throw EngineException.unavailable(
                "engine_loading", "The engine did not load its model in time.", 5, null);
        case ModelState.Closed closed ->
            throw EngineException.unavailable(
                "model_unavailable", "The service is ending.", 5, null);
      };
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw EngineException.deadlineExceeded(interrupted);
    }
  }

  private static @Nullable String grammar(ResponseFormat format) throws EngineException {
    return switch (format.type()) {
      case TEXT -> null;
      case JSON_OBJECT -> SchemaGrammar.anyObject();
      case JSON_SCHEMA -> {
        try {
          yield SchemaGrammar.of(Objects.requireNonNull(format.schema(), "schema"));
        } catch (UnsupportedSchemaException unsupported) {
          throw EngineException.badRequest(
              "invalid_value",
              "The response format's schema cannot be held to: " + unsupported.getMessage() + ".",
              "response_format");
        }
      }
    };
  }

  private EngineRequest request(
      Generation generation, ModelState.Ready ready, @Nullable String grammar) {
    Sampling sampling = generation.sampling();
    Long seed = sampling.seed();
    int most =
        Objects.requireNonNullElseGet(
            sampling.maxTokens(),
            () -> Math.min(properties.maxTokens(), ready.model().contextLength() / 2));
    return new EngineRequest(
        ready.child().token(),
        ready.turns().of(generation.messages()),
        ready.chatTemplate(),
        most,
        Objects.requireNonNullElse(sampling.temperature(), properties.temperature()),
        Objects.requireNonNullElse(sampling.topP(), properties.topP()),
        seed == null ? null : Math.floorMod(seed, Integer.MAX_VALUE),
        sampling.stop(),
        Objects.requireNonNullElse(sampling.frequencyPenalty(), 0.0),
        Objects.requireNonNullElse(sampling.presencePenalty(), 0.0),
        grammar);
  }

  private static Generated converse(
      EngineChild child, EngineRequest request, Output output, Cancellation cancellation)
      throws EngineException, NotAcceptedException {
    boolean accepted = false;
    try (SocketChannel channel = child.connect();
        Cancellation.Registration hook = cancellation.onCancel(() -> hangUp(channel))) {
      send(channel, request);
      BufferedReader replies =
          new BufferedReader(Channels.newReader(channel, StandardCharsets.UTF_8));
      StringBuilder text = new StringBuilder();
      int promptTokens = 0;
      int reusedTokens = 0;
      for (String line = replies.readLine(); line != null; line = replies.readLine()) {
        switch (JSON.readValue(line, EngineReply.class)) {
          case EngineReply.Accepted begin -> {
            accepted = true;
            promptTokens = begin.promptTokens();
            reusedTokens = begin.reusedTokens();
            output.accepted();
          }
          case EngineReply.Text more -> {
            text.append(more.text());
            output.text(more.text());
          }
          case EngineReply.Ended ended -> {
            return new Generated(
                text.toString(),
                List.of(),
                ended.length() ? FinishReason.LENGTH : FinishReason.STOP,
                new Usage(promptTokens, reusedTokens, ended.completionTokens()));
          }
          case EngineReply.TooLong tooLong -> throw tooLong(tooLong);
          case EngineReply.Refused refused ->
              throw EngineException.badRequest(
                  "invalid_value", "The engine refused: " + refused.message(), null);
        }
      }
      throw new IOException("the connection to the engine closed");
    } catch (IOException | JacksonException broken) {
      if (!accepted && !cancellation.cancelled()) {
        throw new NotAcceptedException(broken);
      }
      throw crashed(broken);
    }
  }

  private static EngineException tooLong(EngineReply.TooLong tooLong) {
    return EngineException.badRequest(
        "context_length_exceeded",
        "This model's context holds "
            + tooLong.contextLength()
            + " tokens; the request needs "
            + tooLong.promptTokens()
            + ".",
        "messages");
  }

  private static EngineException crashed(@Nullable Throwable cause) {
    return EngineException.unavailable(
        "engine_crashed", "The engine stopped while it answered; it is being restarted.", 2, cause);
  }

  private static void send(SocketChannel channel, EngineRequest request) throws IOException {
    ByteBuffer line =
        ByteBuffer.wrap((JSON.writeValueAsString(request) + "\n").getBytes(StandardCharsets.UTF_8));
    while (line.hasRemaining()) {
      channel.write(line);
    }
  }

  /** The child then stops at the next token and answers with what it counted. */
  private static void hangUp(SocketChannel channel) {
    try {
      channel.shutdownOutput();
    } catch (IOException alreadyClosed) {
      log.debug("the engine had gone before it was cancelled", alreadyClosed);
    }
  }

  @Override
  public void close() {
    supervisor.close();
  }

  /** The child process ended before it had begun with a request. */
  private static final class NotAcceptedException extends Exception {
    private static final long serialVersionUID = 1;

    NotAcceptedException(Throwable cause) {
      super(cause);
    }
  }
}
