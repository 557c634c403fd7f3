package dev.hearth.gateway.mcp;

import dev.hearth.contracts.Hop;
import dev.hearth.contracts.plugins.Approval;
import dev.hearth.contracts.plugins.PluginApi;
import dev.hearth.gateway.audit.AdminChange;
import dev.hearth.gateway.exchange.Exchange;
import dev.hearth.gateway.mcp.McpSessions.Session;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import tools.jackson.databind.JsonNode;

/**
 * What users decide about calls that wait for it. An answer may come to any gateway: it is written
 * into the registry, where the gateway that waits finds it. Thread-safe.
 */
@Component
class Decisions {

  private static final Duration LOOKED_EVERY = Duration.ofSeconds(1);

  private final PluginApi registry;
  private final Map<String, CompletableFuture<Decision>> waiting = new ConcurrentHashMap<>();

  Decisions(PluginApi registry) {
    this.registry = registry;
  }

  /** What came of asking. */
  enum Decision {
    APPROVED,
    REFUSED,
    /** The user did not say, or not in time. */
    UNDECIDED
  }

  /** Asks; may throw if the client is gone. */
  interface Asking {
    void ask() throws IOException;
  }

  /**
   * Asks for a decision and waits for it.
   *
   * @param ask sends the question
   * @param meanwhile is run every second that nobody decides, and shows whether the client is there
   */
  Decision ask(Hop hop, Session session, Approval approval, Asking ask, Asking meanwhile)
      throws IOException {
    CompletableFuture<Decision> decision = new CompletableFuture<>();
    waiting.put(approval.id(), decision);
    try {
      ask.ask();
      while (!hop.remaining().isZero() && Instant.now().isBefore(approval.expires())) {
        Decision made = within(decision, hop);
        if (made == null) {
          meanwhile.ask();
          made = stored(hop, session, approval.id());
        }
        if (made != null) {
          return made;
        }
      }
      return Decision.UNDECIDED;
    } finally {
      waiting.remove(approval.id());
    }
  }

  private static @Nullable Decision within(CompletableFuture<Decision> decision, Hop hop) {
    try {
      long milliseconds = Math.min(LOOKED_EVERY.toMillis(), hop.remaining().toMillis());
      return decision.get(milliseconds, TimeUnit.MILLISECONDS);
    } catch (TimeoutException undecided) {
      return null;
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      return Decision.UNDECIDED;
    } catch (ExecutionException impossible) {
      throw new IllegalStateException("decisions are made, not failed", impossible);
    }
  }

  private @Nullable Decision stored(Hop hop, Session session, String id) {
    for (Approval approval : registry.approvals(hop, session.conversation()).approvals()) {
      if (approval.id().equals(id)) {
        return switch (approval.state()) {
          case PENDING -> null;
          case APPROVED, USED -> Decision.APPROVED;
          case REFUSED -> Decision.REFUSED;
        };
      }
    }
    return null;
  }

  /**
   * Takes a client's response to a question. One to no question of this session is ignored, as
   * JSON-RPC has it.
   */
  void take(Exchange exchange, Session session, JsonNode response) {
    Hop hop = exchange.hop();
    String id = response.path("id").asString("");
    if (!isPending(hop, session, id)) {
      return;
    }
    Decision decision =
        switch (response.path("result").path("action").asString("")) {
          case "accept" -> Decision.APPROVED;
          case "decline" -> Decision.REFUSED;
          default -> Decision.UNDECIDED;
        };
    if (decision != Decision.UNDECIDED) {
      boolean approve = decision == Decision.APPROVED;
      exchange.recordAttempt();
      Approval decided = registry.decide(hop, id, new Approval.Decision(approve, null));
      exchange.noteChange(AdminChange.decision(approve, Approval.Extent.ONCE, decided));
    }
    CompletableFuture<Decision> here = waiting.get(id);
    if (here != null) {
      here.complete(decision);
    }
  }

  private boolean isPending(Hop hop, Session session, String id) {
    return registry.approvals(hop, session.conversation()).approvals().stream()
        .anyMatch(
            approval -> approval.id().equals(id) && approval.state() == Approval.State.PENDING);
  }
}
