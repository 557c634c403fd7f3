package dev.hearth.registry.approval;

import dev.hearth.contracts.Caller;
import dev.hearth.contracts.plugins.Approval;
import dev.hearth.contracts.plugins.ApprovalList;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** Answers the approvals' part of {@link dev.hearth.contracts.plugins.PluginApi}. */
@RestController
class ApprovalController {

  private final Approvals approvals;

  ApprovalController(Approvals approvals) {
    this.approvals = approvals;
  }

  @GetMapping("/approvals")
  ApprovalList approvals(Caller caller, @RequestParam("conversation") String conversation) {
    return new ApprovalList(approvals.of(caller.team(), conversation));
  }

  @PostMapping("/approvals/{id}")
  Approval decide(
      Caller caller, @PathVariable("id") String id, @RequestBody Approval.Decision decision) {
    return approvals.decide(caller.team(), caller.subject(), id, decision.approve());
  }
}
