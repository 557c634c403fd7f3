package dev.hearth.moderation.pattern;

import dev.hearth.contracts.moderation.Category;
import dev.hearth.contracts.moderation.Direction;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A rule of a file.
 *
 * @param name what findings call it; unique
 * @param category what it finds; the file's, where null in the file
 * @param score how likely a text that it matches is of the category, 0 to 1
 * @param directions in which it counts; all, where null in the file
 * @param patterns phrases, any of which matches; see {@link Phrase}
 * @param unless the name of a list of words, any of which within a match turns its sense ("how do I
 *     <em>stop</em> people from …"), so that it counts for nothing; null if there is none
 * @param matches texts that it must match
 * @param harmless texts close to it that no rule may match
 */
record Rule(
    String name,
    @Nullable Category category,
    double score,
    @Nullable Set<Direction> directions,
    List<String> patterns,
    @Nullable String unless,
    List<String> matches,
    List<String> harmless) {

  Rule {
    if (!(score > 0 && score <= 1)) {
      throw new IllegalArgumentException(name + ": the score must lie above 0 and up to 1");
    }
    if (patterns.isEmpty() || matches.isEmpty() || harmless.isEmpty()) {
      throw new IllegalArgumentException(name + ": needs patterns, matches and harmless texts");
    }
    directions = directions == null ? Set.of(Direction.values()) : Set.copyOf(directions);
    patterns = List.copyOf(patterns);
    matches = List.copyOf(matches);
    harmless = List.copyOf(harmless);
  }

  boolean counts(Direction direction) {
    return directions == null || directions.contains(direction);
  }

  Rule in(Category fileCategory) {
    return category != null
        ? this
        : new Rule(name, fileCategory, score, directions, patterns, unless, matches, harmless);
  }
}
