package dev.hearth.gateway.identity;

import dev.hearth.base.ServiceException;
import dev.hearth.contracts.Scope;
import dev.hearth.gateway.policy.Limits;
import dev.hearth.gateway.policy.TeamPolicy;
import java.util.Set;
import java.util.UUID;
import org.springframework.http.HttpStatus;

/**
 * Who sent a request.
 *
 * @param keyId the id of the API key that was shown, or of the subject of the token
 * @param team the team that the caller belongs to
 * @param scopes what the caller may do
 * @param grants which models and plugins the caller may name
 * @param keyLimits how much this caller may ask for; its own limits, then its team's for each key
 * @param policy the team's policy, its priority being that of this caller
 */
public record Identity(
    UUID keyId,
    String team,
    Set<Scope> scopes,
    Grants grants,
    Limits keyLimits,
    TeamPolicy policy) {

  /** Copies the scopes. */
  public Identity {
    scopes = Set.copyOf(scopes);
  }

  /**
   * Lets this model pass.
   *
   * @throws ServiceException 403 {@code model_not_allowed} if the caller may not name it
   */
  public void requireModel(String id) {
    if (!grants.model(id)) {
      throw new ServiceException(
          HttpStatus.FORBIDDEN,
          "model_not_allowed",
          "The API key may not use this model; GET /v1/models lists those that it may.",
          "model");
    }
  }

  /**
   * Lets this plugin pass.
   *
   * @throws ServiceException 403 {@code plugin_not_allowed} if the caller may not name it
   */
  public void requirePlugin(String name) {
    if (!grants.plugin(name)) {
      throw new ServiceException(
          HttpStatus.FORBIDDEN,
          "plugin_not_allowed",
          "The API key may not use one of these plugins.",
          "plugins");
    }
  }
}
