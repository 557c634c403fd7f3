package dev.hearth.gateway.policy;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import dev.hearth.gateway.json.Fields;
import org.jspecify.annotations.Nullable;

/**
 * When the requests of one key look like misuse, and what is done then. What is null is as the
 * gateway is configured ({@code hearth.gateway.misuse}).
 *
 * @param refusals how many refused requests within their window raise an alert
 * @param refusalWindowSeconds the window of refusals, in seconds
 * @param similar how many near-alike texts about fraud or extremism within their window raise one
 * @param similarWindowSeconds the window of near-alike texts, in seconds
 * @param suspend whether an alert suspends the key
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record MisusePolicy(
    @Nullable Long refusals,
    @JsonProperty("refusal_window_seconds") @Nullable Long refusalWindowSeconds,
    @Nullable Long similar,
    @JsonProperty("similar_window_seconds") @Nullable Long similarWindowSeconds,
    @Nullable Boolean suspend) {

  /** Everything as configured. */
  public static final MisusePolicy CONFIGURED = new MisusePolicy(null, null, null, null, null);

  /** The most refusals and near-alike texts that a policy may wait for: so many are remembered. */
  public static final int MOST_REFUSALS = 1000;

  /** See {@link #MOST_REFUSALS}. */
  public static final int MOST_SIMILAR = 32;

  private static final long LONGEST_WINDOW = 86_400;

  /**
   * Reads the policy in a field of a caller's JSON.
   *
   * @throws dev.hearth.base.ServiceException 400 that names the field at fault
   */
  public static MisusePolicy read(Fields body, String name) {
    Fields misuse = body.object(name);
    return misuse == null
        ? CONFIGURED
        : new MisusePolicy(
            misuse.integer("refusals", 2, MOST_REFUSALS),
            misuse.integer("refusal_window_seconds", 1, LONGEST_WINDOW),
            misuse.integer("similar", 2, MOST_SIMILAR),
            misuse.integer("similar_window_seconds", 1, LONGEST_WINDOW),
            misuse.has("suspend") ? misuse.flag("suspend") : null);
  }
}
