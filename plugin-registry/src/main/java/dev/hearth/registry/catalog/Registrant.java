package dev.hearth.registry.catalog;

import org.jspecify.annotations.Nullable;

/**
 * Who registers a plugin.
 *
 * @param team for which team; null for all of them, which only the platform itself does
 * @param subject who, for the history
 */
public record Registrant(@Nullable String team, String subject) {

  /** The platform itself. */
  public static final Registrant PLATFORM = new Registrant(null, "platform");
}
