package dev.hearth.moderation.screening;

import dev.hearth.contracts.moderation.Action;
import dev.hearth.contracts.moderation.Category;
import dev.hearth.contracts.moderation.Direction;
import dev.hearth.moderation.guard.Guard;
import dev.hearth.moderation.layer.Hits;
import dev.hearth.moderation.learned.EncoderLayer;
import dev.hearth.moderation.learned.FastLayer;
import dev.hearth.moderation.policy.Rule;
import dev.hearth.moderation.policy.Rules;
import org.jspecify.annotations.Nullable;

/**
 * What is done about a find where no policy of a team says otherwise. A find of a rule or detector
 * is flagged from {@value #POSSIBLE} on, and from {@value #CERTAIN} on the category's action is
 * taken: personal data and secrets are replaced, everything else is blocked.
 *
 * <p>A score of the learned layer has two thresholds for each category, from which it is flagged
 * and blocked, chosen on the dev set; docs/moderation.md says what they cost. Where that set has
 * too few positives to choose by, where harm is often quoted, mourned or reported, or where the
 * layer cannot tell an insult from a quarrel about one, it is only flagged.
 *
 * <p>What the model says about injections and jailbreaks harms nobody: it is flagged only, since an
 * answer that explains one must be possible. Who speaks of hurting themselves is never shut out.
 */
final class Policy {

  /** The score from which a category's action is taken. */
  static final double CERTAIN = 0.7;

  /** The score from which a find is recorded. */
  static final double POSSIBLE = 0.4;

  private static final double NEVER = Double.POSITIVE_INFINITY;

  private Policy() {}

  /**
   * What is done about a find: as the team's rule for its category says, or the wider one's. About
   * minors a team may be stricter than the platform, but not laxer. Where there are too many places
   * to replace each of them the text is refused: what stands between them is not to be lost.
   */
  static Action action(Direction direction, Hits.Hit hit, Rules rules) {
    Action action = wanted(direction, hit, rules);
    return action == Action.REDACT && hit.many() ? Action.BLOCK : action;
  }

  private static Action wanted(Direction direction, Hits.Hit hit, Rules rules) {
    Action teams = byRule(direction, hit, rules);
    if (teams == null) {
      return action(direction, hit);
    }
    if (hit.category() == Category.SEXUAL_MINORS) {
      Action ours = action(direction, hit);
      return teams.compareTo(ours) > 0 ? teams : ours;
    }
    return teams;
  }

  private static @Nullable Action byRule(Direction direction, Hits.Hit hit, Rules rules) {
    Category category = hit.category();
    while (category != null) {
      Rule rule = rules.find(direction, category);
      if (rule != null) {
        return rule.action(hit.score());
      }
      category = category.wider();
    }
    return null;
  }

