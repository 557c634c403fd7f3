package dev.hearth.moderation.screening;

import dev.hearth.contracts.moderation.Action;
import dev.hearth.contracts.moderation.Category;
import dev.hearth.contracts.moderation.Direction;

/**
 * What is done about a find where no policy of a team says otherwise. From {@value #CERTAIN} on the
 * category's action: personal data and secrets are replaced, everything else is blocked; from
 * {@value #POSSIBLE} on the text is passed on and flagged. What the model says about injections and
 * jailbreaks harms nobody: it is flagged only, since an answer that explains one must be possible.
 */
final class Policy {

  /** The score from which a category's action is taken. */
  static final double CERTAIN = 0.7;

  /** The score from which a find is recorded. */
  static final double POSSIBLE = 0.4;

  private Policy() {}

  static Action action(Direction direction, Category category, double score) {
    if (score < POSSIBLE) {
      return Action.ALLOW;
    }
    if (score < CERTAIN) {
      return Action.FLAG;
    }
    return switch (category) {
      case PII, SECRETS -> Action.REDACT;
      case PROMPT_INJECTION, JAILBREAK ->
          direction == Direction.OUTPUT ? Action.FLAG : Action.BLOCK;
      case HARASSMENT,
          HARASSMENT_THREATENING,
          HATE,
          HATE_THREATENING,
          ILLICIT,
          ILLICIT_VIOLENT,
          SELF_HARM,
          SELF_HARM_INTENT,
          SELF_HARM_INSTRUCTIONS,
          SEXUAL,
          SEXUAL_MINORS,
          VIOLENCE,
          VIOLENCE_GRAPHIC,
          FRAUD,
          EXTREMISM ->
          Action.BLOCK;
    };
  }
}
