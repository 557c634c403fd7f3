package dev.hearth.gateway.forward;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.hearth.base.ServiceException;
import dev.hearth.contracts.plugins.Approval;
import dev.hearth.contracts.plugins.PluginApi;
import dev.hearth.contracts.plugins.StandingApproval;
import dev.hearth.gateway.audit.AdminChange;
import dev.hearth.gateway.exchange.Exchange;
import dev.hearth.gateway.json.Fields;
import dev.hearth.gateway.json.JsonBodies;
import jakarta.servlet.http.HttpServletRequest;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;

/** {@code /v1/approvals}: the caller's decisions about consequential calls, each recorded. */
@RestController
class Approvals {

  private static final Pattern ID = Pattern.compile("[A-Za-z0-9_-]{1,128}");

  private final PluginApi registry;
  private final JsonBodies bodies;

  Approvals(PluginApi registry, JsonBodies bodies) {
    this.registry = registry;
    this.bodies = bodies;
  }

  @PostMapping("/v1/approvals/{id}")
  Decided decide(@PathVariable("id") String id, HttpServletRequest request) {
    Fields body = bodies.object(request);
    boolean approve =
        switch (body.requiredText("decision")) {
          case "approve" -> true;
          case "refuse" -> false;
          default -> throw body.invalid("decision", "must be 'approve' or 'refuse'");
        };
    Approval.Extent extent = extent(body);
    if (!ID.matcher(id).matches()) {
      throw new ServiceException(
          HttpStatus.NOT_FOUND, "approval_not_found", "There is no such approval.");
    }
    Exchange exchange = Exchange.of(request);
    exchange.recordAttempt();
    Approval decided = registry.decide(exchange.hop(), id, new Approval.Decision(approve, extent));
    exchange.noteChange(AdminChange.decision(approve, extent, decided));
    return new Decided(
        decided.id(),
        decided.plugin(),
        decided.tool(),
        decided.state().name().toLowerCase(Locale.ROOT),
        decided.expires());
  }

  /** Beyond this call: {@code once}, {@code conversation} or {@code always}. */
  private static Approval.Extent extent(Fields body) {
    String wanted = body.text("for");
    return switch (wanted == null ? "once" : wanted) {
      case "once" -> Approval.Extent.ONCE;
      case "conversation" -> Approval.Extent.CONVERSATION;
      case "always" -> Approval.Extent.ALWAYS;
      default -> throw body.invalid("for", "must be 'once', 'conversation' or 'always'");
    };
  }

  /** The approvals of the team that stand for calls to come. */
  @GetMapping("/v1/approvals")
  Standing standing(HttpServletRequest request) {
    return new Standing(
        registry.standing(Exchange.of(request).hop()).approvals().stream()
            .map(Stands::of)
            .toList());
  }

  @DeleteMapping("/v1/approvals/{id}")
  ResponseEntity<Void> withdraw(@PathVariable("id") String id, HttpServletRequest request) {
    if (!ID.matcher(id).matches()) {
      throw new ServiceException(
          HttpStatus.NOT_FOUND, "approval_not_found", "There is no such approval.");
    }
    Exchange exchange = Exchange.of(request);
    exchange.recordAttempt();
    Optional<Stands> before =
        registry.standing(exchange.hop()).approvals().stream()
            .filter(one -> one.id().equals(id))
            .map(Stands::of)
            .findFirst();
    registry.withdraw(exchange.hop(), id);
    exchange.noteChange(new AdminChange("approval.withdraw", id, before.orElse(null), null));
    return ResponseEntity.noContent().build();
  }

  record Standing(List<Stands> approvals) {}

  /** An approval that stands: whose calls it covers, and who gave it. */
  record Stands(
      String id,
      String plugin,
      int version,
      String tool,
      @JsonProperty("for") String extent,
      String key,
      Instant created,
      @JsonProperty("created_by") String createdBy,
      Instant expires) {

    static Stands of(StandingApproval one) {
      return new Stands(
          one.id(),
          one.plugin(),
          one.version(),
          one.tool(),
          one.extent().name().toLowerCase(Locale.ROOT),
          one.key(),
          one.created(),
          one.createdBy(),
          one.expires());
    }
  }

  /** The arguments were screened and shown with the request for approval; not again here. */
  record Decided(String id, String plugin, String tool, String state, Instant expires) {}
}
