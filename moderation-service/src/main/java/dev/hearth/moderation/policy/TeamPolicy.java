package dev.hearth.moderation.policy;

import org.jspecify.annotations.Nullable;

/**
 * What a team has decided.
 *
 * @param version which version of it; 0 if the team never decided anything
 * @param rules what is done
 * @param shadow rules on trial: what they would have done is recorded where it differs; null if
 *     none are
 * @param keepText whether events keep the texts that they are about, for reviewers to read
 */
public record TeamPolicy(int version, Rules rules, @Nullable Rules shadow, boolean keepText) {

  /** The policy of a team that has none: the platform's own in everything. */
  public static final TeamPolicy NONE = new TeamPolicy(0, Rules.NONE, null, false);
}
