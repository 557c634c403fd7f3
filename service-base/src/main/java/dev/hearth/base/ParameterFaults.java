package dev.hearth.base;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.converter.HttpMessageNotReadableException;
import org.springframework.web.bind.MissingServletRequestParameterException;
import org.springframework.web.method.annotation.MethodArgumentTypeMismatchException;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.exc.MismatchedInputException;

/** Names the parameter or field that a request lacks, or has in a form that it cannot have. */
public final class ParameterFaults {

  private static final int LONGEST_PLACE = 200;

  private ParameterFaults() {}

  /** What a caller is told of an exception of Spring's; empty if it is about no parameter. */
  public static Optional<ServiceException> of(Exception fault) {
    return switch (fault) {
      case MissingServletRequestParameterException missing ->
          told(missing.getParameterName(), "is missing");
      case MethodArgumentTypeMismatchException mistyped ->
          told(mistyped.getName(), "must be " + kind(mistyped.getRequiredType()));
      case HttpMessageNotReadableException unread
          when unread.getCause() instanceof MismatchedInputException at
              && !at.getPath().isEmpty() ->
          told(place(at.getPath()), "is missing or has a value that it cannot have");
      default -> Optional.empty();
    };
  }

  private static Optional<ServiceException> told(String name, String what) {
    return Optional.of(ServiceException.badRequest(name, name + " " + what));
  }

  /** As in {@code rules.input[2].threshold}. */
  private static String place(List<JacksonException.Reference> path) {
    StringBuilder place = new StringBuilder();
    for (JacksonException.Reference step : path) {
      if (step.getPropertyName() != null) {
        place.append(place.isEmpty() ? "" : ".").append(step.getPropertyName());
      } else if (step.getIndex() >= 0) {
        place.append('[').append(step.getIndex()).append(']');
      }
    }
    // A key of the caller's own may be as long as the body.
    place.setLength(Math.min(place.length(), LONGEST_PLACE));
    return place.toString();
  }

  private static String kind(@Nullable Class<?> type) {
    if (type == boolean.class || type == Boolean.class) {
      return "true or false";
    }
    if (type == int.class || type == Integer.class || type == long.class || type == Long.class) {
      return "a whole number within bounds";
    }
    if (type == UUID.class) {
      return "an id such as " + new UUID(0, 0);
    }
    if (type == Instant.class) {
      return "a time such as 2026-01-31T12:00:00Z";
    }
    return "something else, and once";
  }
}
