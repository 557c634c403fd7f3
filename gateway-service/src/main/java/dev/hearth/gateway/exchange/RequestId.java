package dev.hearth.gateway.exchange;

import dev.hearth.contracts.Hop;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.MDC;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;
import org.springframework.web.filter.OncePerRequestFilter;

/** Gives every request its id: the caller's own if it is a sane one. */
@Component
@Order(Ordered.HIGHEST_PRECEDENCE)
class RequestId extends OncePerRequestFilter {

  private static final String ATTRIBUTE = RequestId.class.getName();
  private static final Pattern SANE = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,99}");

  /** The id of this request. */
  static String of(HttpServletRequest request) {
    if (request.getAttribute(ATTRIBUTE) instanceof String id) {
      return id;
    }
    throw new IllegalStateException("the request has no id");
  }

  @Override
  protected void doFilterInternal(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws ServletException, IOException {
    String id = choose(request.getHeader(Hop.REQUEST_ID_HEADER));
    request.setAttribute(ATTRIBUTE, id);
    response.setHeader(Hop.REQUEST_ID_HEADER, id);
    try (MDC.MDCCloseable logged = MDC.putCloseable("requestId", id)) {
      chain.doFilter(request, response);
    }
  }

  private static String choose(@Nullable String wanted) {
    return wanted != null && SANE.matcher(wanted).matches()
        ? wanted
        : "req_" + UUID.randomUUID().toString().replace("-", "");
  }
}
