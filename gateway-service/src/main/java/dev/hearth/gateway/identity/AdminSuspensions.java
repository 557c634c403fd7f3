package dev.hearth.gateway.identity;

import dev.hearth.base.ServiceException;
import dev.hearth.gateway.audit.AdminChange;
import dev.hearth.gateway.json.Fields;
import dev.hearth.gateway.json.JsonBodies;
import jakarta.servlet.http.HttpServletRequest;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RestController;

/** {@code /admin/suspensions}: callers that are refused, by the id of their key or subject. */
@RestController
class AdminSuspensions {

  private final Suspensions suspensions;
  private final JsonBodies bodies;

  AdminSuspensions(Suspensions suspensions, JsonBodies bodies) {
    this.suspensions = suspensions;
    this.bodies = bodies;
  }

  @GetMapping("/admin/suspensions")
  SuspensionList list() {
    return new SuspensionList(suspensions.list().stream().map(SuspensionView::of).toList());
  }

  @PutMapping("/admin/suspensions/{id}")
  SuspensionView suspend(@PathVariable("id") String text, HttpServletRequest request) {
    UUID id = id(text);
    Fields body = bodies.object(request);
    String reason = body.text("reason", 500);
    if (reason == null) {
      throw body.missing("reason");
    }
    String team = suspensions.team(id).orElseThrow(AdminSuspensions::notFound);
    SuspensionView suspended = SuspensionView.of(suspensions.suspend(id, team, reason));
    AdminChange.note(request, new AdminChange("suspension.make", id.toString(), null, suspended));
    return suspended;
  }

  @DeleteMapping("/admin/suspensions/{id}")
  SuspensionView lift(@PathVariable("id") String text, HttpServletRequest request) {
    UUID id = id(text);
    SuspensionView lifted =
        SuspensionView.of(suspensions.lift(id).orElseThrow(AdminSuspensions::notFound));
    AdminChange.note(request, new AdminChange("suspension.lift", id.toString(), lifted, null));
    return lifted;
  }

  private static UUID id(String text) {
    try {
      return UUID.fromString(text);
    } catch (IllegalArgumentException notAnId) {
      ServiceException notFound = notFound();
      notFound.addSuppressed(notAnId);
      throw notFound;
    }
  }

  private static ServiceException notFound() {
    return new ServiceException(
        HttpStatus.NOT_FOUND, "suspension_not_found", "There is nothing of this id.");
  }

  record SuspensionView(UUID id, String team, String reason, Instant at) {

    static SuspensionView of(Suspensions.Suspension suspension) {
      return new SuspensionView(
          suspension.id(), suspension.team(), suspension.reason(), suspension.at());
    }
  }

  record SuspensionList(List<SuspensionView> data) {}
}
