package dev.hearth.contracts.moderation;

import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What the moderation-service says of one text.
 *
 * @param action the strictest action of any finding
 * @param scores how likely each category applies, 0 to 1; a category that is missing scored 0
 * @param findings what was found, with the policy's action for each
 * @param settled how many characters from the beginning of the text no later text can change the
 *     verdict of: what a stream may release. The whole length if the text was complete
 */
public record Verdict(
    Action action, Map<Category, Double> scores, List<Finding> findings, int settled) {

  /** Copies the collections. */
  public Verdict {
    scores = Map.copyOf(scores);
    findings = List.copyOf(findings);
  }

  /** The categories for which the text is blocked, in the order of {@link Category}. */
  public Set<Category> blockedFor() {
    Set<Category> categories = EnumSet.noneOf(Category.class);
    for (Finding finding : findings) {
      if (finding.action() == Action.BLOCK) {
        categories.add(finding.category());
      }
    }
    return categories;
  }

  /**
   * The text with every finding of action {@link Action#REDACT} replaced. Of findings that overlap
   * the first has its replacement written and all of them are gone.
   *
   * @param text the text that was judged, or its beginning; a finding that reaches across its end
   *     is replaced as far as it reaches into it
   */
  public String redact(String text) {
    StringBuilder redacted = new StringBuilder();
    int from = 0;
    List<Finding> spans =
        findings.stream()
            .filter(finding -> finding.action() == Action.REDACT)
            .sorted(Comparator.comparingInt(Finding::start))
            .toList();
    for (Finding span : spans) {
      if (span.end() <= from || span.start() >= text.length()) {
        continue;
      }
      if (span.start() >= from) {
        redacted.append(text, from, span.start());
        redacted.append(span.replacement() == null ? "[redacted]" : span.replacement());
      }
      from = Math.min(span.end(), text.length());
    }
    return redacted.append(text, from, text.length()).toString();
  }

  /**
   * Why a category scored.
   *
   * @param category which category
   * @param action what the policy does about it
   * @param score how sure the layer is, 0 to 1
   * @param layer which layer found it, such as {@code pattern}
   * @param rule the name of the rule or model that matched; never the matched text
   * @param start the first character of the matched span in the text as it was sent
   * @param end one past the last character of the span
   * @param replacement what stands in the span's place where the action is redact
   */
  public record Finding(
      Category category,
      Action action,
      double score,
      String layer,
      String rule,
      int start,
      int end,
      @Nullable String replacement) {}
}
