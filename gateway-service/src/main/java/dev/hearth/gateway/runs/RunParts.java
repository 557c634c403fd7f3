package dev.hearth.gateway.runs;

import dev.hearth.contracts.plugins.PluginApi;
import dev.hearth.gateway.chat.CompletionFlow;
import dev.hearth.gateway.exchange.BackgroundExchanges;
import dev.hearth.gateway.identity.ApiKey;
import dev.hearth.gateway.identity.ApiKeys;
import dev.hearth.gateway.identity.Callers;
import dev.hearth.gateway.identity.Identity;
import dev.hearth.gateway.identity.Suspensions;
import dev.hearth.gateway.screening.Screener;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
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
    Suspensions suspensions,
    Screener screener,
    JsonMapper mapper,
    RunsProperties properties,
    RunNews news) {

  /**
   * Why a run cannot go on for whoever asked for it: the key has been revoked, has expired, or was
   * suspended since.
   *
   * @return null if nothing is in the way
   */
  @Nullable String shutOut(RunStore.Owner owner) {
    Optional<ApiKey> key = keys.find(owner.keyId());
    if (key.isPresent() && !key.get().goodAt(Instant.now())) {
      return "key_revoked";
    }
    return suspensions.contains(owner.keyId()) ? "key_suspended" : null;
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
