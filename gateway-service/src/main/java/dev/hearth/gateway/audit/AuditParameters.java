package dev.hearth.gateway.audit;

import dev.hearth.base.ServiceException;
import jakarta.servlet.http.HttpServletRequest;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Base64;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
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
  private static final int LONGEST_CURSOR = 2000;
  private static final int MOST = 1000;
  private static final String NOT_OURS =
      "must be the next_cursor of an answer to the same question";

  /** In no text of PostgreSQL. */
  private static final String SEPARATOR = "\0";

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

  static void requireLimit(int limit) {
    if (limit < 1 || limit > MOST) {
      throw ServiceException.badRequest("limit", "limit must be from 1 to " + MOST);
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
    return encoded(AuditSeal.micros(last.recordedAt()) + "/" + last.chain() + "/" + last.seq());
  }

  /** Leads to what comes after this sum. */
  static String cursor(Set<AuditReader.By> parts, AuditReader.Usage last) {
    return encoded(String.join(SEPARATOR, parts.stream().map(last.of()::get).toList()));
  }

  private static String encoded(String position) {
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(position.getBytes(StandardCharsets.UTF_8));
  }

  /** The values of the sum after which it goes on; empty if the request names none. */
  static List<String> after(HttpServletRequest request, Set<AuditReader.By> parts) {
    String cursor = request.getParameter("cursor");
    if (cursor == null) {
      return List.of();
    }
    try {
      if (cursor.length() <= LONGEST_CURSOR) {
        String text = new String(Base64.getUrlDecoder().decode(cursor), StandardCharsets.UTF_8);
        List<String> values = List.of(text.split(SEPARATOR, -1));
        if (values.size() == parts.size()) {
          Iterator<String> value = values.iterator();
          parts.forEach(part -> part.require(value.next()));
          return values;
        }
      }
    } catch (IllegalArgumentException | DateTimeException notOurs) {
      throw invalid("cursor", NOT_OURS, notOurs);
    }
    throw ServiceException.badRequest("cursor", "cursor " + NOT_OURS);
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
      throw invalid("cursor", NOT_OURS, notOurs);
    }
    throw ServiceException.badRequest("cursor", "cursor " + NOT_OURS);
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
