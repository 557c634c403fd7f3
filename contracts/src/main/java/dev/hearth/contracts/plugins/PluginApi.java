package dev.hearth.contracts.plugins;

import dev.hearth.contracts.Hop;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.service.annotation.DeleteExchange;
import org.springframework.web.service.annotation.GetExchange;
import org.springframework.web.service.annotation.HttpExchange;
import org.springframework.web.service.annotation.PostExchange;

/**
 * The plugin-registry as the other services call it. Its public part ({@code /v1/plugins/**}) is
 * forwarded by the gateway as it is and not listed here.
 */
@HttpExchange(contentType = "application/json", accept = "application/json")
public interface PluginApi {

  /**
   * Finds tools. A plugin name that the team does not have is a 404 with code {@code
   * plugin_not_found}.
   */
  @PostExchange("/tools/search")
  ToolList search(Hop hop, @RequestBody ToolQuery query);

  /**
   * Calls a tool. Used by people's tests and models alike. A consequential operation is called only
   * under an approval for these arguments in this conversation, which the call uses up.
   */
  @PostExchange("/tools/invoke")
  InvocationResult invoke(Hop hop, @RequestBody Invocation invocation);

  /** The approvals of a conversation of the caller's team. */
  @GetExchange("/approvals")
  ApprovalList approvals(Hop hop, @RequestParam("conversation") String conversation);

  /**
   * Decides a pending approval of the caller's team; 404 if there is none, 409 if decided
   * otherwise.
   */
  @PostExchange("/approvals/{id}")
  Approval decide(Hop hop, @PathVariable("id") String id, @RequestBody Approval.Decision decision);

  /** The standing approvals of the caller's team. */
  @GetExchange("/approvals/standing")
  StandingApprovalList standing(Hop hop);

  /** Ends a standing approval of the caller's team; 404 if there is none. */
  @DeleteExchange("/approvals/standing/{id}")
  void withdraw(Hop hop, @PathVariable("id") String id);

  /** What a consent is about whose link was opened in a browser; 400 if nobody asked for it. */
  @PostExchange("/consent/asked")
  ConsentLink.Asked asked(Hop hop, @RequestBody ConsentLink link);

  /** Binds a consent to the browser that goes on to give it; its link is used up. */
  @PostExchange("/consent/departure")
  ConsentLink.Departure depart(Hop hop, @RequestBody ConsentLink link);

  /**
   * Ends a consent that a person gave in a browser. The state says whose it is; only the browser
   * that departed for it may bring it.
   */
  @PostExchange("/consent")
  ConsentCode.Given consent(Hop hop, @RequestBody ConsentCode code);
}
