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
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Admits an authenticated request to {@code /v1} or {@code /mcp}, opens its {@link Exchange}, and
 * sees to it that an audit record is written whichever way the request ends. A request to {@code
 * /admin} is not subject to admission, so that operators get through when nobody else does, but has
 * its record, too.
 */
public final class ExchangeFilter extends OncePerRequestFilter {

  private static final Logger log = LoggerFactory.getLogger(ExchangeFilter.class);

  private static final String ADMIN = "/admin";

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
    return !isUnder(request, "/v1") && !isUnder(request, "/mcp") && !isUnder(request, ADMIN);
  }

  /** What another service answers is recorded as what is forwarded of {@code /v1}. */
  private static boolean isForwarded(HttpServletRequest request) {
    return isUnder(request, "/admin/policies") || isUnder(request, "/admin/moderation");
  }

  private static boolean isUnder(HttpServletRequest request, String prefix) {
    String path = request.getRequestURI();
    return path.equals(prefix) || path.startsWith(prefix + "/");
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
    if (!isUnder(request, ADMIN)) {
      admit(identity, request, response, chain);
    } else if (isForwarded(request)) {
      exchange(identity, admission.exempt(), request, response, chain);
    } else {
      administer(
          new AdminRecord(request, RequestId.of(request), identity, trail),
          request,
          response,
          chain);
    }
  }

  private void admit(
      Identity identity,
      HttpServletRequest request,
      HttpServletResponse response,
      FilterChain chain)
      throws ServletException, IOException {
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
      exchange(identity, permit, request, response, chain);
    }
  }

  private void administer(
      AdminRecord entry,
      HttpServletRequest request,
      HttpServletResponse response,
      FilterChain chain)
      throws ServletException, IOException {
    try {
      entry.attempt();
    } catch (ServiceException unrecorded) {
      answers.write(request, response, unrecorded);
      return;
    }
    try {
      chain.doFilter(request, response);
    } finally {
      record(() -> entry.record(response.getStatus()));
    }
  }

  private void exchange(
      Identity identity,
      Admission.Permit permit,
      HttpServletRequest request,
      HttpServletResponse response,
      FilterChain chain)
      throws ServletException, IOException {
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
    try {
      try {
        exchange.permit().checkRequests();
        chain.doFilter(request, response);
      } catch (ServiceException refused) {
        refuse(exchange, request, response, refused);
      } catch (ServletException failed) {
        // Spring gives up where the record of an error's answer fails.
        Optional<ServiceException> unrecorded = exchange.unrecorded();
        if (unrecorded.isEmpty() || response.isCommitted()) {
          throw failed;
        }
        answers.write(request, response, unrecorded.get());
      }
    } finally {
      record(() -> exchange.record(response.getStatus()));
    }
  }

  private static void record(Runnable recording) {
    try {
      recording.run();
    } catch (ServiceException lost) {
      // The answer is out; only errors without a body and failures of the container end here.
      log.error("an audit record is lost", lost);
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
