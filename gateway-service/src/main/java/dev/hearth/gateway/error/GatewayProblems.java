package dev.hearth.gateway.error;

import dev.hearth.base.ParameterFaults;
import dev.hearth.base.ServiceException;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Optional;
import org.apache.tomcat.util.http.InvalidParameterException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.ResponseEntity;
import org.springframework.security.access.AccessDeniedException;
import org.springframework.security.core.AuthenticationException;
import org.springframework.security.web.firewall.RequestRejectedException;
import org.springframework.transaction.TransactionException;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestControllerAdvice;
import org.springframework.web.context.request.ServletWebRequest;
import org.springframework.web.context.request.WebRequest;
import org.springframework.web.servlet.mvc.method.annotation.ResponseEntityExceptionHandler;

/** Answers every exception of a controller; none shows its trace. */
@RestControllerAdvice
class GatewayProblems extends ResponseEntityExceptionHandler {

  private static final Logger log = LoggerFactory.getLogger(GatewayProblems.class);

  private final ErrorAnswers answers;

  GatewayProblems(ErrorAnswers answers) {
    this.answers = answers;
  }

  @ExceptionHandler
  ResponseEntity<Object> answer(ServiceException failure, HttpServletRequest request) {
    return answers.entity(request.getRequestURI(), failure);
  }

  @ExceptionHandler({DataAccessException.class, TransactionException.class})
  ResponseEntity<Object> answerWithoutDatabase(
      RuntimeException failure, HttpServletRequest request) {
    return answer(Failures.database(failure), request);
  }

  /** Tomcat reads parameters when they are asked for, and then tells what it cannot decode. */
  @ExceptionHandler
  ResponseEntity<Object> answer(InvalidParameterException undecodable, HttpServletRequest request) {
    return answer(Failures.query(undecodable), request);
  }

  /** Spring Security looks at a header when it is asked for. */
  @ExceptionHandler
  ResponseEntity<Object> answer(RequestRejectedException rejected, HttpServletRequest request) {
    return answer(
        new ServiceException(
            HttpStatus.BAD_REQUEST,
            "invalid_request",
            "A header or parameter of the request holds what none may hold.",
            null,
            null,
            rejected),
        request);
  }

  @ExceptionHandler
  ResponseEntity<Object> answerUnexpected(RuntimeException unexpected, HttpServletRequest request) {
    if (unexpected instanceof AccessDeniedException
        || unexpected instanceof AuthenticationException) {
      throw unexpected;
    }
    log.error("an unexpected failure", unexpected);
    return answer(Failures.internal(unexpected), request);
  }

  @Override
  protected @Nullable ResponseEntity<Object> handleExceptionInternal(
      Exception failure,
      @Nullable Object body,
      HttpHeaders headers,
      HttpStatusCode status,
      WebRequest request) {
    Optional<ServiceException> fault = ParameterFaults.of(failure);
    return fault.isPresent()
        ? answer(fault.get(), ((ServletWebRequest) request).getRequest())
        : super.handleExceptionInternal(failure, body, headers, status, request);
  }

  @Override
  protected ResponseEntity<Object> createResponseEntity(
      @Nullable Object body, HttpHeaders headers, HttpStatusCode status, WebRequest request) {
    HttpServletRequest servlet = ((ServletWebRequest) request).getRequest();
    HttpStatus known = HttpStatus.resolve(status.value());
    ResponseEntity<Object> answer =
        answers.entity(
            servlet.getRequestURI(),
            Failures.ofStatus(known == null ? HttpStatus.BAD_REQUEST : known, servlet.getMethod()));
    HttpHeaders all = new HttpHeaders();
    all.putAll(headers);
    all.putAll(answer.getHeaders());
    return new ResponseEntity<>(answer.getBody(), all, answer.getStatusCode());
  }
}
