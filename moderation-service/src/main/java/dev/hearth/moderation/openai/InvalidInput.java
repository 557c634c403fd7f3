package dev.hearth.moderation.openai;

import java.io.Serial;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;

/** A request that cannot be judged, in the words its caller reads. */
class InvalidInput extends RuntimeException {

  @Serial private static final long serialVersionUID = 1;

  private final HttpStatus status;
  private final String code;
  private final @Nullable String param;

  InvalidInput(HttpStatus status, String code, @Nullable String param, String message) {
    super(message);
    this.status = status;
    this.code = code;
    this.param = param;
  }

  static InvalidInput of(@Nullable String param, String message) {
    return new InvalidInput(HttpStatus.BAD_REQUEST, "invalid_value", param, message);
  }

  HttpStatus status() {
    return status;
  }

  String code() {
    return code;
  }

  @Nullable String param() {
    return param;
  }
}
