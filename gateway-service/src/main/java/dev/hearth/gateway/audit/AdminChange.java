package dev.hearth.gateway.audit;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.hearth.contracts.plugins.Approval;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What an administrator, or another caller, changed, for the audit record of the request. Whoever
 * carries out a change notes it; it must hold no secrets.
 *
 * @param action what was done, such as {@code key.revoke}
 * @param target what it was done to
 * @param before how that was; null if it did not exist
 * @param after how it is; null if it does not exist any more
 */
public record AdminChange(
    String action, String target, @Nullable Object before, @Nullable Object after) {

  private static final String ATTRIBUTE = AdminChange.class.getName();

  /**
   * The caller's decision about a call that waits for it. The call's arguments are content and not
   * recorded.
   *
   * @param extent what was decided beyond this call
   */
  public static AdminChange decision(boolean approve, Approval.Extent extent, Approval decided) {
    return new AdminChange(
        approve ? "approval.approve" : "approval.refuse",
        decided.id(),
        null,
        new Decided(decided.plugin(), decided.tool(), decided.state(), extent));
  }

  private record Decided(
      String plugin,
      String tool,
      Approval.State state,
      @JsonProperty("for") Approval.Extent extent) {}

  /** Notes a change for the record of this request. */
  public static void note(HttpServletRequest request, AdminChange change) {
    request.setAttribute(ATTRIBUTE, change);
  }

  /** The change that was noted for this request. */
  public static Optional<AdminChange> of(HttpServletRequest request) {
    return Optional.ofNullable((AdminChange) request.getAttribute(ATTRIBUTE));
  }
}
