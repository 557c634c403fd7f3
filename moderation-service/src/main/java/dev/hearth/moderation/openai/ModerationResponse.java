package dev.hearth.moderation.openai;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.hearth.contracts.moderation.Category;
import dev.hearth.contracts.moderation.Verdict;
import dev.hearth.moderation.screening.Scores;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The answer in OpenAI's form.
 *
 * @param id of this answer
 * @param model what judged
 * @param results one for each input
 */
record ModerationResponse(String id, String model, List<Result> results) {

  /** What judges, whatever model the request names. */
  static final String MODEL = "hearth-moderation";

  /**
   * One verdict.
   *
   * @param flagged whether any category but personal data, which is replaced rather than refused,
   *     applies
   * @param categories which categories apply
   * @param scores how likely each is
   * @param appliedInputTypes what kinds of input each score comes from
   */
  record Result(
      boolean flagged,
      Map<String, Boolean> categories,
      @JsonProperty("category_scores") Map<String, Double> scores,
      @JsonProperty("category_applied_input_types") Map<String, List<String>> appliedInputTypes) {

    static Result of(Verdict verdict) {
      Map<String, Boolean> categories = new LinkedHashMap<>();
      Map<String, Double> scores = new LinkedHashMap<>();
      Map<String, List<String>> types = new LinkedHashMap<>();
      boolean flagged = false;
      Set<Category> applying = Scores.applying(verdict);
      for (Category category : Category.values()) {
        double score = verdict.scores().getOrDefault(category, 0.0);
        boolean applies = applying.contains(category);
        flagged |= applies && category != Category.PII;
        categories.put(category.text(), applies);
        scores.put(category.text(), score);
        types.put(category.text(), List.of("text"));
      }
      return new Result(flagged, categories, scores, types);
    }
  }
}
