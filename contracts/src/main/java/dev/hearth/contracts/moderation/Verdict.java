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
 * @param pace how many words and marks the text must grow by before more of it can be settled, if
 *     no sentence ends sooner; see {@link #outgrown}. Null where it could be at any time
 */
public record Verdict(
    Action action,
    Map<Category, Double> scores,
    List<Finding> findings,
    int settled,
    @Nullable Integer pace) {

  /** Text that grew by so many characters is judged anew in any case. */
  private static final int MOST_GROWTH = 256;

  /** Runs without a space that are a little longer are judged in pieces. */
  private static final int LONGEST_WORD = 60;

  /** Copies the collections. */
  public Verdict {
    scores = Map.copyOf(scores);
    findings = List.copyOf(findings);
  }

  /** A verdict that says nothing of when another is of use. */
  public Verdict(Action action, Map<Category, Double> scores, List<Finding> findings, int settled) {
    this(action, scores, findings, settled, null);
  }

  /**
   * Whether the text has grown so much that another verdict could settle more. It could where a
   * word has ended that is the last of a sentence or the {@link #pace}-th, counting runs of letters
   * or of digits and every other character by itself; and, to be on the safe side, at any character
   * but the printable ones of ASCII and in very long words.
   *
   * @param text the text that was judged, as it has grown since
   * @param judged how many characters it had then
   */
  public boolean outgrown(CharSequence text, int judged) {
    if (text.length() == judged) {
      return false;
    }
    Integer most = pace;
    if (most == null || text.length() - judged > MOST_GROWTH) {
      return true;
    }
    int start = judged;
    while (start > 0 && judged - start < LONGEST_WORD && text.charAt(start - 1) != ' ') {
      start--;
    }
    int words = 0;
    char before = ' ';
    for (int at = start; at < text.length(); at++) {
      char c = text.charAt(at);
      boolean ended = c == ' ' && (words >= most || endsSentence(before));
      if (c > '~' || (at >= judged && (ended || c < ' ' || at - start >= LONGEST_WORD))) {
        return true;
      }
      if (c == ' ') {
        start = at + 1;
      } else if (!(letter(c) && letter(before)) && !(digit(c) && digit(before))) {
        words++;
      }
      before = c;
    }
    return false;
  }

  private static boolean endsSentence(char c) {
    return c == '.' || c == '!' || c == '?';
  }

  private static boolean letter(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
  }

  private static boolean digit(char c) {
    return c >= '0' && c <= '9';
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
      @Nullable String replacement) {

    /** The same finding, this many characters further behind; before, if negative. */
    public Finding moved(int by) {
      return new Finding(category, action, score, layer, rule, start + by, end + by, replacement);
    }
  }
}
