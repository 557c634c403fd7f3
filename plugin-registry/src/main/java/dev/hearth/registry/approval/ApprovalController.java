package dev.hearth.registry.approval;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.hearth.base.ServiceException;
import dev.hearth.contracts.Caller;
import dev.hearth.contracts.Scope;
import dev.hearth.contracts.plugins.Approval;
import dev.hearth.contracts.plugins.ApprovalList;
import dev.hearth.contracts.plugins.StandingApprovalList;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** Answers the approvals' part of {@link dev.hearth.contracts.plugins.PluginApi}. */
@RestController
class ApprovalController {

  private final Approvals approvals;
  private final Standing standing;

  ApprovalController(Approvals approvals, Standing standing) {
    this.approvals = approvals;
    this.standing = standing;
  }

  @GetMapping("/approvals")
  ApprovalList approvals(Caller caller, @RequestParam("conversation") String conversation) {
    return new ApprovalList(approvals.of(caller.team(), conversation));
  }

  @PostMapping("/approvals/{id}")
  Approval decide(
      Caller caller, @PathVariable("id") String id, @RequestBody Approval.Decision decision) {
    return approvals.decide(caller.team(), caller.subject(), id, decision);
  }

  @GetMapping("/approvals/standing")
  StandingApprovalList standing(Caller caller) {
    return new StandingApprovalList(standing.of(caller.team()));
  }

  @DeleteMapping("/approvals/standing/{id}")
  ResponseEntity<Void> withdraw(Caller caller, @PathVariable("id") String id) {
    standing.withdraw(caller.team(), caller.subject(), id);
    return ResponseEntity.noContent().build();
  }

  /** Whether a team's members may approve an operation for always. */
  record Policy(@JsonProperty("allow_always") @Nullable Boolean allowAlways) {}

  @GetMapping("/v1/plugins/-/approvals/{team}")
  Policy policy(Caller caller, @PathVariable("team") String team) {
    require(caller);
    return new Policy(standing.allowsAlways(team));
  }

  @PutMapping("/v1/plugins/-/approvals/{team}")
  Policy setPolicy(Caller caller, @PathVariable("team") String team, @RequestBody Policy policy) {
    require(caller);
    if (policy.allowAlways() == null) {
      throw ServiceException.badRequest("allow_always", "allow_always must be true or false");
    }
    standing.allowAlways(team, policy.allowAlways(), caller.subject());
    return policy;
  }

  private static void require(Caller caller) {
    if (!caller.may(Scope.ADMIN)) {
      throw new ServiceException(
          HttpStatus.FORBIDDEN, "insufficient_scope", "this needs the scope 'admin'");
    }
  }
}
