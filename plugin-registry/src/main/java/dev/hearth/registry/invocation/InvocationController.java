package dev.hearth.registry.invocation;

import dev.hearth.base.ServiceException;
import dev.hearth.contracts.Caller;
import dev.hearth.contracts.Hop;
import dev.hearth.contracts.Scope;
import dev.hearth.contracts.plugins.Invocation;
import dev.hearth.contracts.plugins.InvocationResult;
import dev.hearth.contracts.plugins.InvocationResult.Failed;
import dev.hearth.registry.invocation.Invoker.Consent;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

/** Calls tools: {@link dev.hearth.contracts.plugins.PluginApi#invoke}, and by hand. */
@RestController
class InvocationController {

  private final Invoker invoker;
  private final CallMeters meters;

  InvocationController(Invoker invoker, CallMeters meters) {
    this.invoker = invoker;
    this.meters = meters;
  }

  @PostMapping("/tools/invoke")
  InvocationResult invoke(Hop hop, Caller caller, @RequestBody Invocation invocation) {
    return meters.count(invocation, () -> invoker.invoke(hop, caller, invocation, Consent.ASK));
  }

  /**
   * A person's call.
   *
   * @param arguments a JSON object that fits the tool's schema
   * @param conversation what an approval is bound to; null for one of the caller's own
   */
  record ManualCall(@Nullable JsonNode arguments, @Nullable String conversation) {}

  /**
   * Calls a tool by hand. An operation that changes something is called if the caller says {@code
   * approve=true} and may write plugins; otherwise the answer is the approval that is needed.
   */
  @PostMapping("/v1/plugins/{name}/tools/{tool}/invoke")
  InvocationResult invokeByHand(
      Hop hop,
      Caller caller,
      @PathVariable("name") String name,
      @PathVariable("tool") String tool,
      @RequestParam(name = "approve", defaultValue = "false") boolean approve,
      @RequestBody ManualCall call) {
    if (!caller.may(Scope.CHAT) && !caller.may(Scope.PLUGINS_WRITE)) {
      throw forbidden("calling a tool needs the scope 'chat'");
    }
    if (approve && !caller.may(Scope.PLUGINS_WRITE)) {
      throw forbidden("approve=true needs the scope 'plugins:write'");
    }
    String conversation =
        call.conversation() == null ? "by-hand:" + caller.subject() : call.conversation();
    JsonNode arguments =
        call.arguments() == null ? JsonNodeFactory.instance.objectNode() : call.arguments();
    Invocation invocation = new Invocation(name, tool, arguments, conversation);
    Consent consent = approve ? Consent.GIVEN : Consent.ASK;
    InvocationResult result =
        meters.count(invocation, () -> invoker.invoke(hop, caller, invocation, consent));
    if (result instanceof Failed failed && failed.reason().equals("unknown_tool")) {
      throw new ServiceException(HttpStatus.NOT_FOUND, "tool_not_found", failed.message(), "tool");
    }
    if (result instanceof Failed failed && failed.reason().equals("bad_arguments")) {
      throw new ServiceException(
          HttpStatus.BAD_REQUEST, "bad_arguments", failed.message(), "arguments");
    }
    return result;
  }

  private static ServiceException forbidden(String message) {
    return new ServiceException(HttpStatus.FORBIDDEN, "insufficient_scope", message);
  }
}
