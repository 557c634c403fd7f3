package dev.hearth.gateway.entry;

import dev.hearth.base.ServiceException;
import dev.hearth.gateway.error.ErrorAnswers;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.regex.Pattern;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Component;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Refuses requests with a credential in their address, before anything that may log addresses sees
 * them. Addresses end up in logs, histories and referrers (RFC 6750, section 5.3).
 */
@Component
@Order(Ordered.HIGHEST_PRECEDENCE + 1)
class CredentialInUrl extends OncePerRequestFilter {

  private static final Pattern PARAMETER =
      Pattern.compile("(?i)(?:^|&)(?:api[_-]?key|access[_-]?token|authorization)=");

  private static final Pattern CREDENTIAL =
      Pattern.compile("(?i)hearth_[0-9a-f]{8}_|eyJ[\\w-]{8,}\\.");

  private final ErrorAnswers answers;

  CredentialInUrl(ErrorAnswers answers) {
    this.answers = answers;
  }

  @Override
  protected boolean shouldNotFilter(HttpServletRequest request) {
    String query = request.getQueryString();
    return !CREDENTIAL.matcher(request.getRequestURI()).find()
        && (query == null
            || !(PARAMETER.matcher(query).find() || CREDENTIAL.matcher(query).find()));
  }

  @Override
  protected void doFilterInternal(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws ServletException, IOException {
    answers.write(
        request,
        response,
        new ServiceException(
            HttpStatus.BAD_REQUEST,
            "credential_in_url",
            "Send the API key in the header 'Authorization: Bearer <key>', never in the address;"
                + " one that stood there should be replaced."));
  }
}
