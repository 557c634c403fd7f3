package dev.hearth.base;

import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.springframework.http.HttpStatus;
import org.springframework.security.access.AccessDeniedException;
import org.springframework.security.core.AuthenticationException;
import org.springframework.security.oauth2.server.resource.web.BearerTokenAuthenticationEntryPoint;
import org.springframework.security.oauth2.server.resource.web.access.BearerTokenAccessDeniedHandler;
import org.springframework.security.web.AuthenticationEntryPoint;
import org.springframework.security.web.access.AccessDeniedHandler;
import org.springframework.web.servlet.HandlerExceptionResolver;

/**
 * Answers a call without a valid service token as a problem detail, beside the header of RFC 6750.
 */
final class RefusalProblems implements AuthenticationEntryPoint, AccessDeniedHandler {

  private final AuthenticationEntryPoint bearer = new BearerTokenAuthenticationEntryPoint();
  private final AccessDeniedHandler denied = new BearerTokenAccessDeniedHandler();
  private final HandlerExceptionResolver problems;

  RefusalProblems(HandlerExceptionResolver problems) {
    this.problems = problems;
  }

  /** What a call without a good token is answered. */
  static ServiceException unauthorized(AuthenticationException cause) {
    return new ServiceException(
        HttpStatus.UNAUTHORIZED,
        "unauthorized",
        "a valid service token is needed",
        null,
        null,
        cause);
  }

  @Override
  public void commence(
      HttpServletRequest request, HttpServletResponse response, AuthenticationException cause)
      throws IOException, ServletException {
    bearer.commence(request, response, cause);
    problems.resolveException(request, response, null, unauthorized(cause));
  }

  @Override
  public void handle(
      HttpServletRequest request, HttpServletResponse response, AccessDeniedException cause)
      throws IOException, ServletException {
    denied.handle(request, response, cause);
    problems.resolveException(
        request,
        response,
        null,
        new ServiceException(
            HttpStatus.FORBIDDEN,
            "forbidden",
            "the service token does not allow this",
            null,
            null,
            cause));
  }
}
