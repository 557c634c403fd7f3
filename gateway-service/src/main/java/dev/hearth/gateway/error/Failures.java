package dev.hearth.gateway.error;

import dev.hearth.base.ServiceException;
import org.springframework.http.HttpStatus;

/** Failures that any part of the gateway may meet. */
public final class Failures {

  private Failures() {}

  /** PostgreSQL cannot be reached or did not do as told. */
  public static ServiceException database(Throwable cause) {
    return new ServiceException(
        HttpStatus.SERVICE_UNAVAILABLE,
        ServiceException.UNAVAILABLE,
        "The database cannot be used at the moment; try again.",
        null,
        2,
        cause);
  }

  /** Parameters that are no parameters, or not UTF-8. */
  static ServiceException query(Throwable cause) {
    return new ServiceException(
        HttpStatus.BAD_REQUEST,
        "invalid_query",
        "The parameters of the address cannot be decoded.",
        null,
        null,
        cause);
  }

  /** A fault of the gateway itself. */
  public static ServiceException internal(Throwable cause) {
    return new ServiceException(
        HttpStatus.INTERNAL_SERVER_ERROR,
        "internal_error",
        "The gateway failed unexpectedly; its log has the details under this request's id.",
        null,
        null,
        cause);
  }

  /** A request that only its status is known of. */
  static ServiceException ofStatus(HttpStatus status, String method) {
    return switch (status) {
      case NOT_FOUND ->
          new ServiceException(status, "unknown_url", "There is nothing at this address.");
      case METHOD_NOT_ALLOWED ->
          new ServiceException(
              status, "method_not_allowed", "This address does not know " + method + ".");
      case UNAUTHORIZED ->
          new ServiceException(status, "invalid_api_key", "A valid API key is needed.");
      case UNSUPPORTED_MEDIA_TYPE, NOT_ACCEPTABLE ->
          new ServiceException(status, "unsupported_media_type", "Only JSON is spoken here.");
      case INTERNAL_SERVER_ERROR ->
          new ServiceException(status, "internal_error", "The gateway failed unexpectedly.");
      default ->
          new ServiceException(
              status,
              status.is5xxServerError() ? ServiceException.UNAVAILABLE : "invalid_request",
              "The request was refused: " + status.getReasonPhrase() + ".");
    };
  }
}
