package dev.hearth.gateway.audit;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.hearth.base.ServiceException;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** {@code /admin/audit} and {@code /admin/usage}: what was asked of the platform, and how much. */
@RestController
class AdminAudit {

  private final AuditTrail trail;

  AdminAudit(AuditTrail trail) {
    this.trail = trail;
  }

  @GetMapping("/admin/audit")
  Records audit(
      @RequestParam(name = "team", required = false) @Nullable String team,
      @RequestParam(name = "from", required = false) @Nullable String from,
      @RequestParam(name = "limit", defaultValue = "100") int limit) {
    if (limit < 1 || limit > 1000) {
      throw ServiceException.badRequest("limit", "limit must be from 1 to 1000");
    }
    if (team != null && team.indexOf('\0') >= 0) {
      throw ServiceException.badRequest("team", "team must not hold a NUL character");
    }
    return new Records(
        trail.list(team, time(from, Instant.EPOCH), limit).stream().map(Entry::of).toList());
  }

  @GetMapping("/admin/usage")
  Usages usage(@RequestParam(name = "from", required = false) @Nullable String from) {
    Instant start = time(from, Instant.now().minus(Duration.ofDays(30)));
    return new Usages(
        start,
        trail.usage(start).stream()
            .map(
                sum ->
                    new Sum(
                        sum.team(),
                        sum.model(),
                        sum.requests(),
                        sum.promptTokens(),
                        sum.completionTokens()))
            .toList());
  }

  private static Instant time(@Nullable String text, Instant otherwise) {
    if (text == null) {
      return otherwise;
    }
    try {
      Instant time = Instant.parse(text);
      if (time.isBefore(Instant.EPOCH) || time.isAfter(Instant.parse("9999-01-01T00:00:00Z"))) {
        throw ServiceException.badRequest("from", "from must be a time after 1970");
      }
      return time;
    } catch (DateTimeException notATime) {
      throw new ServiceException(
          org.springframework.http.HttpStatus.BAD_REQUEST,
          "invalid_value",
          "from must be a time such as 2030-01-31T00:00:00Z",
          "from",
          null,
          notATime);
    }
  }

  record Records(List<Entry> data) {}

  record Entry(
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
      @JsonProperty("latency_ms") long latencyMillis) {

    static Entry of(AuditRecord entry) {
      return new Entry(
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
          entry.latency().toMillis());
    }
  }

  record Usages(Instant from, List<Sum> data) {}

  record Sum(
      String team,
      String model,
      long requests,
      @JsonProperty("prompt_tokens") long promptTokens,
      @JsonProperty("completion_tokens") long completionTokens) {}
}
