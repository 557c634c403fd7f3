package dev.hearth.contracts.plugins;

import java.util.List;

/**
 * The standing approvals of a team, the latest first.
 *
 * @param approvals those that hold
 */
public record StandingApprovalList(List<StandingApproval> approvals) {

  /** Copies the approvals. */
  public StandingApprovalList {
    approvals = List.copyOf(approvals);
  }
}
