package dev.hearth.gateway.forward;

import dev.hearth.base.ServiceException;
import dev.hearth.contracts.plugins.Approval;
import dev.hearth.contracts.plugins.PluginApi;
import dev.hearth.gateway.exchange.Exchange;
import dev.hearth.gateway.json.Fields;
import dev.hearth.gateway.json.JsonBodies;
import jakarta.servlet.http.HttpServletRequest;
import java.time.Instant;
import java.util.Locale;
import java.util.regex.Pattern;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;

/** {@code POST /v1/approvals/{id}}: the caller's decision about a consequential call. */
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
    if (!ID.matcher(id).matches()) {
      throw new ServiceException(
          HttpStatus.NOT_FOUND, "approval_not_found", "There is no such approval.");
    }
    Approval decided =
        registry.decide(Exchange.of(request).hop(), id, new Approval.Decision(approve));
    return new Decided(
        decided.id(),
        decided.plugin(),
        decided.tool(),
        decided.state().name().toLowerCase(Locale.ROOT),
        decided.expires());
  }

  /** The arguments were screened and shown with the request for approval; not again here. */
  record Decided(String id, String plugin, String tool, String state, Instant expires) {}
}
