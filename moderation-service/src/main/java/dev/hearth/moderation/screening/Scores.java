package dev.hearth.moderation.screening;

import dev.hearth.contracts.moderation.Action;
import dev.hearth.contracts.moderation.Category;
import dev.hearth.contracts.moderation.Verdict;
import dev.hearth.moderation.layer.Hits;
import dev.hearth.moderation.learned.EncoderLayer;
import java.util.Collection;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;

/** The score of each category: that of its strongest find, and of its special cases. */
public final class Scores {

  private static final double EVEN = 0.5;

  private Scores() {}

  static Map<Category, Double> of(Collection<Hits.Hit> hits) {
    Map<Category, Double> scores = new EnumMap<>(Category.class);
    for (Hits.Hit hit : hits) {
      Category category = hit.category();
      while (category != null) {
        scores.merge(category, hit.score(), Math::max);
        category = category.wider();
      }
    }
    return scores;
  }

  /**
   * What a text is said to be: what it was blocked for, what the encoder found from the policy's
   * threshold on, what another layer found with even odds or more, and what these are cases of.
   */
  public static Set<Category> applying(Verdict verdict) {
    Set<Category> applying = EnumSet.noneOf(Category.class);
    for (Verdict.Finding finding : verdict.findings()) {
      if (finding.action() == Action.BLOCK
          || finding.layer().equals(EncoderLayer.NAME)
          || finding.score() >= EVEN) {
        Category category = finding.category();
        while (category != null) {
          applying.add(category);
          category = category.wider();
        }
      }
    }
    return applying;
  }
}
