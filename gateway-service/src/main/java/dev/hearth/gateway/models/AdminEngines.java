package dev.hearth.gateway.models;

import dev.hearth.base.ServiceTokens;
import dev.hearth.contracts.Caller;
import dev.hearth.contracts.Hop;
import dev.hearth.contracts.Scope;
import dev.hearth.contracts.inference.InferenceApi;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import java.util.UUID;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.databind.json.JsonMapper;

/** {@code GET /admin/engines}: the engines, their queues and their servers, as they are now. */
@RestController
class AdminEngines {

  private static final Duration LIMIT = Duration.ofSeconds(5);

  private final InferenceApi inference;
  private final ServiceTokens tokens;
  private final JsonMapper shown;

  AdminEngines(InferenceApi inference, ServiceTokens tokens, JsonMapper mapper) {
    this.inference = inference;
    this.tokens = tokens;
    shown = mapper.rebuild().propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE).build();
  }

  @GetMapping("/admin/engines")
  JsonNode engines() {
    Instant deadline = Instant.now().plus(LIMIT);
    Caller operator =
        new Caller("operator", "default", Set.of(Scope.ADMIN), "req_" + UUID.randomUUID());
    Hop hop = new Hop(tokens.mint(operator, deadline), operator.requestId(), deadline);
    return shown.valueToTree(inference.engines(hop));
  }
}
