package dev.hearth.gateway.audit;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import dev.hearth.base.ServiceException;
import jakarta.servlet.http.HttpServletRequest;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/**
 * {@code GET /admin/usage}: requests and tokens of whole days (UTC) by day, team, key and model.
 */
@RestController
class AdminUsage {

  private static final int DAYS = 30;

  private final AuditReader reader;

  AdminUsage(AuditReader reader) {
    this.reader = reader;
  }

  @GetMapping("/admin/usage")
  Usages usage(
      HttpServletRequest request,
      @RequestParam(name = "by", defaultValue = "team,model") String by,
      @RequestParam(name = "limit", defaultValue = "1000") int limit) {
    AuditParameters.requireLimit(limit);
    Set<AuditReader.By> parts = parts(by);
    Instant from = AuditParameters.time(request, "from");
    Instant to = AuditParameters.time(request, "to");
    LocalDate today = LocalDate.ofInstant(Instant.now(), ZoneOffset.UTC);
    LocalDate first =
        from == null ? today.minusDays(DAYS) : LocalDate.ofInstant(from, ZoneOffset.UTC);
    LocalDate end =
        to == null
            ? today.plusDays(1)
            : LocalDate.ofInstant(to.minusNanos(1), ZoneOffset.UTC).plusDays(1);
    List<AuditReader.Usage> sums =
        reader.usage(
            parts,
            AuditParameters.text(request, "team"),
            first,
            end,
            AuditParameters.after(request, parts),
            limit + 1);
    boolean more = sums.size() > limit;
    return new Usages(
        first,
        end,
        sums.stream().limit(limit).map(Sum::of).toList(),
        more ? AuditParameters.cursor(parts, sums.get(limit - 1)) : null);
  }

  private static Set<AuditReader.By> parts(String by) {
    Set<AuditReader.By> parts = EnumSet.noneOf(AuditReader.By.class);
    if (by.equals("none")) {
      return parts;
    }
    for (String part : by.split(",")) {
      if (!part.isBlank()) {
        parts.add(
            EnumSet.allOf(AuditReader.By.class).stream()
                .filter(known -> known.name().toLowerCase(Locale.ROOT).equals(part.strip()))
                .findAny()
                .orElseThrow(
                    () ->
                        ServiceException.badRequest(
                            "by",
                            "by must be none, or some of day, team, key and model, with commas")));
      }
    }
    return parts;
  }

  /** Sums from the first day until before the last; the cursor is null at the end. */
  record Usages(
      LocalDate from,
      LocalDate to,
      List<Sum> data,
      @JsonProperty("next_cursor") @Nullable String nextCursor) {}

  @JsonInclude(JsonInclude.Include.NON_NULL)
  record Sum(
      @Nullable String day,
      @Nullable String team,
      @JsonProperty("key_id") @Nullable String keyId,
      @Nullable String model,
      long requests,
      @JsonProperty("prompt_tokens") long promptTokens,
      @JsonProperty("completion_tokens") long completionTokens) {

    static Sum of(AuditReader.Usage usage) {
      return new Sum(
          usage.of().get(AuditReader.By.DAY),
          usage.of().get(AuditReader.By.TEAM),
          usage.of().get(AuditReader.By.KEY),
          usage.of().get(AuditReader.By.MODEL),
          usage.requests(),
          usage.promptTokens(),
          usage.completionTokens());
    }
  }
}
