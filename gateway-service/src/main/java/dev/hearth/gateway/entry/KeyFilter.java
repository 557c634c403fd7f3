package dev.hearth.gateway.entry;

import dev.hearth.base.ServiceException;
import dev.hearth.gateway.error.ErrorAnswers;
import dev.hearth.gateway.error.Failures;
import dev.hearth.gateway.identity.ApiKeys;
import dev.hearth.gateway.identity.Identity;
import dev.hearth.gateway.identity.KeyAuthentication;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Optional;
import org.springframework.dao.DataAccessException;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.security.core.context.SecurityContext;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Authenticates by {@code Authorization: Bearer <API key>}. A wrong key is refused here, whatever
 * the path; a missing one only where the path needs one. Spring's own bearer filter takes only the
 * token characters of RFC 6750, a configured key may hold any printable one.
 */
final class KeyFilter extends OncePerRequestFilter {

  private static final String SCHEME = "Bearer ";

  private final ApiKeys keys;
  private final ErrorAnswers answers;

  KeyFilter(ApiKeys keys, ErrorAnswers answers) {
    this.keys = keys;
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
    Optional<Identity> identity;
    try {
      identity =
          header.regionMatches(true, 0, SCHEME, 0, SCHEME.length())
              ? keys.verify(header.substring(SCHEME.length()).strip())
              : Optional.empty();
    } catch (DataAccessException unreachable) {
      answers.write(request, response, Failures.database(unreachable));
      return;
    }
    if (identity.isEmpty()) {
      response.setHeader(HttpHeaders.WWW_AUTHENTICATE, "Bearer");
      answers.write(request, response, wrongKey());
      return;
    }
    SecurityContext context = SecurityContextHolder.createEmptyContext();
    context.setAuthentication(new KeyAuthentication(identity.get()));
    SecurityContextHolder.setContext(context);
    try {
      chain.doFilter(request, response);
    } finally {
      SecurityContextHolder.clearContext();
    }
  }

  private static ServiceException wrongKey() {
    return new ServiceException(
        HttpStatus.UNAUTHORIZED,
        "invalid_api_key",
        "The API key is not valid: it does not exist, has expired or was revoked.");
  }
}
