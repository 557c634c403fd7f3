package dev.hearth.gateway.exchange;

import dev.hearth.base.ServiceException;
import dev.hearth.base.ServiceTokens;
import dev.hearth.contracts.Caller;
import dev.hearth.contracts.Hop;
import dev.hearth.contracts.inference.InferenceApi;
import dev.hearth.contracts.inference.Message;
import dev.hearth.contracts.moderation.Action;
import dev.hearth.contracts.moderation.Category;
import dev.hearth.contracts.moderation.Direction;
import dev.hearth.contracts.moderation.Verdict;
import dev.hearth.gateway.admission.Admission;
import dev.hearth.gateway.audit.AdminChange;
import dev.hearth.gateway.audit.AuditRecord;
import dev.hearth.gateway.audit.AuditTrail;
import dev.hearth.gateway.identity.Identity;
import dev.hearth.gateway.misuse.MisuseWatch;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.http.HttpServletRequest;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * One request to {@code /v1} or {@code /mcp}: on whose behalf, until when, what was noted about it,
 * and its audit record, which is written before the answer ends. The request's thread uses it.
 */
public final class Exchange {

  /** The status that is recorded where the caller left before the answer's end. */
  public static final int CALLER_LEFT = 499;

  /** Header by which a caller names a conversation, where its first question does not. */
  public static final String CONVERSATION_HEADER = "x-hearth-conversation";

  private static final String ATTRIBUTE = Exchange.class.getName();

  /** Characters of a question or an answer that are kept at most. */
  private static final int LONGEST_CONTENT = 128 << 10;

  private final Instant arrived = Instant.now();
  private final long arrivedNanos = System.nanoTime();
  private final Map<Part, Duration> parts = new EnumMap<>(Part.class);
  private final Identity identity;
  private final Admission.Permit permit;
  private final AuditTrail trail;
  private final MisuseWatch misuse;
  private final Hop hop;
  private final String method;
  private final String path;
  private final Set<String> verdicts = new LinkedHashSet<>();
  private final List<String> plugins = new ArrayList<>();
  private final StringBuilder answered = new StringBuilder();
  private final @Nullable String conversation;
  private @Nullable String asked;
  private boolean refused;
  private @Nullable String model;
  private boolean modelAnswered;
  private @Nullable String errorCode;
  private @Nullable AdminChange change;
  private int steps;
  private int promptTokens;
  private int completionTokens;
  private boolean settled;
  private boolean recorded;
  private @Nullable ServiceException unrecorded;

  Exchange(
      HttpServletRequest request,
      String requestId,
      Identity identity,
      Admission.Permit permit,
      AuditTrail trail,
      MisuseWatch misuse,
      ServiceTokens tokens,
      Duration timeout) {
    this(
        request.getMethod(),
        request.getRequestURI(),
        request.getHeader(CONVERSATION_HEADER),
        requestId,
        identity,
        permit,
        trail,
        misuse,
        tokens,
        timeout);
    request.setAttribute(ATTRIBUTE, this);
  }

  /** Work for which no request waits. */
  Exchange(
      String method,
      String uri,
      @Nullable String conversation,
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
    this.method = method;
    path = uri;
    this.conversation = conversation;
    Instant deadline = arrived.plus(timeout);
    Caller caller =
        new Caller(identity.keyId().toString(), identity.team(), identity.scopes(), requestId);
    hop = new Hop(tokens.mint(caller, deadline), requestId, deadline);
  }

  /**
   * The exchange of this request; every request to {@code /v1} or {@code /mcp} that shows a good
   * key has one.
   */
  public static Exchange of(ServletRequest request) {
    return find(request)
        .orElseThrow(() -> new IllegalStateException("not a request to /v1 or /mcp"));
  }

  /** The exchange of this request, if it has one. */
  public static Optional<Exchange> find(ServletRequest request) {
    return Optional.ofNullable((Exchange) request.getAttribute(ATTRIBUTE));
  }

  /** Who sent the request. */
  public Identity identity() {
    return identity;
  }

