package dev.hearth.contracts.plugins;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * A consequential call that waits for, or has, the caller's decision. Bound to the team, the
 * conversation and the exact arguments; good for one call.
 *
 * @param id opaque, unguessable
 * @param plugin the plugin's name
 * @param tool the tool's name
 * @param arguments the very arguments that were or will be approved
 * @param state where it stands
 * @param expires after this it can be neither decided nor used
 */
public record Approval(
    String id, String plugin, String tool, JsonNode arguments, State state, Instant expires) {

  /** Where an approval stands. */
  public enum State {
    @JsonProperty("pending")
    PENDING,
    @JsonProperty("approved")
    APPROVED,
    @JsonProperty("refused")
    REFUSED,
    /** The call was made; it is not made again. */
    @JsonProperty("used")
    USED
  }

  /** What an approval covers. */
  public enum Extent {
    /** This call. */
    @JsonProperty("once")
    ONCE,
    /** Calls of this operation in the rest of the conversation. */
    @JsonProperty("conversation")
    CONVERSATION,
    /** All calls of this operation, where the team's policy allows that. */
    @JsonProperty("always")
    ALWAYS
  }

  /**
   * The caller's decision.
   *
   * @param approve true to approve, false to refuse
   * @param extent what is approved beyond this call; null for nothing
   */
  public record Decision(boolean approve, @Nullable Extent extent) {}
}
