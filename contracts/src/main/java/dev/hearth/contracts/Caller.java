package dev.hearth.contracts;

import java.util.Set;

/**
 * On whose behalf a service works, as the gateway's token says.
 *
 * @param subject the API key's or token subject's id, never its secret
 * @param team the team's name
 * @param scopes what the caller may do, see {@link Scope}
 * @param requestId the id of the caller's request
 */
public record Caller(String subject, String team, Set<Scope> scopes, String requestId) {

  /** Copies the scopes. */
  public Caller {
    scopes = Set.copyOf(scopes);
  }

  /** Whether the caller holds this scope. */
  public boolean may(Scope scope) {
    return scopes.contains(scope);
  }
}
