package dev.hearth.inference.remote;

import dev.hearth.contracts.inference.CompletionEvent.FinishReason;
import dev.hearth.contracts.inference.CompletionEvent.Usage;
import dev.hearth.contracts.inference.Message;
import dev.hearth.inference.engine.Cancellation;
import dev.hearth.inference.engine.EngineException;
import dev.hearth.inference.engine.Generated;
import dev.hearth.inference.engine.Output;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.springframework.ai.chat.messages.AssistantMessage;
import org.springframework.ai.chat.model.ChatModel;
import org.springframework.ai.chat.model.ChatResponse;
import org.springframework.ai.chat.model.Generation;
import org.springframework.ai.chat.prompt.Prompt;
import reactor.core.Disposable;

/** One streamed answer of a Spring AI model, read on the calling thread. */
final class ChatStream {

  private final String engine;
  private final StringBuilder text = new StringBuilder();
  private final List<Message.ToolCall> calls = new ArrayList<>();
  private FinishReason reason = FinishReason.STOP;
  private boolean ended;
  private Usage usage = new Usage(0, 0, 0);

  ChatStream(String engine) {
    this.engine = engine;
  }

  Generated run(ChatModel model, Prompt prompt, Output output, Cancellation cancellation)
      throws EngineException {
    BlockingQueue<Part> parts = new LinkedBlockingQueue<>();
    Disposable subscription =
        model.stream(prompt)
            .subscribe(
                response -> parts.add(new Part.More(response)),
                failure -> parts.add(new Part.Broken(failure)),
                () -> parts.add(new Part.End()));
    try (Cancellation.Registration hook =
        cancellation.onCancel(
            () -> {
              subscription.dispose();
              parts.add(new Part.End());
            })) {
      while (true) {
        switch (parts.take()) {
          case Part.More more -> add(more.response(), output);
          case Part.Broken broken -> throw RemoteFailures.of(engine, broken.failure());
          case Part.End end -> {
            if (!ended && !cancellation.cancelled()) {
              // A server that dies, or talks nonsense, need not break the connection off.
              throw EngineException.unavailable(
                  "engine_unavailable",
                  "The engine " + engine + " broke off before the end of its answer.",
                  RemoteFailures.RETRY_SECONDS,
                  null);
            }
            return new Generated(text.toString(), calls, reason, usage);
          }
        }
      }
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw EngineException.deadlineExceeded(interrupted);
    } finally {
      subscription.dispose();
    }
  }

  private void add(ChatResponse response, Output output) {
    output.accepted();
    for (Generation generation : response.getResults()) {
      AssistantMessage message = generation.getOutput();
      String more = message.getText();
      if (more != null && !more.isEmpty()) {
        text.append(more);
        output.text(more);
      }
      for (AssistantMessage.ToolCall call : message.getToolCalls()) {
        String id = call.id() == null || call.id().isEmpty() ? newCallId() : call.id();
        calls.add(new Message.ToolCall(id, call.name(), call.arguments()));
      }
      String finish = generation.getMetadata().getFinishReason();
      if (finish != null && !finish.isEmpty()) {
        reason = reason(finish);
        ended = true;
      }
    }
    org.springframework.ai.chat.metadata.Usage counted = response.getMetadata().getUsage();
    if (counted.getTotalTokens() > 0) {
      usage = new Usage(counted.getPromptTokens(), 0, counted.getCompletionTokens());
    }
  }

  private static FinishReason reason(String text) {
    return switch (text.toLowerCase(Locale.ROOT)) {
      case "length", "max_tokens" -> FinishReason.LENGTH;
      case "tool_calls", "tool_call" -> FinishReason.TOOL_CALLS;
      default -> FinishReason.STOP;
    };
  }

  static String newCallId() {
    return "call_" + UUID.randomUUID().toString().replace("-", "");
  }

  private sealed interface Part {
    record More(ChatResponse response) implements Part {}

    record Broken(Throwable failure) implements Part {}

    record End() implements Part {}
  }
}
