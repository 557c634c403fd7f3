package dev.hearth.standalone.react;

import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;

/** Judges summaries by the share of a text's listed key facts that they keep. */
final class Summaries {

  /** A summary is shorter than its text: what stands behind this share of its length is cut. */
  private static final double LONGEST = 0.6;

  private static final double ENOUGH = 0.5;
  private static final Pattern KEPT = Pattern.compile("kept (\\d+) of (\\d+)");

  private Summaries() {}

  static Verdict check(JsonNode text, String summary) {
    int most = (int) (LONGEST * text.path("text").asString().length());
    String cut =
        summary
            .strip()
            .substring(0, Math.min(most, summary.strip().length()))
            .toLowerCase(Locale.ROOT);
    int kept = 0;
    for (JsonNode fact : text.path("facts")) {
      boolean found = false;
      for (JsonNode form : fact) {
        found |= cut.contains(form.asString());
      }
      kept += found ? 1 : 0;
    }
    int facts = text.path("facts").size();
    return new Verdict(kept >= ENOUGH * facts, "kept %d of %d".formatted(kept, facts));
  }

  /** The mean share of facts kept. */
  static double meanKept(List<Outcome> outcomes) {
    double sum = 0;
    for (Outcome outcome : outcomes) {
      Matcher kept = KEPT.matcher(outcome.why());
      if (kept.matches()) {
        sum += Double.parseDouble(kept.group(1)) / Double.parseDouble(kept.group(2));
      }
    }
    return outcomes.isEmpty() ? 0 : sum / outcomes.size();
  }
}
