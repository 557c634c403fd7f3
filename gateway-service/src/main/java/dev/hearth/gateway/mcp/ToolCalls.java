package dev.hearth.gateway.mcp;

import dev.hearth.contracts.Hop;
import dev.hearth.contracts.inference.Message;
import dev.hearth.contracts.inference.Message.Role;
import dev.hearth.contracts.inference.Message.ToolCall;
import dev.hearth.contracts.moderation.Action;
import dev.hearth.contracts.moderation.Direction;
import dev.hearth.contracts.plugins.Approval;
import dev.hearth.contracts.plugins.Invocation;
import dev.hearth.contracts.plugins.InvocationResult;
import dev.hearth.contracts.plugins.PluginApi;
import dev.hearth.contracts.plugins.PluginTool;
import dev.hearth.gateway.exchange.Exchange;
import dev.hearth.gateway.mcp.McpSessions.Session;
import dev.hearth.gateway.screening.Batch;
import dev.hearth.gateway.screening.JsonTexts;
import dev.hearth.gateway.screening.Screener;
import java.io.IOException;
import java.util.List;
import org.springframework.stereotype.Component;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Calls tools for MCP clients: arguments screened, the call made by the registry, which screens
 * what comes back, the result screened again as what goes out, and the user asked where an
 * operation changes something. Thread-safe.
 */
@Component
class ToolCalls {

  private static final int LONGEST_SHOWN = 2_000;

  private final ServedTools tools;
  private final PluginApi registry;
  private final Screener screener;
  private final Decisions decisions;
  private final McpProperties properties;

  ToolCalls(
      ServedTools tools,
      PluginApi registry,
      Screener screener,
      Decisions decisions,
      McpProperties properties) {
    this.tools = tools;
    this.registry = registry;
    this.screener = screener;
    this.decisions = decisions;
    this.properties = properties;
  }

  /** The way to ask the client's user. */
  interface Client {

    /** Whether there is one. */
    boolean canAsk();

    /** Sends a question. */
    void ask(ObjectNode request) throws IOException;

    /** Shows the client that the call is still going on. */
    void stay() throws IOException;
  }

  /**
   * Calls a tool.
   *
   * @param parameters those of {@code tools/call}
   * @return the result as MCP has it
   * @throws RpcException if there is no such tool
   * @throws IOException if the client is gone while it is asked
   */
  ObjectNode call(Exchange exchange, Session session, JsonNode parameters, Client client)
      throws IOException {
    String name = parameters.path("name").asString("");
    JsonNode given = parameters.path("arguments");
    if (name.isEmpty() || !(given.isMissingNode() || given.isNull() || given.isObject())) {
      throw new RpcException(
          RpcException.INVALID_PARAMS, "tools/call needs a 'name', and 'arguments' as an object.");
    }
    PluginTool tool =
        tools
            .find(exchange, name)
            .orElseThrow(
                () ->
                    new RpcException(
                        RpcException.INVALID_PARAMS,
                        "Unknown tool: the team has none of this name."));
    exchange.notePlugins(List.of(tool.plugin()));
    ObjectNode result = call(exchange, session, tool, given, client);
    exchange.noteAnswered(result.at("/content/0/text").asString(""));
    return result;
  }

  private ObjectNode call(
      Exchange exchange, Session session, PluginTool tool, JsonNode given, Client client)
      throws IOException {
    Batch batch = new Batch();
    JsonTexts texts =
        new JsonTexts(
            given.isObject() ? given : JsonNodeFactory.instance.objectNode(), batch, "arguments");
    batch.judge(screener, exchange, Direction.INPUT);
    JsonNode arguments = texts.redacted();
    exchange.noteAsked(List.of(asked(exchange, tool, arguments)));
    if (!batch.refusedFor().isEmpty()) {
      exchange.noteError("content_policy_violation");
      return Rpc.toolResult(
          "The arguments were refused by the content policy for: "
              + batch.reasons()
              + ". Nothing was called.",
          true);
    }
    exchange.noteStep();
    Invocation invocation =
        new Invocation(tool.plugin(), tool.tool(), arguments, session.conversation());
    return told(exchange, session, invocation, client);
  }

