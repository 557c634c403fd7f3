package dev.hearth.moderation.policy;

import dev.hearth.contracts.moderation.Action;

/**
 * What a team does about a category.
 *
 * @param threshold the score, 0 to 1, from which {@code action} is taken; nothing is done below
 * @param action what is done
 */
public record Rule(double threshold, Action action) {

  /** What is done about a find with this score. */
  public Action action(double score) {
    return score >= threshold ? action : Action.ALLOW;
  }
}
