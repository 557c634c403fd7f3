package dev.hearth.gateway.audit;

import jakarta.servlet.http.HttpServletRequest;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What an administrator changed, for the audit record of the request. Whoever carries out a change
 * notes it; it must hold no secrets.
 *
 * @param action what was done, such as {@code key.revoke}
 * @param target what it was done to
 * @param before how that was; null if it did not exist
 * @param after how it is; null if it does not exist any more
 */
public record AdminChange(
    String action, String target, @Nullable Object before, @Nullable Object after) {

  private static final String ATTRIBUTE = AdminChange.class.getName();

  /** Notes a change for the record of this request. */
  public static void note(HttpServletRequest request, AdminChange change) {
    request.setAttribute(ATTRIBUTE, change);
  }

  /** The change that was noted for this request. */
  public static Optional<AdminChange> of(HttpServletRequest request) {
    return Optional.ofNullable((AdminChange) request.getAttribute(ATTRIBUTE));
  }
}