  private static Action action(Direction direction, Hits.Hit hit) {
    Thresholds thresholds =
        switch (hit.layer()) {
          case EncoderLayer.NAME -> encoder(direction, hit);
          case FastLayer.NAME -> learned(direction, hit.category());
          case Guard.NAME -> guard(direction, hit.category());
          default -> new Thresholds(POSSIBLE, CERTAIN);
        };
    if (hit.score() < thresholds.flag) {
      return Action.ALLOW;
    }
    if (hit.score() < thresholds.act) {
      return Action.FLAG;
    }
    return switch (hit.category()) {
      case PII, SECRETS -> Action.REDACT;
      case PROMPT_INJECTION, JAILBREAK ->
          direction == Direction.OUTPUT ? Action.FLAG : Action.BLOCK;
      case SELF_HARM_INTENT -> Action.FLAG;
      case HARASSMENT,
          HARASSMENT_THREATENING,
          HATE,
          HATE_THREATENING,
          ILLICIT,
          ILLICIT_VIOLENT,
          SELF_HARM,
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

  /** Its scores are calibrated: at 0.5 every second find is right on the dev set. */
  private static Thresholds encoder(Direction direction, Hits.Hit hit) {
    // Answers that refuse, warn or explain speak of what they refuse.
    boolean output = direction == Direction.OUTPUT;
    return switch (hit.category()) {
      case HARASSMENT -> new Thresholds(0.35, 0.8);
      case HATE -> new Thresholds(0.3, 0.6);
      case HATE_THREATENING -> new Thresholds(0.3, 0.5);
      case ILLICIT -> output ? new Thresholds(0.75, 0.88) : new Thresholds(0.58, 0.7);
      case ILLICIT_VIOLENT -> output ? new Thresholds(0.35, 0.6) : new Thresholds(0.2, 0.4);
      case SELF_HARM, SELF_HARM_INTENT -> new Thresholds(0.2, NEVER);
      case SEXUAL -> new Thresholds(0.3, 0.8);
      case SEXUAL_MINORS -> new Thresholds(0.2, 0.3);
      case VIOLENCE -> new Thresholds(0.3, 0.65);
      case FRAUD -> output ? new Thresholds(0.45, 0.8) : new Thresholds(0.25, 0.6);
      case EXTREMISM -> new Thresholds(0.2, 0.5);
      case PROMPT_INJECTION -> new Thresholds(0.5, 0.7);
      case JAILBREAK -> new Thresholds(0.4, 0.6);
      case HARASSMENT_THREATENING -> new Thresholds(0.3, 0.5);
      // Who asks is not shut out; what a model answers is no method.
      case SELF_HARM_INSTRUCTIONS -> new Thresholds(0.3, output ? 0.6 : NEVER);
      case VIOLENCE_GRAPHIC, PII, SECRETS -> new Thresholds(0.3, NEVER);
    };
  }

  /** It says yes or no. Who speaks of hurting themselves is not shut out by it either. */
  private static Thresholds guard(Direction direction, Category category) {
    return switch (category) {
      case SELF_HARM, SELF_HARM_INTENT -> new Thresholds(POSSIBLE, NEVER);
      case SELF_HARM_INSTRUCTIONS ->
          new Thresholds(POSSIBLE, direction == Direction.OUTPUT ? CERTAIN : NEVER);
      case HARASSMENT,
          HARASSMENT_THREATENING,
          HATE,
          HATE_THREATENING,
          ILLICIT,
          ILLICIT_VIOLENT,
          SEXUAL,
          SEXUAL_MINORS,
          VIOLENCE,
          VIOLENCE_GRAPHIC,
          FRAUD,
          EXTREMISM,
          PROMPT_INJECTION,
          JAILBREAK,
          PII,
          SECRETS ->
          new Thresholds(POSSIBLE, CERTAIN);
    };
  }

  private static Thresholds learned(Direction direction, Category category) {
    return switch (category) {
      case HARASSMENT, HATE -> new Thresholds(0.5, NEVER);
      case ILLICIT -> new Thresholds(0.7, direction == Direction.OUTPUT ? 0.92 : 0.85);
      case ILLICIT_VIOLENT -> new Thresholds(0.3, 0.5);
      case FRAUD -> new Thresholds(0.4, 0.6);
      case PROMPT_INJECTION -> new Thresholds(0.4, direction == Direction.TOOL ? 0.95 : 0.9);
      case JAILBREAK -> new Thresholds(0.4, 0.9);
      case HARASSMENT_THREATENING,
          HATE_THREATENING,
          SELF_HARM,
          SELF_HARM_INTENT,
          SELF_HARM_INSTRUCTIONS,
          SEXUAL,
          SEXUAL_MINORS,
          VIOLENCE,
          VIOLENCE_GRAPHIC,
          EXTREMISM,
          PII,
          SECRETS ->
          new Thresholds(0.3, NEVER);
    };
  }

  /**
   * Where what is done begins.
   *
   * @param flag the score from which a find is recorded
   * @param act the score from which the category's action is taken
   */
  private record Thresholds(double flag, double act) {}
}
