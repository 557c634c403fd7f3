package dev.hearth.gateway.exchange;

import dev.hearth.gateway.error.ErrorBody;
import org.jspecify.annotations.Nullable;
import org.springframework.core.MethodParameter;
import org.springframework.http.MediaType;
import org.springframework.http.ProblemDetail;
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
      Exchange.find(servletRequest.getServletRequest())
          .ifPresent(
              exchange -> {
                if (body instanceof ErrorBody error && error.error().code() != null) {
                  exchange.noteError(error.error().code());
                } else if (body instanceof ProblemDetail problem
                    && problem.getProperties() != null
                    && problem.getProperties().get("code") instanceof String code) {
                  exchange.noteError(code);
                }
                exchange.record(servletResponse.getServletResponse().getStatus());
              });
    }
    return body;
  }
}
