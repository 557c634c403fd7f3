package dev.hearth.gateway.identity;

import dev.hearth.base.ServiceException;
import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;

/** Versions as entity tags: {@code "7"}. */
final class Versions {

  private Versions() {}

  static String tag(long version) {
    return "\"" + version + "\"";
  }

  /**
   * The version that a change is meant for.
   *
   * @return null for {@code *}, whichever there is
   * @throws ServiceException 428 if the request does not say, 412 if it names none of ours
   */
  static @Nullable Long wanted(HttpServletRequest request) {
    String tag = request.getHeader(HttpHeaders.IF_MATCH);
    if (tag == null) {
      throw new ServiceException(
          HttpStatus.PRECONDITION_REQUIRED,
          "precondition_required",
          "Send If-Match with the ETag of what is changed, so that no change is overwritten"
              + " unseen.");
    }
    String stripped = tag.strip();
    if (stripped.equals("*")) {
      return null;
    }
    if (!stripped.matches("\"\\d{1,18}\"")) {
      throw stale();
    }
    return Long.valueOf(stripped.substring(1, stripped.length() - 1));
  }

  static ServiceException stale() {
    return new ServiceException(
        HttpStatus.PRECONDITION_FAILED,
        "precondition_failed",
        "It was changed meanwhile: get it anew.");
  }
}
