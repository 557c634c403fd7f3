package dev.hearth.gateway.screening;

import dev.hearth.contracts.moderation.Action;
import dev.hearth.contracts.moderation.Verdict;
import java.util.Comparator;
import java.util.List;

/** Replaces what a verdict says must not be read. */
public final class Redaction {

  private static final String OTHERWISE = "[redacted]";

  private Redaction() {}

  /** The whole text with every finding to be redacted replaced. */
  public static String apply(Verdict verdict, String text) {
    return apply(verdict, text, 0, text.length());
  }

  /**
   * A part of the judged text with every finding to be redacted replaced. Of findings that overlap
   * only the first has its replacement written; a finding that begins before the part is replaced
   * in the part as far as it reaches into it.
   *
   * @param from the part's first character
   * @param to one past its last character; no finding to be redacted may reach across it
   */
  static String apply(Verdict verdict, String text, int from, int to) {
    List<Verdict.Finding> spans =
        verdict.findings().stream()
            .filter(finding -> finding.action() == Action.REDACT)
            .filter(finding -> finding.end() > from && finding.start() < to)
            .sorted(Comparator.comparingInt(Verdict.Finding::start))
            .toList();
    StringBuilder redacted = new StringBuilder();
    int at = from;
    for (Verdict.Finding span : spans) {
      if (span.start() >= at || at == from) {
        redacted.append(text, at, Math.max(at, span.start()));
        redacted.append(replacement(span));
      }
      at = Math.max(at, span.end());
    }
    return at >= to ? redacted.toString() : redacted.append(text, at, to).toString();
  }

  /** What stands in the place of a finding to be redacted. */
  static String replacement(Verdict.Finding finding) {
    String replacement = finding.replacement();
    return replacement == null ? OTHERWISE : replacement;
  }
}
