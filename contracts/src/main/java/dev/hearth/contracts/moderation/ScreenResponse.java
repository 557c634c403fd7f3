package dev.hearth.contracts.moderation;

import java.util.List;

/**
 * One verdict for each item of the request, in its order.
 *
 * @param verdicts as many as the request has items
 */
public record ScreenResponse(List<Verdict> verdicts) {

  /** Copies the verdicts. */
  public ScreenResponse {
    verdicts = List.copyOf(verdicts);
  }
}
