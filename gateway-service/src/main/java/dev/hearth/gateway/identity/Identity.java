package dev.hearth.gateway.identity;

import dev.hearth.contracts.Scope;
import java.util.Set;
import java.util.UUID;

/**
 * Who sent a request.
 *
 * @param keyId the id of the API key that was shown
 * @param team the team that the key belongs to
 * @param scopes what the key may do
 */
public record Identity(UUID keyId, String team, Set<Scope> scopes) {

  /** Copies the scopes. */
  public Identity {
    scopes = Set.copyOf(scopes);
  }
}
