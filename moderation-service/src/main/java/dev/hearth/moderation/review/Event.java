package dev.hearth.moderation.review;

import dev.hearth.contracts.moderation.Action;
import dev.hearth.contracts.moderation.Direction;
import dev.hearth.contracts.moderation.Verdict;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A verdict that did something, or that a policy on trial would have changed.
 *
 * @param at when it was given
 * @param team whose policy was applied
 * @param requestId the request that the text belonged to
 * @param direction which way the text went
 * @param action what was done
 * @param shadowAction what the policy on trial would have done; null if none is on trial
 * @param policyVersion the version of the team's policy; 0 for the platform's own
 * @param findings what was found
 * @param sha256 the text's hash in hex, by which equal texts are known without being kept
 * @param length the text's length in UTF-16 code units
 * @param content the text; null unless the team's policy keeps texts
 */
record Event(
    UUID id,
    Instant at,
    String team,
    String requestId,
    Direction direction,
    Action action,
    @Nullable Action shadowAction,
    int policyVersion,
    List<Verdict.Finding> findings,
    String sha256,
    int length,
    @Nullable String content) {

  private static final int FLAT = 256;
  private static final int FOR_A_FINDING = 256;

  /** Copies the findings. */
  Event {
    findings = List.copyOf(findings);
  }

  /** About how large it is in memory, in characters. */
  int size() {
    return size(findings.size(), content == null ? 0 : content.length());
  }

  /** About how large an event with so many findings and characters of text is in memory. */
  static int size(int findings, int text) {
    return FLAT + FOR_A_FINDING * findings + text;
  }
}