  /** What the caller calls the conversation, or null. */
  public @Nullable String conversation() {
    return conversation;
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

  /** Notes the model that was asked for, which need not exist. */
  public void noteModel(@Nullable String name) {
    model = name;
  }

  /** Notes the model that answers, under which the request is counted. */
  public void noteAnswering(String name) {
    model = name;
    modelAnswered = true;
  }

  /** Notes the plugins that were asked for. */
  public void notePlugins(List<String> names) {
    plugins.addAll(names);
  }

  /** Notes that the model called a plugin. */
  public void noteStep() {
    steps++;
  }

  /** Notes what another service's screening did, where it does not say about what. */
  public void noteVerdict(Direction direction, Action action) {
    verdicts.add(direction.text() + "/" + action.text());
  }

  /** Notes what screening found, as {@code direction/action/category}. */
  public void noteVerdict(Direction direction, Verdict verdict) {
    for (Verdict.Finding finding : verdict.findings()) {
      verdicts.add(
          direction.text() + "/" + finding.action().text() + "/" + finding.category().text());
    }
  }

  /**
   * Notes that the request, or its answer, was refused by policy. It counts as one refusal, for
   * what is noted first.
   *
   * @param categories for which
   * @param texts what was refused; none where neither the caller nor the model wrote it
   */
  public void noteRefusal(Set<Category> categories, List<String> texts) {
    if (!refused) {
      refused = true;
      verdicts.addAll(misuse.refused(identity, hop.requestId(), categories, texts));
    }
  }

  /**
   * Notes that texts of the request, or its answer, were flagged.
   *
   * @param categories for which; of {@link MisuseWatch#SPREAD}
   */
  public void noteFlagged(Set<Category> categories, List<String> texts) {
    verdicts.addAll(misuse.flagged(identity, hop.requestId(), categories, texts));
  }

  /** Notes the error that the answer ends with. */
  public void noteError(String code) {
    errorCode = code;
  }

  /** Notes how long a part took; parts of the same kind add up. */
  public void noteTime(Part part, long nanos) {
    parts.merge(part, Duration.ofNanos(nanos), Duration::plus);
  }

  /** Whether the team's policy is that question and answer are kept. */
  public boolean keepsContent() {
    return trail.keepsContent(identity.team());
  }

  /**
   * Notes what was asked; it is kept where {@link #keepsContent}.
   *
   * @param messages redacted as screening says, so that nothing is kept that a model may not read
   */
  public void noteAsked(List<Message> messages) {
    if (keepsContent()) {
      asked = JsonMapper.shared().writeValueAsString(messages);
    }
  }

  /** Notes a part of the answer, as it was released; kept only if the question was noted. */
  public void noteAnswered(String text) {
    if (asked != null) {
      answered.append(text, 0, Math.min(text.length(), LONGEST_CONTENT - answered.length()));
    }
  }

  /** Notes what the request changed. */
  public void noteChange(AdminChange changed) {
    change = changed;
  }

  /**
   * Records that a change is about to be made, so that none is made without a record, whatever
   * happens then.
   *
   * @throws dev.hearth.base.ServiceException 503 if it could not be written
   */
  public void recordAttempt() {
    trail.append(entry(AuditRecord.Kind.ATTEMPT, 0, null), hop.remaining());
  }

  /** Accounts the tokens that were used. */
  public void noteTokens(int prompt, int completion) {
    promptTokens = prompt;
    completionTokens = completion;
    settled = true;
    permit.settle((long) prompt + completion);
  }

  /** Why the audit record could not be written; empty as long as that did not happen. */
  Optional<ServiceException> unrecorded() {
    return Optional.ofNullable(unrecorded);
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
    if (InferenceApi.QUEUE_FULL.equals(errorCode)) {
      permit.refusedBehind();
    }
    append(status);
  }

  /**
   * Writes the audit record, also where that has failed before. For work that goes no further
   * without one, while no request waits for it.
   *
   * @throws dev.hearth.base.ServiceException 503 if it could not be written
   */
  public void recordAgain(int status) {
    if (unrecorded == null) {
      record(status);
    } else {
      append(status);
    }
  }

  private void append(int status) {
    try {
      trail.append(entry(AuditRecord.Kind.REQUEST, status, content()), hop.remaining());
      unrecorded = null;
    } catch (ServiceException failure) {
      unrecorded = failure;
      throw failure;
    }
  }

  private AuditRecord entry(AuditRecord.Kind kind, int status, @Nullable String content) {
    return new AuditRecord(
        kind,
        arrived,
        hop.requestId(),
        identity.keyId(),
        identity.team(),
        method,
        path,
        model,
        modelAnswered,
        plugins,
        steps,
        List.copyOf(verdicts),
        promptTokens,
        completionTokens,
        status,
        errorCode,
        new AuditRecord.Latency(
            Duration.ofNanos(System.nanoTime() - arrivedNanos),
            part(Part.INPUT),
            part(Part.TOOLS),
            part(Part.FIRST_EVENT),
            part(Part.OUTPUT)),
        AdminRecord.json(change),
        content);
  }

  private Duration part(Part part) {
    return parts.getOrDefault(part, Duration.ZERO);
  }

  private @Nullable String content() {
    if (asked == null) {
      return null;
    }
    ObjectNode content = JsonMapper.shared().createObjectNode();
    if (asked.length() > LONGEST_CONTENT) {
      // A part of a JSON text is none, so it is kept as what it is.
      content.put("asked_begins", asked.substring(0, LONGEST_CONTENT));
    } else {
      content.set("asked", JsonMapper.shared().readTree(asked));
    }
    content.put("answered", answered.toString());
    return content.toString();
  }

  /** What a request spends its time on. */
  public enum Part {
    /** Waiting for the verdicts about what came in. */
    INPUT,
    /** Looking for tools. */
    TOOLS,
    /** From asking the model until its first sign. */
    FIRST_EVENT,
    /** Waiting for the verdicts about what goes out. */
    OUTPUT
  }
}
