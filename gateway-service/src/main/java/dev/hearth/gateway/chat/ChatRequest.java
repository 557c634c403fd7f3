package dev.hearth.gateway.chat;

import dev.hearth.contracts.inference.CompletionRequest.ResponseFormat;
import dev.hearth.contracts.inference.CompletionRequest.Sampling;
import dev.hearth.contracts.inference.CompletionRequest.Tool;
import dev.hearth.contracts.inference.CompletionRequest.ToolChoice;
import dev.hearth.contracts.inference.Message;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * A valid request for a chat completion.
 *
 * @param model the wanted model; null means the default one
 * @param messages the conversation
 * @param tools the caller's own tools
 * @param toolChoice which of those the model may or must call
 * @param sampling how tokens are chosen
 * @param responseFormat what the answer must look like
 * @param plugins which plugins the model may call
 * @param stream whether the answer is streamed
 * @param includeUsage whether the stream ends with the usage
 * @param notes fields in which the caller notes something that no model reads, but that is kept and
 *     told again
 */
public record ChatRequest(
    @Nullable String model,
    List<Message> messages,
    List<Tool> tools,
    ToolChoice toolChoice,
    Sampling sampling,
    ResponseFormat responseFormat,
    Plugins plugins,
    boolean stream,
    boolean includeUsage,
    ObjectNode notes) {

  /** Copies the lists. */
  public ChatRequest {
    messages = List.copyOf(messages);
    tools = List.copyOf(tools);
  }

  /** A request without notes. */
  public ChatRequest(
      @Nullable String model,
      List<Message> messages,
      List<Tool> tools,
      ToolChoice toolChoice,
      Sampling sampling,
      ResponseFormat responseFormat,
      Plugins plugins,
      boolean stream,
      boolean includeUsage) {
    this(
        model,
        messages,
        tools,
        toolChoice,
        sampling,
        responseFormat,
        plugins,
        stream,
        includeUsage,
        JsonNodeFactory.instance.objectNode());
  }

  /** The same request with other texts. */
  ChatRequest with(
      List<Message> screened,
      List<Tool> screenedTools,
      ResponseFormat format,
      ObjectNode screenedNotes) {
    return new ChatRequest(
        model,
        screened,
        screenedTools,
        toolChoice,
        sampling,
        format,
        plugins,
        stream,
        includeUsage,
        screenedNotes);
  }

  /** The same request to this model. */
  ChatRequest to(@Nullable String other) {
    return new ChatRequest(
        other,
        messages,
        tools,
        toolChoice,
        sampling,
        responseFormat,
        plugins,
        stream,
        includeUsage,
        notes);
  }

  /** What the request costs at most, guessed: four characters a token, and the answer's limit. */
  long estimatedTokens(int answerTokens) {
    Integer most = sampling.maxTokens();
    return (long) promptTokens() + (most == null ? answerTokens : most);
  }

  /** The size of the prompt, guessed: four characters a token. */
  int promptTokens() {
    long characters = 0;
    for (Message message : messages) {
      characters += message.content().length() + 16;
    }
    for (Tool tool : tools) {
      characters += tool.description().length() + tool.parameters().toString().length();
    }
    return Math.toIntExact(characters / 4);
  }

  /** Which plugins the model may call. */
  public sealed interface Plugins {

    /** None. */
    record None() implements Plugins {}

    /** Those that fit the question, of all that the team has enabled. */
    record Auto() implements Plugins {}

    /** Those of these names. */
    record Named(List<String> names) implements Plugins {
      /** Copies the names. */
      public Named {
        names = List.copyOf(names);
      }
    }
  }
}
