package dev.hearth.gateway.identity;

import dev.hearth.gateway.policy.Limits;
import dev.hearth.gateway.policy.Priority;
import org.jspecify.annotations.Nullable;

/**
 * What an API key is given besides its scopes.
 *
 * @param grants which models and plugins it may name
 * @param limits its own limits, in the place of its team's for each key
 * @param priority its own priority; null means its team's
 */
public record KeyTerms(Grants grants, Limits limits, @Nullable Priority priority) {

  /** Nothing of its own. */
  public static final KeyTerms NONE = new KeyTerms(Grants.ALL, Limits.NONE, null);
}
