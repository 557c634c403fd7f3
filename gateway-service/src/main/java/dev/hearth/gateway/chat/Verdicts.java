package dev.hearth.gateway.chat;

import dev.hearth.contracts.moderation.Direction;
import dev.hearth.contracts.moderation.Verdict;
import dev.hearth.gateway.exchange.Exchange;

/** Notes verdicts for the audit record. */
final class Verdicts {

  private Verdicts() {}

  static void note(Exchange exchange, Direction direction, Verdict verdict) {
    for (Verdict.Finding finding : verdict.findings()) {
      exchange.noteVerdict(
          direction.text() + "/" + finding.action().text() + "/" + finding.category().text());
    }
  }
}
