package dev.hearth.gateway.error;

import dev.hearth.base.SeldomLog;
import dev.hearth.base.ServiceException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.URI;
import org.slf4j.LoggerFactory;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;

/**
 * Answers a failure: in OpenAI's shape where a client of theirs may have asked, as a problem detail
 * (RFC 9457) everywhere else. Thread-safe.
 */
@Component
public final class ErrorAnswers {

  private final SeldomLog log = new SeldomLog(LoggerFactory.getLogger(ErrorAnswers.class));
  private final JsonMapper mapper;

  ErrorAnswers(JsonMapper mapper) {
    this.mapper = mapper;
  }

  /**
   * What a caller is told of a failure. What another service calls its own fault is a passing fault
   * of the platform here: 503 with {@code Retry-After}.
   */
  public static ServiceException outward(ServiceException failure) {
    HttpStatus status = failure.status();
    boolean passing =
        status == HttpStatus.SERVICE_UNAVAILABLE || status == HttpStatus.TOO_MANY_REQUESTS;
    if (passing && failure.retryAfterSeconds() != null && failure.retryAfterSeconds() >= 0) {
      return failure;
    }
    if (passing || (status.is5xxServerError() && !failure.code().equals("internal_error"))) {
      return new ServiceException(
          passing ? status : HttpStatus.SERVICE_UNAVAILABLE,
          failure.code(),
          failure.message(),
          failure.param(),
          1,
          failure);
    }
    return failure;
  }

  /** The answer for this path. */
  public ResponseEntity<Object> entity(String path, ServiceException cause) {
    ServiceException failure = outward(cause);
    if (failure.status().is5xxServerError()) {
      String what = failure.status().value() + " " + failure.code();
      log.warn(what, what + ": " + failure.message(), cause);
    }
    HttpHeaders headers = new HttpHeaders();
    Integer seconds = failure.retryAfterSeconds();
    if (seconds != null) {
      headers.set(HttpHeaders.RETRY_AFTER, seconds.toString());
    }
    if (ErrorShape.of(path) == ErrorShape.OPENAI) {
      headers.setContentType(MediaType.APPLICATION_JSON);
      return new ResponseEntity<>(ErrorBody.of(failure), headers, failure.status());
    }
    headers.setContentType(MediaType.APPLICATION_PROBLEM_JSON);
    ProblemDetail problem = ProblemDetail.forStatusAndDetail(failure.status(), failure.message());
    problem.setInstance(instance(path));
    problem.setProperty("code", failure.code());
    if (failure.param() != null) {
      problem.setProperty("param", failure.param());
    }
    if (seconds != null) {
      problem.setProperty("retryAfter", seconds);
    }
    return new ResponseEntity<>(problem, headers, failure.status());
  }

  /** Writes the answer where no controller is in charge. */
  public void write(
      HttpServletRequest request, HttpServletResponse response, ServiceException failure)
      throws IOException {
    ResponseEntity<Object> answer = entity(request.getRequestURI(), failure);
    response.setStatus(answer.getStatusCode().value());
    answer
        .getHeaders()
        .forEach((name, values) -> values.forEach(value -> response.setHeader(name, value)));
    byte[] body = mapper.writeValueAsBytes(answer.getBody());
    response.setContentLength(body.length);
    response.getOutputStream().write(body);
  }

  private static URI instance(String path) {
    return path.length() > 200 || path.startsWith("//") ? URI.create("/") : URI.create(path);
  }
}
