package dev.hearth.gateway.exchange;

import dev.hearth.base.RequestId;
import dev.hearth.base.ServiceException;
import dev.hearth.base.ServiceProperties;
import dev.hearth.base.ServiceTokens;
import dev.hearth.gateway.admission.Admission;
import dev.hearth.gateway.audit.AuditTrail;
import dev.hearth.gateway.error.ErrorAnswers;
import dev.hearth.gateway.identity.Identity;
import dev.hearth.gateway.identity.KeyAuthentication;
import dev.hearth.gateway.misuse.MisuseWatch;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Admits an authenticated request to {@code /v1}, opens its {@link Exchange}, and sees to it that
 * an audit record is written whichever way the request ends.
 */
public final class ExchangeFilter extends OncePerRequestFilter {

  private static final Logger log = LoggerFactory.getLogger(ExchangeFilter.class);

  private final Admission admission;
  private final AuditTrail trail;
  private final MisuseWatch misuse;
  private final ServiceTokens tokens;
  private final ServiceProperties properties;
  private final ErrorAnswers answers;

  /** Uses these parts. */
  public ExchangeFilter(
      Admission admission,
      AuditTrail trail,
      MisuseWatch misuse,
      ServiceTokens tokens,
      ServiceProperties properties,
      ErrorAnswers answers) {
    this.admission = admission;
    this.trail = trail;
    this.misuse = misuse;
    this.tokens = tokens;
    this.properties = properties;
    this.answers = answers;
  }

  @Override
  protected boolean shouldNotFilter(HttpServletRequest request) {
    String path = request.getRequestURI();
    return !(path.equals("/v1") || path.startsWith("/v1/"));
  }

  @Override
  protected void doFilterInternal(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws ServletException, IOException {
    if (!(SecurityContextHolder.getContext().getAuthentication()
        instanceof KeyAuthentication authentication)) {
      chain.doFilter(request, response);
      return;
    }
    Identity identity = authentication.getPrincipal();
    Admission.Permit permit;
    try {
      permit = admission.enter(identity);
    } catch (ServiceException overloaded) {
      // Shedding load must cost next to nothing: such a request has no audit record.
      answers.write(request, response, overloaded);
      return;
    }
    try (permit) {
      permit.limits().apply(response);
      Exchange exchange =
          new Exchange(
              request,
              RequestId.of(request),
              identity,
              permit,
              trail,
              misuse,
              tokens,
              properties.requestTimeout());
      admitted(exchange, request, response, chain);
    }
  }

  private void admitted(
      Exchange exchange,
      HttpServletRequest request,
      HttpServletResponse response,
      FilterChain chain)
      throws ServletException, IOException {
    try {
      try {
        exchange.permit().checkRequests();
        chain.doFilter(request, response);
      } catch (ServiceException refused) {
        refuse(exchange, request, response, refused);
      }
    } finally {
      try {
        exchange.record(response.getStatus());
      } catch (ServiceException lost) {
        // The answer is out; only errors without a body and failures of the container end here.
        log.error("an audit record is lost", lost);
      }
    }
  }

  private void refuse(
      Exchange exchange,
      HttpServletRequest request,
      HttpServletResponse response,
      ServiceException refused)
      throws IOException {
    exchange.noteError(refused.code());
    try {
      exchange.record(refused.status().value());
      answers.write(request, response, refused);
    } catch (ServiceException unrecorded) {
      answers.write(request, response, unrecorded);
    }
  }
}
