package dev.hearth.inference.remote;

import dev.hearth.inference.engine.EngineException;
import java.util.OptionalInt;
import org.springframework.web.client.RestClientResponseException;
import org.springframework.web.reactive.function.client.WebClientResponseException;

/** Says what a remote engine's failure means for the caller. */
final class RemoteFailures {

  static final int RETRY_SECONDS = 5;

  private RemoteFailures() {}

  static EngineException of(String engine, Throwable failure) {
    OptionalInt status = status(failure);
    if (status.isEmpty()) {
      return EngineException.unavailable(
          "engine_unavailable",
          "The engine " + engine + " cannot be reached.",
          RETRY_SECONDS,
          failure);
    }
    return of(engine, status.getAsInt(), failure);
  }

  static EngineException of(String engine, int status, Throwable failure) {
    return switch (status) {
      case 400, 413, 422 ->
          new EngineException(
              400,
              "invalid_request",
              "The engine " + engine + " refused the request.",
              null,
              null,
              failure);
      case 404 ->
          new EngineException(
              404,
              "model_not_found",
              "The engine " + engine + " does not have this model any more.",
              "model",
              null,
              failure);
      case 429 ->
          new EngineException(
              429,
              "engine_busy",
              "The engine " + engine + " is busy.",
              null,
              RETRY_SECONDS,
              failure);
      default ->
          EngineException.unavailable(
              "engine_unavailable",
              "The engine " + engine + " failed (HTTP " + status + ").",
              RETRY_SECONDS,
              failure);
    };
  }

  private static OptionalInt status(Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      switch (cause) {
        case WebClientResponseException web -> {
          return OptionalInt.of(web.getStatusCode().value());
        }
        case RestClientResponseException rest -> {
          return OptionalInt.of(rest.getStatusCode().value());
        }
        default -> {
          // Look deeper.
        }
      }
    }
    return OptionalInt.empty();
  }
}
