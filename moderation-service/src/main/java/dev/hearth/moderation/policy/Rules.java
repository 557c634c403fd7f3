package dev.hearth.moderation.policy;

import dev.hearth.contracts.moderation.Category;
import dev.hearth.contracts.moderation.Direction;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Rules by direction and category. Where there is none, the platform's own policy holds.
 *
 * @param byDirection each direction's rules; a direction may be missing
 */
public record Rules(Map<Direction, Map<Category, Rule>> byDirection) {

  /** No rule at all. */
  public static final Rules NONE = new Rules(Map.of());

  /** Copies the map. */
  public Rules {
    byDirection = Map.copyOf(byDirection);
  }

  /** The rule for exactly this category; null if there is none. */
  public @Nullable Rule find(Direction direction, Category category) {
    return byDirection.getOrDefault(direction, Map.of()).get(category);
  }
}
