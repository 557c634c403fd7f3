package dev.hearth.contracts.plugins;

import java.util.List;

/**
 * Approvals of one conversation, oldest first.
 *
 * @param approvals those that have not expired
 */
public record ApprovalList(List<Approval> approvals) {

  /** Copies the approvals. */
  public ApprovalList {
    approvals = List.copyOf(approvals);
  }
}
