package dev.hearth.gateway.audit;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What is kept of a request. No content unless the team's policy says so. Texts are stored without
 * what PostgreSQL cannot hold (NUL, half surrogate pairs), times in microseconds.
 *
 * @param kind what it tells of
 * @param at when the request came
 * @param requestId its id
 * @param keyId the API key that it showed
 * @param team the key's team
 * @param method the HTTP method
 * @param path the path, cut to 200 characters
 * @param model the model that answered, else the one that was asked for, if any
 * @param modelAnswered whether that model answered, so that usage is counted under its name: a name
 *     that was merely asked for may be any text. Not stored; false in a record that was read
 * @param plugins the plugins that were asked for
 * @param steps how many calls of plugins the model made
 * @param verdicts what screening found: {@code direction/action/category}, each once
 * @param promptTokens tokens read
 * @param completionTokens tokens generated
 * @param status the HTTP status of the answer; 499 if the caller left before its end, 0 for an
 *     attempt
 * @param errorCode the code of the error that it ended with, if it did
 * @param latency how long it took
 * @param change JSON of what an administrator changed, if it is about that
 * @param content question and answer, where the team's policy keeps them
 */
public record AuditRecord(
    Kind kind,
    Instant at,
    String requestId,
    UUID keyId,
    String team,
    String method,
    String path,
    @Nullable String model,
    boolean modelAnswered,
    List<String> plugins,
    int steps,
    List<String> verdicts,
    int promptTokens,
    int completionTokens,
    int status,
    @Nullable String errorCode,
    Latency latency,
    @Nullable String change,
    @Nullable String content) {

  private static final int LONGEST_PATH = 200;
  private static final int LONGEST_NAME = 200;

  /** Copies the lists and cleans the texts. */
  public AuditRecord {
    at = at.truncatedTo(ChronoUnit.MICROS);
    requestId = storable(requestId, LONGEST_NAME);
    team = storable(team, LONGEST_NAME);
    method = storable(method, LONGEST_NAME);
    path = storable(path, LONGEST_PATH);
    model = model == null ? null : storable(model, LONGEST_NAME);
    errorCode = errorCode == null ? null : storable(errorCode, LONGEST_NAME);
    change = change == null ? null : storable(change, Integer.MAX_VALUE);
    plugins = plugins.stream().map(name -> storable(name, LONGEST_NAME)).toList();
    verdicts = verdicts.stream().map(name -> storable(name, LONGEST_NAME)).toList();
  }

  private static String storable(String text, int longest) {
    int length = Math.min(text.length(), longest);
    for (int i = 0; i < length; i++) {
      char c = text.charAt(i);
      if (c == 0 || Character.isSurrogate(c)) {
        return cleaned(text, length);
      }
    }
    return length == text.length() ? text : text.substring(0, length);
  }

  private static String cleaned(String text, int length) {
    StringBuilder clean = new StringBuilder(length);
    for (int i = 0; i < length; ) {
      int point = text.codePointAt(i);
      boolean half = point >= Character.MIN_SURROGATE && point <= Character.MAX_SURROGATE;
      clean.appendCodePoint(point == 0 || half ? 0xFFFD : point);
      i += Character.charCount(point);
    }
    return clean.toString();
  }

  /** What a record tells of. */
  public enum Kind {
    /** A request to {@code /v1} and what became of it. */
    REQUEST,
    /** A change that is about to be made; the next record of its id has the rest. */
    ATTEMPT,
    /** A request to {@code /admin} and what became of it. */
    ADMIN;

    String text() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /**
   * How long a request took, in parts.
   *
   * @param total from its arrival until just before the end of the answer
   * @param input waiting for the verdicts about what came in
   * @param tools looking for tools
   * @param firstEvent from asking the model until its first sign
   * @param output waiting for the verdicts about what goes out, all together
   */
  public record Latency(
      Duration total, Duration input, Duration tools, Duration firstEvent, Duration output) {}
}
