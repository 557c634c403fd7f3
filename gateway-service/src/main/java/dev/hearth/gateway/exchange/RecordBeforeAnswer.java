package dev.hearth.gateway.exchange;

import dev.hearth.base.ServiceException;
import dev.hearth.gateway.error.ErrorAnswers;
import dev.hearth.gateway.error.ErrorBody;
import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;
import org.springframework.core.MethodParameter;
import org.springframework.http.MediaType;
import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;
import org.springframework.http.converter.HttpMessageConverter;
import org.springframework.http.server.ServerHttpRequest;
import org.springframework.http.server.ServerHttpResponse;
import org.springframework.http.server.ServletServerHttpRequest;
import org.springframework.http.server.ServletServerHttpResponse;
import org.springframework.web.bind.annotation.RestControllerAdvice;
import org.springframework.web.servlet.mvc.method.annotation.ResponseBodyAdvice;

/** Writes the audit record of a request before the body of its answer goes out. */
@RestControllerAdvice
class RecordBeforeAnswer implements ResponseBodyAdvice<Object> {

  private final ErrorAnswers answers;

  RecordBeforeAnswer(ErrorAnswers answers) {
    this.answers = answers;
  }

  @Override
  public boolean supports(
      MethodParameter returnType, Class<? extends HttpMessageConverter<?>> converterType) {
    return true;
  }

  @Override
  public @Nullable Object beforeBodyWrite(
      @Nullable Object body,
      MethodParameter returnType,
      MediaType contentType,
      Class<? extends HttpMessageConverter<?>> converterType,
      ServerHttpRequest request,
      ServerHttpResponse response) {
    if (request instanceof ServletServerHttpRequest servletRequest
        && response instanceof ServletServerHttpResponse servletResponse) {
      HttpServletRequest servlet = servletRequest.getServletRequest();
      int status = servletResponse.getServletResponse().getStatus();
      String code = code(body);
      try {
        record(servlet, status, code);
      } catch (ServiceException unrecorded) {
        if (code == null) {
          throw unrecorded;
        }
        // Thrown here, an error's own record would leave nothing of its answer but the status.
        ResponseEntity<Object> told = answers.entity(servlet.getRequestURI(), unrecorded);
        response.setStatusCode(told.getStatusCode());
        response.getHeaders().putAll(told.getHeaders());
        return told.getBody();
      }
    }
    return body;
  }

  private static void record(HttpServletRequest servlet, int status, @Nullable String code) {
    Exchange.find(servlet)
        .ifPresent(
            exchange -> {
              if (code != null) {
                exchange.noteError(code);
              }
              exchange.record(status);
            });
    AdminRecord.find(servlet)
        .ifPresent(
            entry -> {
              if (code != null) {
                entry.noteError(code);
              }
              entry.record(status);
            });
  }

  private static @Nullable String code(@Nullable Object body) {
    if (body instanceof ErrorBody error) {
      return error.error().code();
    }
    return body instanceof ProblemDetail problem
            && problem.getProperties() != null
            && problem.getProperties().get("code") instanceof String code
        ? code
        : null;
  }
}
