package dev.hearth.gateway.screening;

import dev.hearth.base.ServiceException;
import java.io.Serial;
import org.springframework.http.HttpStatus;

/**
 * A text is longer than the moderation-service takes one. Trying again does not help whoever sent
 * it; where nobody did, it counts as not screened.
 */
public final class TextTooLong extends ServiceException {

  @Serial private static final long serialVersionUID = 1;

  private final int place;

  TextTooLong(int place, ServiceException cause) {
    super(
        HttpStatus.SERVICE_UNAVAILABLE,
        "moderation_unavailable",
        "A text is too long to be screened, and unscreened text is not passed on.",
        null,
        1,
        cause);
    this.place = place;
  }

  /** The refusal of the field that the text was sent in. */
  ServiceException in(String field) {
    return new ServiceException(
        HttpStatus.BAD_REQUEST,
        "string_above_max_length",
        "Invalid value for '" + field + "': it is too long to be screened.",
        field,
        null,
        this);
  }

  /** The place of the text among those that were to be judged. */
  int place() {
    return place;
  }
}
