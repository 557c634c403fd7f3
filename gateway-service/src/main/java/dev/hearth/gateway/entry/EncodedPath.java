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
 * Refuses requests whose path encodes a character that needs no encoding (RFC 3986, section 2.3).
 * Handlers are found by the decoded path; admission, the audit and forwarding go by the path as it
 * was sent. Both are the same for what passes here, so {@code /%61dmin} is no way around them.
 */
@Component
@Order(Ordered.HIGHEST_PRECEDENCE + 1)
class EncodedPath extends OncePerRequestFilter {

  /** Letters, digits, hyphen, full stop, underscore and tilde. */
  private static final Pattern UNRESERVED =
      Pattern.compile("(?i)%(?:2[de]|3[0-9]|4[1-9a-f]|5[0-9af]|6[1-9a-f]|7[0-9ae])");

  private final ErrorAnswers answers;

  EncodedPath(ErrorAnswers answers) {
    this.answers = answers;
  }

  @Override
  protected boolean shouldNotFilter(HttpServletRequest request) {
    return !UNRESERVED.matcher(request.getRequestURI()).find();
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
            "path_not_normal",
            "The path encodes a letter, a digit or one of - . _ ~; send these as they are."));
  }
}
