package dev.hearth.gateway.exchange;

import dev.hearth.base.ServiceTokens;
import dev.hearth.contracts.Caller;
import dev.hearth.contracts.Hop;
import dev.hearth.contracts.moderation.Category;
import dev.hearth.gateway.admission.Admission;
import dev.hearth.gateway.audit.AuditRecord;
import dev.hearth.gateway.audit.AuditTrail;
import dev.hearth.gateway.identity.Identity;
import dev.hearth.gateway.misuse.MisuseWatch;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.http.HttpServletRequest;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One request to {@code /v1}: on whose behalf, until when, what was noted about it, and its audit
 * record, which is written before the answer ends. The request's thread uses it.
 */
public final class Exchange {

  /** The status that is recorded where the caller left before the answer's end. */
  public static final int CALLER_LEFT = 499;

  private static final int SERVICE_UNAVAILABLE = 503;
  private static final String ATTRIBUTE = Exchange.class.getName();
  private static final int LONGEST_PATH = 200;

  private final Instant arrived = Instant.now();
  private final long arrivedNanos = System.nanoTime();
  private final Identity identity;
  private final Admission.Permit permit;
  private final AuditTrail trail;
  private final MisuseWatch misuse;
  private final Hop hop;
  private final String method;
  private final String path;
  private final Set<String> verdicts = new LinkedHashSet<>();
  private final List<String> plugins = new ArrayList<>();
  private @Nullable String model;
  private @Nullable String errorCode;
  private int steps;
  private int promptTokens;
  private int completionTokens;
  private boolean settled;
  private boolean recorded;

  Exchange(
      HttpServletRequest request,
      String requestId,
      Identity identity,
      Admission.Permit permit,
      AuditTrail trail,
      MisuseWatch misuse,
      ServiceTokens tokens,
      Duration timeout) {
    this.identity = identity;
    this.permit = permit;
    this.trail = trail;
    this.misuse = misuse;
    method = request.getMethod();
    String uri = request.getRequestURI();
    path = uri.length() > LONGEST_PATH ? uri.substring(0, LONGEST_PATH) : uri;
    Instant deadline = arrived.plus(timeout);
    Caller caller =
        new Caller(identity.keyId().toString(), identity.team(), identity.scopes(), requestId);
    hop = new Hop(tokens.mint(caller, deadline), requestId, deadline);
    request.setAttribute(ATTRIBUTE, this);
  }

  /** The exchange of this request; every request to {@code /v1} that shows a good key has one. */
  public static Exchange of(ServletRequest request) {
    return find(request).orElseThrow(() -> new IllegalStateException("not a request to /v1"));
  }

  /** The exchange of this request, if it has one. */
  public static Optional<Exchange> find(ServletRequest request) {
    return Optional.ofNullable((Exchange) request.getAttribute(ATTRIBUTE));
  }

  /** Who sent the request. */
  public Identity identity() {
    return identity;
  }

  /** What calls of other services carry. */
  public Hop hop() {
    return hop;
  }

  /** Sets tokens aside; see {@link Admission.Permit#reserve}. */
  public void reserve(long tokens) {
    permit.reserve(tokens);
  }

  /** Where the key stands; see {@link Admission.Permit#limits}. */
  public Admission.Permit permit() {
    return permit;
  }

  /** Notes the model that was asked for or answers. */
  public void noteModel(@Nullable String name) {
    model = name;
  }

  /** Notes the plugins that were asked for. */
  public void notePlugins(List<String> names) {
    plugins.addAll(names);
  }

  /** Notes that the model called a plugin. */
  public void noteStep() {
    steps++;
  }

  /** Notes what screening found, as {@code direction/action/category}. */
  public void noteVerdict(String verdict) {
    verdicts.add(verdict);
  }

  /**
   * Notes that the request, or its answer, was refused by policy.
   *
   * @param categories for which
   * @param texts what of the request was refused; none where it is the answer
   */
  public void noteRefusal(Set<Category> categories, List<String> texts) {
    verdicts.addAll(misuse.refused(identity, hop.requestId(), categories, texts));
  }

  /** Notes the error that the answer ends with. */
  public void noteError(String code) {
    errorCode = code;
  }

  /** Accounts the tokens that were used. */
  public void noteTokens(int prompt, int completion) {
    promptTokens = prompt;
    completionTokens = completion;
    settled = true;
    permit.settle((long) prompt + completion);
  }

  /**
   * Writes the audit record. Only the first call does, so that the record of an answer that fails
   * for want of one is not tried again.
   *
   * @throws dev.hearth.base.ServiceException 503 if it could not be written
   */
  public void record(int status) {
    if (recorded) {
      return;
    }
    recorded = true;
    if (!settled) {
      // It failed before a model was asked: what was set aside is given back.
      permit.settle(0);
    }
    if (status == SERVICE_UNAVAILABLE) {
      permit.refusedBehind();
    }
    trail.append(
        new AuditRecord(
            arrived,
            hop.requestId(),
            identity.keyId(),
            identity.team(),
            method,
            path,
            model,
            plugins,
            steps,
            List.copyOf(verdicts),
            promptTokens,
            completionTokens,
            status,
            errorCode,
            Duration.ofNanos(System.nanoTime() - arrivedNanos)));
  }
}
