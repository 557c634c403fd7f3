package dev.hearth.base;

import dev.hearth.contracts.Hop;
import io.micrometer.common.KeyValue;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.MDC;
import org.springframework.web.filter.OncePerRequestFilter;
import org.springframework.web.filter.ServerHttpObservationFilter;

/**
 * Gives every request its id: the one that its {@value Hop#REQUEST_ID_HEADER} header brings, if it
 * is a sane one. The answer's header, every log line ({@value #LOGGED}) and the request's span
 * ({@value #TRACED}) tell it.
 */
public final class RequestId extends OncePerRequestFilter {

  /** The id's name among the marks of a log line. */
  public static final String LOGGED = "requestId";

  /** The id's name among the attributes of a span. */
  public static final String TRACED = "hearth.request.id";

  private static final String ATTRIBUTE = RequestId.class.getName();
  private static final Pattern SANE = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,99}");

  RequestId() {}

  /** The id of this request. */
  public static String of(HttpServletRequest request) {
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
    ServerHttpObservationFilter.findObservationContext(request)
        .ifPresent(span -> span.addHighCardinalityKeyValue(KeyValue.of(TRACED, id)));
    try (MDC.MDCCloseable logged = MDC.putCloseable(LOGGED, id)) {
      chain.doFilter(request, response);
    }
  }

  private static String choose(@Nullable String wanted) {
    return wanted != null && SANE.matcher(wanted).matches()
        ? wanted
        : "req_" + UUID.randomUUID().toString().replace("-", "");
  }
}
