package dev.hearth.gateway.audit;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonRawValue;
import dev.hearth.base.ServiceException;
import dev.hearth.gateway.json.Fields;
import dev.hearth.gateway.json.JsonBodies;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.json.JsonMapper;

/** {@code /admin/audit}: what was asked of the platform and what became of it. */
@RestController
class AdminAudit {

  private static final int EXPORT_PAGE = 1000;

  private final AuditReader reader;
  private final AuditVerification verification;
  private final AuditSeal seal;
  private final ContentPolicy policy;
  private final JsonBodies bodies;
  private final JsonMapper mapper;

  AdminAudit(
      AuditReader reader,
      AuditVerification verification,
      AuditSeal seal,
      ContentPolicy policy,
      JsonBodies bodies,
      JsonMapper mapper) {
    this.reader = reader;
    this.verification = verification;
    this.seal = seal;
    this.policy = policy;
    this.bodies = bodies;
    this.mapper = mapper;
  }

  @GetMapping("/admin/audit")
  Records audit(
      HttpServletRequest request, @RequestParam(name = "limit", defaultValue = "100") int limit) {
    AuditParameters.requireLimit(limit);
    String cursor = AuditParameters.text(request, "cursor");
    List<StoredRecord> page =
        reader.page(
            AuditParameters.filter(request),
            cursor == null ? null : AuditParameters.position(cursor),
            limit);
    return new Records(
        page.stream().map(Entry::of).toList(),
        page.size() < limit ? null : AuditParameters.cursor(page.getLast()));
  }

  @GetMapping("/admin/audit/export")
  void export(
      HttpServletRequest request,
      HttpServletResponse response,
      @RequestParam(name = "format", defaultValue = "jsonl") String format)
      throws IOException {
    boolean csv =
        switch (format) {
          case "jsonl" -> false;
          case "csv" -> true;
          default -> throw ServiceException.badRequest("format", "format must be jsonl or csv");
        };
    AuditFilter filter = AuditParameters.filter(request);
    List<StoredRecord> page = reader.page(filter, null, EXPORT_PAGE);
    response.setContentType(csv ? "text/csv;charset=UTF-8" : "application/x-ndjson");
    response.setHeader(
        "Content-Disposition", "attachment; filename=\"audit." + (csv ? "csv" : "jsonl") + "\"");
    OutputStream out = response.getOutputStream();
    if (csv) {
      out.write(AuditCsv.HEADER.getBytes(StandardCharsets.UTF_8));
    }
    while (!page.isEmpty()) {
      for (StoredRecord stored : page) {
        Entry entry = Entry.of(stored);
        if (csv) {
          out.write(AuditCsv.line(entry).getBytes(StandardCharsets.UTF_8));
        } else {
          out.write(mapper.writeValueAsBytes(entry));
          out.write('\n');
        }
      }
      StoredRecord last = page.getLast();
      page =
          page.size() < EXPORT_PAGE
              ? List.of()
              : reader.page(
                  filter,
                  new AuditReader.Position(last.recordedAt(), last.chain(), last.seq()),
                  EXPORT_PAGE);
    }
  }

  @GetMapping("/admin/audit/verify")
  Verified verify(HttpServletRequest request) {
    List<AuditVerification.Anchor> anchors = new ArrayList<>();
    String[] given = request.getParameterValues("anchor");
    if (given != null) {
      for (String anchor : given) {
        anchors.add(AuditParameters.anchor(anchor));
      }
    }
    return Verified.of(verification.verify(anchors));
  }

  @GetMapping("/admin/audit/{chain}/{seq}/content")
  Content content(@PathVariable("chain") long chain, @PathVariable("seq") long seq) {
    Sealed sealed =
        reader.find(chain, seq).map(StoredRecord::sealedContent).orElseThrow(AdminAudit::noContent);
    String content = seal.decrypt(sealed);
    if (content == null) {
      throw new ServiceException(
          HttpStatus.CONFLICT,
          "content_unreadable",
          "The content was encrypted with another key, or was changed.");
    }
    return new Content(chain, seq, content);
  }

  @GetMapping("/admin/teams/{team}/audit-policy")
  Policy policy(@PathVariable("team") String team) {
    return new Policy(team, policy.keepsContent(team));
  }

