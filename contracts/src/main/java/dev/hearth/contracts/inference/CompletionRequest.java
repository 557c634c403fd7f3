package dev.hearth.contracts.inference;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.hearth.contracts.plugins.Approval;
import dev.hearth.contracts.plugins.PluginTool;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * A conversation to be completed, screened by the gateway before.
 *
 * @param model the model's id; null means the default one
 * @param messages the conversation, at least one message
 * @param tools the caller's own tools; a call of one ends the completion
 * @param toolChoice which of the caller's tools the model may or must call
 * @param pluginTools tools that the loop calls itself, through the plugin-registry
 * @param sampling how tokens are chosen
 * @param responseFormat what the answer must look like
 * @param conversation a hash of team, model and messages; approvals are bound to it
 * @param decided approvals of this conversation that the caller has decided: these calls come first
 * @param budget what the loop may spend, in the place of its own limits; null means those
 */
public record CompletionRequest(
    @Nullable String model,
    List<Message> messages,
    List<Tool> tools,
    ToolChoice toolChoice,
    List<PluginTool> pluginTools,
    Sampling sampling,
    ResponseFormat responseFormat,
    String conversation,
    List<Approval> decided,
    @Nullable Budget budget) {

  /** Copies the lists. */
  public CompletionRequest {
    messages = List.copyOf(messages);
    tools = List.copyOf(tools);
    pluginTools = List.copyOf(pluginTools);
    decided = List.copyOf(decided);
  }

  /** A request that the loop's own budget is for. */
  public CompletionRequest(
      @Nullable String model,
      List<Message> messages,
      List<Tool> tools,
      ToolChoice toolChoice,
      List<PluginTool> pluginTools,
      Sampling sampling,
      ResponseFormat responseFormat,
      String conversation,
      List<Approval> decided) {
    this(
        model,
        messages,
        tools,
        toolChoice,
        pluginTools,
        sampling,
        responseFormat,
        conversation,
        decided,
        null);
  }

  /**
   * What a completion may spend.
   *
   * @param steps calls of tools
   * @param tokens tokens generated, after which no tool is called any more
   * @param callsPerTool calls of any one tool that {@code calls} does not name
   * @param calls calls that are left of a tool, by its name
   */
  public record Budget(int steps, int tokens, int callsPerTool, Map<String, Integer> calls) {

    /** Copies the map. */
    public Budget {
      calls = Map.copyOf(calls);
    }
  }

  /**
   * One of the caller's own tools.
   *
   * @param name at most 64 of {@code [A-Za-z0-9_-]}
   * @param description what it does; may be empty
   * @param parameters JSON Schema of the arguments, an object
   */
  public record Tool(String name, String description, JsonNode parameters) {}

  /**
   * Which of the caller's tools the model calls.
   *
   * @param mode whether it may, must or must not
   * @param name for {@link Mode#NAMED}: which tool it must call
   */
  public record ToolChoice(Mode mode, @Nullable String name) {

    /** The model decides. */
    public static final ToolChoice AUTO = new ToolChoice(Mode.AUTO, null);

    /** Whether the model may call a tool. */
    public enum Mode {
      @JsonProperty("auto")
      AUTO,
      @JsonProperty("none")
      NONE,
      @JsonProperty("required")
      REQUIRED,
      @JsonProperty("named")
      NAMED
    }
  }

  /**
   * How tokens are chosen. Null means the engine's default.
   *
   * @param temperature 0 to 2
   * @param topP above 0 to 1
   * @param seed for repeatable answers
   * @param maxTokens of the answer, at least 1
   * @param stop texts before which the answer ends, at most four
   * @param frequencyPenalty −2 to 2
   * @param presencePenalty −2 to 2
   */
  public record Sampling(
      @Nullable Double temperature,
      @Nullable Double topP,
      @Nullable Long seed,
      @Nullable Integer maxTokens,
      List<String> stop,
      @Nullable Double frequencyPenalty,
      @Nullable Double presencePenalty) {

    /** Everything as the engine does it. */
    public static final Sampling DEFAULT =
        new Sampling(null, null, null, null, List.of(), null, null);

    /** Copies the stop texts. */
    public Sampling {
      stop = List.copyOf(stop);
    }
  }

  /**
   * What the answer must look like.
   *
   * @param type plain text, any JSON object, or JSON of a schema
   * @param schema for {@link Type#JSON_SCHEMA}
   */
  public record ResponseFormat(Type type, @Nullable JsonNode schema) {

    /** Plain text. */
    public static final ResponseFormat TEXT = new ResponseFormat(Type.TEXT, null);

    /** The kinds of answer. */
    public enum Type {
      @JsonProperty("text")
      TEXT,
      @JsonProperty("json_object")
      JSON_OBJECT,
      @JsonProperty("json_schema")
      JSON_SCHEMA
    }
  }
}
