package dev.hearth.gateway.audit;

import dev.hearth.base.ServiceException;
import jakarta.servlet.http.HttpServletRequest;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Base64;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;

/** The parameters of {@code /admin/audit} and {@code /admin/usage}, each checked. */
final class AuditParameters {

  private static final Instant LAST = Instant.parse("9999-01-01T00:00:00Z");
  private static final Pattern POSITION = Pattern.compile("(\\d{1,18})/(\\d{1,18})/(\\d{1,18})");
  private static final Pattern ANCHOR = Pattern.compile("(\\d{1,18}):(\\d{1,18}):([0-9a-f]{64})");
  private static final int LONGEST = 300;

  private AuditParameters() {}

  static AuditFilter filter(HttpServletRequest request) {
    return new AuditFilter(
        text(request, "team"),
        uuid(request, "key"),
        text(request, "model"),
        status(request),
        text(request, "verdict"),
        text(request, "request_id"),
        text(request, "kind"),
        time(request, "from"),
        time(request, "to"));
  }

  /** A parameter's text; null if it is missing. */
  static @Nullable String text(HttpServletRequest request, String name) {
    String text = request.getParameter(name);
    if (text != null && text.length() > LONGEST) {
      throw ServiceException.badRequest(
          name, name + " must have at most " + LONGEST + " characters");
    }
    return text;
  }

  static @Nullable Instant time(HttpServletRequest request, String name) {
    String text = text(request, name);
    if (text == null) {
      return null;
    }
    try {
      Instant time = Instant.parse(text);
      if (time.isBefore(Instant.EPOCH) || time.isAfter(LAST)) {
        throw ServiceException.badRequest(name, name + " must be a time after 1970");
      }
      return time;
    } catch (DateTimeException notATime) {
      throw invalid(name, "must be a time such as 2030-01-31T00:00:00Z", notATime);
    }
  }

  private static @Nullable UUID uuid(HttpServletRequest request, String name) {
    String text = text(request, name);
    try {
      return text == null ? null : UUID.fromString(text);
    } catch (IllegalArgumentException notAnId) {
      throw invalid(name, "must be the id of a key", notAnId);
    }
  }

  private static @Nullable Integer status(HttpServletRequest request) {
    String text = text(request, "status");
    try {
      return text == null ? null : Integer.valueOf(text);
    } catch (NumberFormatException notANumber) {
      throw invalid("status", "must be a number", notANumber);
    }
  }

  /** Leads to what comes after this record. */
  static String cursor(StoredRecord last) {
    String position = AuditSeal.micros(last.recordedAt()) + "/" + last.chain() + "/" + last.seq();
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(position.getBytes(StandardCharsets.US_ASCII));
  }

  static AuditReader.Position position(String cursor) {
    try {
      String text = new String(Base64.getUrlDecoder().decode(cursor), StandardCharsets.US_ASCII);
      Matcher position = POSITION.matcher(text);
      if (position.matches()) {
        long micros = Long.parseLong(position.group(1));
        return new AuditReader.Position(
            Instant.ofEpochSecond(micros / 1_000_000, micros % 1_000_000 * 1000),
            Long.parseLong(position.group(2)),
            Long.parseLong(position.group(3)));
      }
    } catch (IllegalArgumentException notOurs) {
      throw invalid("cursor", "must be the next_cursor of an answer", notOurs);
    }
    throw ServiceException.badRequest("cursor", "cursor must be the next_cursor of an answer");
  }

  static AuditVerification.Anchor anchor(String text) {
    Matcher anchor = ANCHOR.matcher(text);
    if (!anchor.matches()) {
      throw ServiceException.badRequest("anchor", "anchor must be one of a verification's answer");
    }
    return new AuditVerification.Anchor(
        Long.parseLong(anchor.group(1)), Long.parseLong(anchor.group(2)), anchor.group(3));
  }

  private static ServiceException invalid(String name, String rule, RuntimeException cause) {
    return new ServiceException(
        HttpStatus.BAD_REQUEST, "invalid_value", name + " " + rule, name, null, cause);
  }
}
