package dev.hearth.gateway.misuse;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import dev.hearth.base.ServiceException;
import dev.hearth.gateway.audit.AdminChange;
import jakarta.servlet.http.HttpServletRequest;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** {@code /admin/alerts}: what looked like misuse, and that somebody has seen to it. */
@RestController
class AdminAlerts {

  private final Alerts alerts;

  AdminAlerts(Alerts alerts) {
    this.alerts = alerts;
  }

  @GetMapping("/admin/alerts")
  AlertList list(
      @RequestParam(name = "team", required = false) @Nullable String team,
      @RequestParam(name = "open", defaultValue = "false") boolean open,
      @RequestParam(name = "limit", defaultValue = "100") int limit) {
    if (limit < 1 || limit > 1000) {
      throw ServiceException.badRequest("limit", "limit must be from 1 to 1000");
    }
    return new AlertList(alerts.list(team, open, limit).stream().map(AlertView::of).toList());
  }

  /** Closes an alert. A suspension is lifted under {@code /admin/suspensions}. */
  @PostMapping("/admin/alerts/{id}/close")
  AlertView close(@PathVariable("id") long id, HttpServletRequest request) {
    AlertView closed =
        AlertView.of(
            alerts
                .close(id)
                .orElseThrow(
                    () ->
                        new ServiceException(
                            HttpStatus.NOT_FOUND, "alert_not_found", "There is no such alert.")));
    AdminChange.note(request, new AdminChange("alert.close", Long.toString(id), null, closed));
    return closed;
  }

  @JsonInclude(JsonInclude.Include.ALWAYS)
  record AlertView(
      long id,
      Instant at,
      String kind,
      UUID subject,
      String team,
      @JsonProperty("request_id") String requestId,
      List<String> categories,
      int occurrences,
      boolean suspended,
      @JsonProperty("closed_at") @Nullable Instant closedAt) {

    static AlertView of(Alerts.Alert alert) {
      return new AlertView(
          alert.id(),
          alert.at(),
          alert.kind(),
          alert.subject(),
          alert.team(),
          alert.requestId(),
          alert.categories(),
          alert.occurrences(),
          alert.suspended(),
          alert.closedAt());
    }
  }

  record AlertList(List<AlertView> data) {}
}
