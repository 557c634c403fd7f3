package dev.hearth.gateway.drain;

import dev.hearth.base.OpenPaths;
import dev.hearth.base.ServiceException;
import dev.hearth.gateway.error.ErrorAnswers;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.core.env.Environment;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.security.web.util.matcher.RequestMatcher;
import org.springframework.stereotype.Component;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Counts the requests that run, and refuses new ones once the gateway stops; probes are answered to
 * the end. Requests are served by the thread that they came on, so the count is right when the
 * chain returns.
 */
@Component
@Order(Ordered.HIGHEST_PRECEDENCE + 3)
class DrainFilter extends OncePerRequestFilter {

  private final Drain drain;
  private final ErrorAnswers answers;
  private final RequestMatcher open;

  DrainFilter(Drain drain, ErrorAnswers answers, Environment environment) {
    this.drain = drain;
    this.answers = answers;
    open = OpenPaths.in(environment);
  }

  @Override
  protected boolean shouldNotFilter(HttpServletRequest request) {
    return open.matches(request);
  }

  @Override
  protected void doFilterInternal(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws ServletException, IOException {
    Drain.Stage stage = drain.enter();
    if (stage != Drain.Stage.SERVING) {
      // Whoever holds the connection shall not send the next request on it.
      response.setHeader(HttpHeaders.CONNECTION, "close");
    }
    if (stage == Drain.Stage.REFUSING) {
      answers.write(request, response, stopping());
      return;
    }
    try {
      chain.doFilter(request, response);
    } finally {
      drain.leave();
    }
  }

  private static ServiceException stopping() {
    return new ServiceException(
        HttpStatus.SERVICE_UNAVAILABLE,
        "stopping",
        "This gateway is about to stop and takes on nothing new; try again.",
        null,
        1,
        null);
  }
}
