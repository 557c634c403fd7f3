package dev.hearth.gateway.exchange;

import dev.hearth.gateway.audit.AdminChange;
import dev.hearth.gateway.audit.AuditRecord;
import dev.hearth.gateway.audit.AuditTrail;
import dev.hearth.gateway.identity.Identity;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.http.HttpServletRequest;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * The audit record of one request to {@code /admin}, written before its answer. What changes
 * something, or shows records in bulk or their content, has one before it begins, too, so that
 * nothing happens without a record. The request's thread uses it.
 */
public final class AdminRecord {

  private static final String ATTRIBUTE = AdminRecord.class.getName();
  private static final Set<String> READING = Set.of("GET", "HEAD", "OPTIONS");
  private static final int LARGEST_SIDE = 16 << 10;

  private final Instant arrived = Instant.now();
  private final long arrivedNanos = System.nanoTime();
  private final HttpServletRequest request;
  private final String requestId;
  private final Identity identity;
  private final AuditTrail trail;
  private @Nullable String errorCode;
  private boolean recorded;

  AdminRecord(HttpServletRequest request, String requestId, Identity identity, AuditTrail trail) {
    this.request = request;
    this.requestId = requestId;
    this.identity = identity;
    this.trail = trail;
    request.setAttribute(ATTRIBUTE, this);
  }

  /** The record of this request, if it is one to {@code /admin} that shows a good key. */
  public static Optional<AdminRecord> find(ServletRequest request) {
    return Optional.ofNullable((AdminRecord) request.getAttribute(ATTRIBUTE));
  }

  void attempt() {
    String path = request.getRequestURI();
    if (!READING.contains(request.getMethod())
        || path.endsWith("/export")
        || path.endsWith("/content")) {
      trail.append(entry(AuditRecord.Kind.ATTEMPT, 0));
    }
  }

  /** Notes the error that the answer tells. */
  public void noteError(String code) {
    errorCode = code;
  }

  /**
   * Writes the record. Only the first call does.
   *
   * @throws dev.hearth.base.ServiceException 503 if it could not be written
   */
  public void record(int status) {
    if (!recorded) {
      recorded = true;
      trail.append(entry(AuditRecord.Kind.ADMIN, status));
    }
  }

  private AuditRecord entry(AuditRecord.Kind kind, int status) {
    return new AuditRecord(
        kind,
        arrived,
        requestId,
        identity.keyId(),
        identity.team(),
        request.getMethod(),
        request.getRequestURI(),
        null,
        false,
        List.of(),
        0,
        List.of(),
        0,
        0,
        status,
        errorCode,
        new AuditRecord.Latency(
            Duration.ofNanos(System.nanoTime() - arrivedNanos),
            Duration.ZERO,
            Duration.ZERO,
            Duration.ZERO,
            Duration.ZERO),
        json(AdminChange.of(request).orElse(null)),
        null);
  }

  /** A change as it is recorded. */
  static @Nullable String json(@Nullable AdminChange change) {
    if (change == null) {
      return null;
    }
    ObjectNode json = JsonMapper.shared().createObjectNode();
    json.put("action", change.action());
    json.put("target", change.target());
    put(json, "before", change.before());
    put(json, "after", change.after());
    return json.toString();
  }

  private static void put(ObjectNode json, String side, @Nullable Object value) {
    if (value == null) {
      return;
    }
    String text = JsonMapper.shared().writeValueAsString(value);
    if (text.length() > LARGEST_SIDE) {
      // A part of a JSON text is none, so it is kept as what it is.
      json.put(side + "_begins", text.substring(0, LARGEST_SIDE));
    } else {
      json.set(side, JsonMapper.shared().readTree(text));
    }
  }
}
