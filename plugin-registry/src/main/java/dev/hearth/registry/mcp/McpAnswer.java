package dev.hearth.registry.mcp;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * What a server answered to a request.
 *
 * @param status the HTTP status
 * @param result the result; null if there is none
 * @param error what the server says went wrong, not screened; null if it answered a result
 * @param listChanged whether it said meanwhile that its tools are others now
 */
public record McpAnswer(
    int status, @Nullable JsonNode result, @Nullable String error, boolean listChanged) {

  /** Whether the server refused the credentials. */
  public boolean isUnauthorized() {
    return status == 401 || status == 403;
  }
}
