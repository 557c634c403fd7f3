package dev.hearth.inference;

import dev.hearth.contracts.inference.CompletionRequest;
import dev.hearth.contracts.inference.CompletionRequest.ResponseFormat;
import dev.hearth.contracts.inference.CompletionRequest.Sampling;
import dev.hearth.contracts.inference.CompletionRequest.Tool;
import dev.hearth.contracts.inference.CompletionRequest.ToolChoice;
import dev.hearth.contracts.inference.Message;
import dev.hearth.contracts.plugins.Approval;
import dev.hearth.contracts.plugins.PluginTool;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/** Makes requests. */
public record Ask(
    @Nullable String model,
    List<Message> messages,
    List<Tool> tools,
    ToolChoice choice,
    List<PluginTool> pluginTools,
    Sampling sampling,
    ResponseFormat format,
    List<Approval> decided) {

  /** One question, temperature 0. */
  public static Ask of(String question) {
    return of(Message.of(Message.Role.USER, question));
  }

  public static Ask of(Message... messages) {
    return new Ask(
        null,
        Arrays.asList(messages),
        List.of(),
        ToolChoice.AUTO,
        List.of(),
        tokens(null),
        ResponseFormat.TEXT,
        List.of());
  }

  private static Sampling tokens(@Nullable Integer most) {
    return new Sampling(0.0, 1.0, 7L, most, List.of(), null, null);
  }

  public Ask atMost(int maxTokens) {
    return with(tokens(maxTokens));
  }

  public Ask with(Sampling other) {
    return new Ask(model, messages, tools, choice, pluginTools, other, format, decided);
  }

  public Ask model(String id) {
    return new Ask(id, messages, tools, choice, pluginTools, sampling, format, decided);
  }

  public Ask plugins(List<PluginTool> plugins) {
    return new Ask(model, messages, tools, choice, plugins, sampling, format, decided);
  }

  public Ask tools(ToolChoice toolChoice, Tool... own) {
    return new Ask(
        model, messages, List.of(own), toolChoice, pluginTools, sampling, format, decided);
  }

  public Ask decided(Approval... approvals) {
    return new Ask(
        model, messages, tools, choice, pluginTools, sampling, format, List.of(approvals));
  }

  public Ask schema(String schema) {
    ResponseFormat json =
        new ResponseFormat(ResponseFormat.Type.JSON_SCHEMA, JsonMapper.shared().readTree(schema));
    return new Ask(model, messages, tools, choice, pluginTools, sampling, json, decided);
  }

  public CompletionRequest request() {
    return new CompletionRequest(
        model, messages, tools, choice, pluginTools, sampling, format, "conversation-1", decided);
  }
}
