package dev.hearth.base;

import java.net.http.HttpTimeoutException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.core.ParameterizedTypeReference;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;
import org.springframework.web.client.ResourceAccessException;
import org.springframework.web.client.RestClientException;
import org.springframework.web.client.RestClientResponseException;
import org.springframework.web.service.invoker.HttpExchangeAdapter;
import org.springframework.web.service.invoker.HttpExchangeAdapterDecorator;
import org.springframework.web.service.invoker.HttpRequestValues;

/** Turns whatever goes wrong in a call to another service into a {@link ServiceException}. */
final class FailureTranslation extends HttpExchangeAdapterDecorator {

  private final String service;

  FailureTranslation(HttpExchangeAdapter delegate, String service) {
    super(delegate);
    this.service = service;
  }

  @Override
  public void exchange(HttpRequestValues values) {
    translating(
        () -> {
          super.exchange(values);
          return null;
        });
  }

  @Override
  public HttpHeaders exchangeForHeaders(HttpRequestValues values) {
    return answered(translating(() -> super.exchangeForHeaders(values)));
  }

  @Override
  public <T> @Nullable T exchangeForBody(
      HttpRequestValues values, ParameterizedTypeReference<T> type) {
    return answered(translating(() -> super.exchangeForBody(values, type)));
  }

  @Override
  public ResponseEntity<Void> exchangeForBodilessEntity(HttpRequestValues values) {
    return answered(translating(() -> super.exchangeForBodilessEntity(values)));
  }

  @Override
  public <T> ResponseEntity<T> exchangeForEntity(
      HttpRequestValues values, ParameterizedTypeReference<T> type) {
    return answered(translating(() -> super.exchangeForEntity(values, type)));
  }

  private <T> T answered(@Nullable T answer) {
    if (answer == null) {
      throw unavailable("answered nothing", null);
    }
    return answer;
  }

  private <T> @Nullable T translating(Supplier<@Nullable T> call) {
    try {
      return call.get();
    } catch (RestClientResponseException answered) {
      throw asAnswered(answered);
    } catch (ResourceAccessException unreachable) {
      if (unreachable.getCause() instanceof HttpTimeoutException) {
        throw new ServiceException(
            HttpStatus.SERVICE_UNAVAILABLE,
            ServiceException.DEADLINE_EXCEEDED,
            "the " + service + " did not answer in time",
            null,
            1,
            unreachable);
      }
      throw unavailable("cannot be reached", unreachable);
    } catch (RestClientException unreadable) {
      throw unavailable("gave an answer that cannot be read", unreadable);
    }
  }

  private ServiceException asAnswered(RestClientResponseException answered) {
    HttpStatus status = HttpStatus.resolve(answered.getStatusCode().value());
    ProblemDetail problem = problemOf(answered);
    if (status == null || problem == null || problem.getProperties() == null) {
      return unavailable("answered " + answered.getStatusCode().value(), answered);
    }
    Object code = problem.getProperties().get("code");
    if (!(code instanceof String name)) {
      return unavailable("answered " + status.value(), answered);
    }
    return new ServiceException(
        status,
        name,
        problem.getDetail() == null ? status.getReasonPhrase() : problem.getDetail(),
        problem.getProperties().get("param") instanceof String param ? param : null,
        problem.getProperties().get("retryAfter") instanceof Number seconds
            ? seconds.intValue()
            : null,
        answered);
  }

  private static @Nullable ProblemDetail problemOf(RestClientResponseException answered) {
    try {
      return answered.getResponseBodyAs(ProblemDetail.class);
    } catch (RestClientException noProblemDetail) {
      // The answer is still told by its status; its body may be a proxy's page.
      answered.addSuppressed(noProblemDetail);
      return null;
    }
  }

  private ServiceException unavailable(String what, @Nullable Throwable cause) {
    return new ServiceException(
        HttpStatus.SERVICE_UNAVAILABLE,
        ServiceException.UNAVAILABLE,
        "the " + service + " " + what,
        null,
        1,
        cause);
  }
}