  @PutMapping("/admin/teams/{team}/audit-policy")
  Policy changePolicy(@PathVariable("team") String team, HttpServletRequest request) {
    Fields body = bodies.object(request);
    if (!body.has("content")) {
      throw body.missing("content");
    }
    boolean content = body.flag("content");
    Policy before = new Policy(team, policy.keepsContent(team));
    if (!policy.change(team, content)) {
      throw new ServiceException(
          HttpStatus.NOT_FOUND, "team_not_found", "There is no team of this name.");
    }
    Policy after = new Policy(team, content);
    AdminChange.note(request, new AdminChange("audit-policy.change", team, before, after));
    return after;
  }

  private static ServiceException noContent() {
    return new ServiceException(
        HttpStatus.NOT_FOUND,
        "content_not_kept",
        "There is no such record, or its content was not kept.");
  }

  /**
   * The content is JSON: {@code asked} (messages; {@code asked_begins}, a text, where they are too
   * long) and {@code answered} (text).
   */
  record Content(long chain, long seq, @JsonRawValue String content) {}

  record Policy(String team, boolean content) {}

  /** A page; the cursor leads to the next one, and is null at the end. */
  record Records(List<Entry> data, @JsonProperty("next_cursor") @Nullable String nextCursor) {}

  record Entry(
      long chain,
      long seq,
      @JsonProperty("recorded_at") Instant recordedAt,
      String kind,
      Instant at,
      @JsonProperty("request_id") String requestId,
      @JsonProperty("key_id") UUID keyId,
      String team,
      String method,
      String path,
      @Nullable String model,
      List<String> plugins,
      int steps,
      List<String> verdicts,
      @JsonProperty("prompt_tokens") int promptTokens,
      @JsonProperty("completion_tokens") int completionTokens,
      int status,
      @JsonProperty("error_code") @Nullable String errorCode,
      @JsonProperty("latency_ms") Latency latency,
      @JsonRawValue @Nullable String change,
      @JsonProperty("has_content") boolean hasContent,
      String mac) {

    static Entry of(StoredRecord stored) {
      AuditRecord entry = stored.entry();
      return new Entry(
          stored.chain(),
          stored.seq(),
          stored.recordedAt(),
          entry.kind().text(),
          entry.at(),
          entry.requestId(),
          entry.keyId(),
          entry.team(),
          entry.method(),
          entry.path(),
          entry.model(),
          entry.plugins(),
          entry.steps(),
          entry.verdicts(),
          entry.promptTokens(),
          entry.completionTokens(),
          entry.status(),
          entry.errorCode(),
          Latency.of(entry.latency()),
          entry.change(),
          stored.sealedContent() != null,
          stored.mac().hex());
    }
  }

  /** Milliseconds; zero where a part did not happen. */
  record Latency(
      double total,
      double input,
      double tools,
      @JsonProperty("first_event") double firstEvent,
      double output) {

    static Latency of(AuditRecord.Latency latency) {
      return new Latency(
          latency.total().toNanos() / 1e6,
          latency.input().toNanos() / 1e6,
          latency.tools().toNanos() / 1e6,
          latency.firstEvent().toNanos() / 1e6,
          latency.output().toNanos() / 1e6);
    }
  }

  record Verified(
      boolean ok, long records, long outside, List<Chain> chains, List<Finding> findings) {

    static Verified of(AuditVerification.Result result) {
      return new Verified(
          result.findings().isEmpty(),
          result.records(),
          result.outside(),
          result.chains().stream()
              .map(
                  chain ->
                      new Chain(
                          chain.chain(),
                          chain.openedAt(),
                          chain.first(),
                          chain.last(),
                          chain.mac(),
                          chain.chain() + ":" + chain.last() + ":" + chain.mac()))
              .toList(),
          result.findings().stream()
              .map(
                  found ->
                      new Finding(
                          found.chain(),
                          found.seq(),
                          found.kind(),
                          found.requestId(),
                          found.explanation()))
              .toList());
    }
  }

  record Chain(
      long chain,
      @JsonProperty("opened_at") Instant openedAt,
      @JsonProperty("first_seq") long first,
      @JsonProperty("last_seq") long last,
      String mac,
      String anchor) {}

  record Finding(
      long chain,
      long seq,
      String kind,
      @JsonProperty("request_id") @Nullable String requestId,
      String explanation) {}
}
