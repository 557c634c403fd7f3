package dev.hearth.moderation.guard;

import dev.hearth.contracts.moderation.Category;
import dev.hearth.contracts.moderation.Direction;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * How a guard model is asked, and what its answer means. The engine has the model's own chat
 * template; these are the messages that fill it.
 */
public enum Template {
  /**
   * Llama Guard 3: judges the last message; answers {@code safe}, or {@code unsafe} and a line of
   * the hazards S1 to S14 (its model card).
   */
  LLAMA_GUARD {
    @Override
    List<Map<String, String>> messages(Direction direction, String text) {
      return direction == Direction.OUTPUT
          ? List.of(message("user", "(not shown)"), message("assistant", text))
          : List.of(message("user", text));
    }

    @Override
    @Nullable Opinion opinion(String answer, Category suspected) {
      List<String> words = List.of(answer.strip().split("[\\s,]+"));
      if (words.equals(List.of("safe"))) {
        return Opinion.SAFE;
      }
      if (!words.getFirst().equals("unsafe")) {
        return null;
      }
      Set<Category> found = EnumSet.noneOf(Category.class);
      for (String hazard : words.subList(1, words.size())) {
        Category category = HAZARDS.get(hazard);
        if (category != null) {
          found.add(category);
        } else if (!OTHER_HAZARDS.contains(hazard)) {
          return null;
        }
      }
      return new Opinion(false, words.size() == 1 ? Set.of(suspected) : found);
    }
  },
  /** ShieldGemma: answers {@code Yes} where its policy is violated, or {@code No}. */
  SHIELD_GEMMA {
    @Override
    List<Map<String, String>> messages(Direction direction, String text) {
      return List.of(message("user", text));
    }
  },
  /** Granite Guardian: the risk is the system message; answers {@code Yes} or {@code No}. */
  GRANITE_GUARDIAN {
    @Override
    List<Map<String, String>> messages(Direction direction, String text) {
      return direction == Direction.OUTPUT
          ? List.of(
              message("system", "harm"), message("user", "(not shown)"), message("assistant", text))
          : List.of(message("system", "harm"), message("user", text));
    }
  };

  private static final Map<String, Category> HAZARDS =
      Map.ofEntries(
          Map.entry("S1", Category.ILLICIT_VIOLENT),
          Map.entry("S2", Category.ILLICIT),
          Map.entry("S3", Category.ILLICIT_VIOLENT),
          Map.entry("S4", Category.SEXUAL_MINORS),
          Map.entry("S5", Category.HARASSMENT),
          Map.entry("S7", Category.ILLICIT),
          Map.entry("S9", Category.ILLICIT_VIOLENT),
          Map.entry("S10", Category.HATE),
          Map.entry("S11", Category.SELF_HARM),
          Map.entry("S12", Category.SEXUAL),
          Map.entry("S14", Category.ILLICIT));

  private static final Set<Category> NOT_JUDGED =
      EnumSet.of(
          Category.PROMPT_INJECTION,
          Category.JAILBREAK,
          Category.SEXUAL_MINORS,
          Category.PII,
          Category.SECRETS);

  /** Advice, copyright and elections: no categories of Hearth's. */
  private static final Set<String> OTHER_HAZARDS = Set.of("S6", "S8", "S13");

  /** The chat messages that ask about a text. */
  abstract List<Map<String, String>> messages(Direction direction, String text);

  /**
   * Whether the model's word counts against the encoder's: none was trained for what is aimed at a
   * model, and about minors one voice is enough.
   */
  boolean judges(Category category) {
    return !NOT_JUDGED.contains(category);
  }

  /**
   * What the model says.
   *
   * @param suspected what the encoder suspects, for a model that names nothing
   * @return null if this is no answer
   */
  @Nullable Opinion opinion(String answer, Category suspected) {
    String word = answer.strip().toLowerCase(Locale.ROOT).split("\\W", 2)[0];
    return switch (word) {
      case "yes" -> new Opinion(false, Set.of(suspected));
      case "no" -> Opinion.SAFE;
      default -> null;
    };
  }

  /**
   * What a guard model says of a text.
   *
   * @param safe whether nothing is wrong with it
   * @param unsafe the categories that hold; also none where the model named only hazards that are
   *     no categories of Hearth's
   */
  record Opinion(boolean safe, Set<Category> unsafe) {

    static final Opinion SAFE = new Opinion(true, Set.of());

    Opinion {
      unsafe = Set.copyOf(unsafe);
    }
  }

  private static Map<String, String> message(String role, String content) {
    return Map.of("role", role, "content", content);
  }
}
