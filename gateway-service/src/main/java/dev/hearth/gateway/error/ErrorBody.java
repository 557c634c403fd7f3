package dev.hearth.gateway.error;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.hearth.base.ServiceException;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;

/**
 * An error as OpenAI's API answers it.
 *
 * @param error what went wrong
 */
@JsonInclude(JsonInclude.Include.ALWAYS)
public record ErrorBody(Detail error) {

  /**
   * What went wrong.
   *
   * @param message in words
   * @param type the kind of error, such as {@code invalid_request_error}
   * @param param the field at fault, if one is
   * @param code a stable name for programs
   */
  @JsonInclude(JsonInclude.Include.ALWAYS)
  public record Detail(
      String message, String type, @Nullable String param, @Nullable String code) {}

  /** The failure in OpenAI's shape. */
  public static ErrorBody of(ServiceException failure) {
    return new ErrorBody(
        new Detail(failure.message(), type(failure.status()), failure.param(), failure.code()));
  }

  private static String type(HttpStatus status) {
    if (status == HttpStatus.TOO_MANY_REQUESTS) {
      return "rate_limit_error";
    }
    return status.is5xxServerError() ? "server_error" : "invalid_request_error";
  }
}
