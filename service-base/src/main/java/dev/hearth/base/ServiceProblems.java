package dev.hearth.base;

import java.util.Optional;
import org.apache.tomcat.util.http.InvalidParameterException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;
import org.springframework.security.access.AccessDeniedException;
import org.springframework.security.web.firewall.RequestRejectedException;
import org.springframework.transaction.TransactionException;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestControllerAdvice;
import org.springframework.web.context.request.WebRequest;
import org.springframework.web.multipart.MultipartException;
import org.springframework.web.servlet.mvc.method.annotation.ResponseEntityExceptionHandler;

/** Answers every failure of a service behind the gateway as a problem detail with a code. */
@RestControllerAdvice
class ServiceProblems extends ResponseEntityExceptionHandler {

  private static final Logger log = LoggerFactory.getLogger(ServiceProblems.class);

  /** What a caller is told of a failure; logged where somebody should look into it. */
  static ServiceException told(RuntimeException failure) {
    return switch (failure) {
      case ServiceException known -> {
        if (known.status().is5xxServerError()) {
          log.warn("{}: {}", known.code(), known.message(), known.getCause());
        }
        yield known;
      }
      case IllegalArgumentException invalid -> {
        log.warn("a request was refused", invalid);
        yield new ServiceException(HttpStatus.BAD_REQUEST, "invalid_value", "a value is not valid");
      }
      // A database that is away, or answers nonsense, is no fault of the service's own.
      case DataAccessException away -> told(withoutDatabase(away));
      case TransactionException away -> told(withoutDatabase(away));
      default -> {
        log.error("an unexpected failure", failure);
        yield new ServiceException(
            HttpStatus.INTERNAL_SERVER_ERROR, "internal_error", "an unexpected failure");
      }
    };
  }

  private static ServiceException withoutDatabase(RuntimeException failure) {
    return new ServiceException(
        HttpStatus.SERVICE_UNAVAILABLE,
        ServiceException.UNAVAILABLE,
        "the database did not answer",
        null,
        1,
        failure);
  }

  @ExceptionHandler
  ResponseEntity<ProblemDetail> answer(ServiceException known) {
    ServiceException failure = told(known);
    ProblemDetail problem = ProblemDetail.forStatusAndDetail(failure.status(), failure.message());
    problem.setProperty("code", failure.code());
    if (failure.param() != null) {
      problem.setProperty("param", failure.param());
    }
    HttpHeaders headers = new HttpHeaders();
    Integer seconds = failure.retryAfterSeconds();
    if (seconds != null) {
      problem.setProperty("retryAfter", seconds);
      headers.set(HttpHeaders.RETRY_AFTER, seconds.toString());
    }
    return new ResponseEntity<>(problem, headers, failure.status());
  }

  @ExceptionHandler
  ResponseEntity<ProblemDetail> answer(IllegalArgumentException invalid) {
    return answer(told(invalid));
  }

  /** What Tomcat or Spring do not read of a request: its headers, its parameters, its parts. */
  @ExceptionHandler({
    InvalidParameterException.class,
    MultipartException.class,
    RequestRejectedException.class
  })
  ResponseEntity<ProblemDetail> answerUndecodable(RuntimeException undecodable) {
    return answer(
        new ServiceException(
            HttpStatus.BAD_REQUEST,
            "invalid_request",
            "the request's headers, parameters or parts cannot be decoded",
            null,
            null,
            undecodable));
  }

  @ExceptionHandler
  ResponseEntity<ProblemDetail> answer(RuntimeException unexpected) {
    if (unexpected instanceof AccessDeniedException denied) {
      throw denied;
    }
    return answer(told(unexpected));
  }

  @Override
  protected @Nullable ResponseEntity<Object> handleExceptionInternal(
      Exception failure,
      @Nullable Object body,
      HttpHeaders headers,
      HttpStatusCode status,
      WebRequest request) {
    Optional<ServiceException> fault = ParameterFaults.of(failure);
    if (fault.isPresent()) {
      ResponseEntity<ProblemDetail> told = answer(fault.get());
      return new ResponseEntity<>(told.getBody(), told.getHeaders(), told.getStatusCode());
    }
    return super.handleExceptionInternal(failure, body, headers, status, request);
  }

  @Override
  protected ResponseEntity<Object> createResponseEntity(
      @Nullable Object body, HttpHeaders headers, HttpStatusCode status, WebRequest request) {
    if (body instanceof ProblemDetail problem
        && (problem.getProperties() == null || !problem.getProperties().containsKey("code"))) {
      problem.setProperty("code", "invalid_request");
    }
    return new ResponseEntity<>(body, headers, status);
  }
}
