package dev.hearth.gateway.entry;

import dev.hearth.base.ServiceException;
import dev.hearth.gateway.error.ErrorAnswers;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Objects;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Component;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Refuses requests by their address, before anything that goes by addresses or may log them sees
 * them:
 *
 * <ul>
 *   <li>with a credential in it, since addresses end up in logs, histories and referrers (RFC 6750,
 *       section 5.3);
 *   <li>whose path encodes a character that needs no encoding (RFC 3986, section 2.3). Handlers are
 *       found by the decoded path; admission, the audit and forwarding go by the path as it was
 *       sent. Both are the same for what passes here, so {@code /%61dmin} is no way around them.
 * </ul>
 */
@Component
@Order(Ordered.HIGHEST_PRECEDENCE + 1)
class Addresses extends OncePerRequestFilter {

  private static final Pattern PARAMETER =
      Pattern.compile("(?i)(?:^|&)(?:api[_-]?key|access[_-]?token|authorization)=");

  private static final Pattern CREDENTIAL =
      Pattern.compile("(?i)hearth_[0-9a-f]{8}_|eyJ[\\w-]{8,}\\.");

  /** Letters, digits, hyphen, full stop, underscore and tilde. */
  private static final Pattern UNRESERVED =
      Pattern.compile("(?i)%(?:2[de]|3[0-9]|4[1-9a-f]|5[0-9af]|6[1-9a-f]|7[0-9ae])");

  private final ErrorAnswers answers;

  Addresses(ErrorAnswers answers) {
    this.answers = answers;
  }

  @Override
  protected void doFilterInternal(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws ServletException, IOException {
    ServiceException refusal = refusal(request);
    if (refusal == null) {
      chain.doFilter(request, response);
    } else {
      answers.write(request, response, refusal);
    }
  }

  private static @Nullable ServiceException refusal(HttpServletRequest request) {
    String path = request.getRequestURI();
    String query = Objects.requireNonNullElse(request.getQueryString(), "");
    if (CREDENTIAL.matcher(path).find()
        || CREDENTIAL.matcher(query).find()
        || PARAMETER.matcher(query).find()) {
      return new ServiceException(
          HttpStatus.BAD_REQUEST,
          "credential_in_url",
          "Send the API key in the header 'Authorization: Bearer <key>', never in the address;"
              + " one that stood there should be replaced.");
    }
    if (UNRESERVED.matcher(path).find()) {
      return new ServiceException(
          HttpStatus.BAD_REQUEST,
          "path_not_normal",
          "The path encodes a letter, a digit or one of - . _ ~; send these as they are.");
    }
    return null;
  }
}
