package dev.hearth.gateway.entry;

import dev.hearth.base.ServiceException;
import dev.hearth.gateway.error.ErrorAnswers;
import dev.hearth.gateway.error.Failures;
import dev.hearth.gateway.identity.Callers;
import dev.hearth.gateway.identity.KeyAuthentication;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.springframework.dao.DataAccessException;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.security.core.context.SecurityContext;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Authenticates by {@code Authorization: Bearer <API key or token>}. A wrong one is refused here,
 * whatever the path; a missing one only where the path needs one. Spring's own bearer filter takes
 * only the token characters of RFC 6750, a configured key may hold any printable one. Credentials
 * anywhere else, such as in the query, are not looked at.
 */
final class KeyFilter extends OncePerRequestFilter {

  private static final String SCHEME = "Bearer ";

  private final Callers callers;
  private final ErrorAnswers answers;

  KeyFilter(Callers callers, ErrorAnswers answers) {
    this.callers = callers;
    this.answers = answers;
  }

  @Override
  protected void doFilterInternal(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws ServletException, IOException {
    String header = request.getHeader(HttpHeaders.AUTHORIZATION);
    if (header == null) {
      chain.doFilter(request, response);
      return;
    }
    KeyAuthentication authentication;
    try {
      if (!header.regionMatches(true, 0, SCHEME, 0, SCHEME.length())) {
        throw callers.notACredential(request);
      }
      authentication = callers.identify(request, header.substring(SCHEME.length()).strip());
    } catch (DataAccessException unreachable) {
      answers.write(request, response, Failures.database(unreachable));
      return;
    } catch (ServiceException refused) {
      if (refused.status() == HttpStatus.UNAUTHORIZED) {
        response.setHeader(HttpHeaders.WWW_AUTHENTICATE, "Bearer");
      }
      answers.write(request, response, refused);
      return;
    }
    SecurityContext context = SecurityContextHolder.createEmptyContext();
    context.setAuthentication(authentication);
    SecurityContextHolder.setContext(context);
    try {
      chain.doFilter(request, response);
    } finally {
      SecurityContextHolder.clearContext();
    }
  }
}
