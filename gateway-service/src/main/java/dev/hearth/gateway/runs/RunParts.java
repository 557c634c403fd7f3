package dev.hearth.gateway.runs;

import dev.hearth.contracts.plugins.PluginApi;
import dev.hearth.gateway.chat.CompletionFlow;
import dev.hearth.gateway.exchange.BackgroundExchanges;
import dev.hearth.gateway.identity.ApiKey;
import dev.hearth.gateway.identity.ApiKeys;
import dev.hearth.gateway.identity.Callers;
import dev.hearth.gateway.identity.Identity;
import dev.hearth.gateway.screening.Screener;
import java.time.Instant;
import java.util.Optional;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;

/** What work on a run needs. Thread-safe. */
@Component
record RunParts(
    RunStore store,
    CompletionFlow flow,
    PluginApi registry,
    BackgroundExchanges exchanges,
    ApiKeys keys,
    Callers callers,
    Screener screener,
    JsonMapper mapper,
    RunsProperties properties,
    RunNews news) {

  /** Whether the key that asked for a run has been revoked or has expired since. */
  boolean keyIsRevoked(RunStore.Owner owner) {
    Optional<ApiKey> key = keys.find(owner.keyId());
    return key.isPresent() && !key.get().goodAt(Instant.now());
  }

  /** Who a run is worked on for, with what holds for it now. */
  Identity identity(RunStore.Owner owner) {
    return callers.again(owner.keyId(), owner.team(), owner.scopes());
  }

  /** Says that something happened in a run. */
  void told(String runId) {
    news.tell(runId);
  }
}
