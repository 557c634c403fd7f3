package dev.hearth.gateway.policy;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonProperty;
import dev.hearth.gateway.json.Fields;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What a team is allowed.
 *
 * @param priority of its requests, unless a key has its own
 * @param limits of all its keys together
 * @param keyLimits of each of its keys, where the key has none of its own
 * @param misuse when its keys' requests look like misuse
 */
public record TeamPolicy(
    Priority priority,
    Limits limits,
    @JsonProperty("key_limits") Limits keyLimits,
    MisusePolicy misuse) {

  /** A team that nothing was said about. */
  public static final TeamPolicy DEFAULT =
      new TeamPolicy(Priority.NORMAL, Limits.NONE, Limits.NONE, MisusePolicy.CONFIGURED);

  /** From JSON, in which every field may be missing. */
  @JsonCreator
  static TeamPolicy of(
      @JsonProperty("priority") @Nullable Priority priority,
      @JsonProperty("limits") @Nullable Limits limits,
      @JsonProperty("key_limits") @Nullable Limits keyLimits,
      @JsonProperty("misuse") @Nullable MisusePolicy misuse) {
    return new TeamPolicy(
        Objects.requireNonNullElse(priority, Priority.NORMAL),
        Objects.requireNonNullElse(limits, Limits.NONE),
        Objects.requireNonNullElse(keyLimits, Limits.NONE),
        Objects.requireNonNullElse(misuse, MisusePolicy.CONFIGURED));
  }

  /**
   * Reads a policy from a caller's JSON.
   *
   * @throws dev.hearth.base.ServiceException 400 that names the field at fault
   */
  public static TeamPolicy read(Fields body) {
    Priority priority = priority(body);
    return new TeamPolicy(
        priority == null ? Priority.NORMAL : priority,
        Limits.read(body, "limits"),
        Limits.read(body, "key_limits"),
        MisusePolicy.read(body, "misuse"));
  }

  /** The same policy with another priority. */
  public TeamPolicy with(Priority other) {
    return new TeamPolicy(other, limits, keyLimits, misuse);
  }

  /** The priority that a caller's JSON names, or null. */
  public static @Nullable Priority priority(Fields body) {
    String text = body.text("priority");
    if (text == null) {
      return null;
    }
    for (Priority priority : Priority.values()) {
      if (priority.text().equals(text)) {
        return priority;
      }
    }
    throw body.invalid("priority", "must be 'low', 'normal' or 'high'");
  }
}