  /** The call as it stands in a conversation with a model. */
  private static Message asked(Exchange exchange, PluginTool tool, JsonNode arguments) {
    return new Message(
        Role.ASSISTANT,
        "",
        null,
        List.of(new ToolCall(exchange.hop().requestId(), tool.tool(), arguments.toString())),
        null);
  }

  private ObjectNode told(Exchange exchange, Session session, Invocation invocation, Client client)
      throws IOException {
    InvocationResult result = registry.invoke(exchange.hop(), invocation);
    if (!(result instanceof InvocationResult.ApprovalNeeded needed)) {
      return told(exchange, result);
    }
    Approval approval = needed.approval();
    if (!session.elicitation() || !client.canAsk()) {
      return unasked(approval, "this client cannot ask its user");
    }
    Hop patience = exchange.hop().within(properties.decisionTime());
    Decisions.Decision decision =
        decisions.ask(
            patience,
            session,
            approval,
            () -> client.ask(question(session, approval)),
            client::stay);
    return switch (decision) {
      case APPROVED -> told(exchange, registry.invoke(exchange.hop(), invocation));
      case REFUSED ->
          Rpc.toolResult(
              "The user refused this call. Do not try it again; go on without it.", true);
      case UNDECIDED -> unasked(approval, "the user did not decide");
    };
  }

  private ObjectNode told(Exchange exchange, InvocationResult result) {
    return switch (result) {
      case InvocationResult.Answered answered -> {
        if (answered.verdict() != Action.ALLOW) {
          exchange.noteVerdict(Direction.TOOL, answered.verdict());
        }
        yield released(exchange, answered.text(), false);
      }
      case InvocationResult.Failed failed -> {
        if (failed.reason().equals("result_refused")) {
          exchange.noteVerdict(Direction.TOOL, Action.BLOCK);
        }
        yield released(exchange, failed.message(), true);
      }
      case InvocationResult.ApprovalNeeded again -> unasked(again.approval(), "it was used up");
    };
  }

  /** A result as the client may read it. */
  private ObjectNode released(Exchange exchange, String text, boolean isError) {
    Batch batch = new Batch();
    int place = batch.add(text);
    long begin = System.nanoTime();
    batch.judge(screener, exchange, Direction.OUTPUT);
    exchange.noteTime(Exchange.Part.OUTPUT, System.nanoTime() - begin);
    if (batch.refusedFor().isEmpty()) {
      return Rpc.toolResult(batch.redacted(place), isError);
    }
    exchange.noteRefusal(batch.refusedFor(), List.of());
    return Rpc.toolResult(
        "The result was withheld by the content policy for: " + batch.reasons() + ".", true);
  }

  private static ObjectNode question(Session session, Approval approval) {
    ObjectNode parameters = JsonNodeFactory.instance.objectNode();
    if (session.protocol().equals(McpServer.NEWEST)) {
      parameters.put("mode", "form");
    }
    String arguments = approval.arguments().toString();
    parameters.put(
        "message",
        "May the tool '%s' of the plugin '%s' be called? It changes something. Its arguments: %s"
            .formatted(
                approval.tool(),
                approval.plugin(),
                arguments.length() > LONGEST_SHOWN
                    ? arguments.substring(0, LONGEST_SHOWN) + "…"
                    : arguments));
    // Accepting is all there is to say.
    ObjectNode schema = parameters.putObject("requestedSchema");
    schema.put("type", "object").putObject("properties");
    return Rpc.request(approval.id(), "elicitation/create", parameters);
  }

  private static ObjectNode unasked(Approval approval, String why) {
    ObjectNode result =
        Rpc.toolResult(
            "This operation changes something and was not called: it needs the user's approval, and"
                + " "
                + why
                + ". To approve it, the user sends {\"decision\": \"approve\"} to POST"
                + " /v1/approvals/"
                + approval.id()
                + " with a key of the same team before "
                + approval.expires()
                + "; then call the tool again with the same arguments.",
            true);
    ObjectNode meta = result.putObject("_meta").putObject("dev.hearth/approval");
    meta.put("id", approval.id()).put("expires", approval.expires().toString());
    return result;
  }
}
