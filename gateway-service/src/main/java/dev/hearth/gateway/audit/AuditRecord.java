package dev.hearth.gateway.audit;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What is kept of a request. No content: neither prompts nor answers nor their hashes.
 *
 * @param at when the request came
 * @param requestId its id
 * @param keyId the API key that it showed
 * @param team the key's team
 * @param method the HTTP method
 * @param path the path, cut to 200 characters
 * @param model the model that was asked for or answered, if any
 * @param plugins the plugins that were asked for
 * @param steps how many calls of plugins the model made
 * @param verdicts what screening found: {@code direction/action/category}, each once
 * @param promptTokens tokens read
 * @param completionTokens tokens generated
 * @param status the HTTP status of the answer; 499 if the caller left before its end
 * @param errorCode the code of the error that it ended with, if it did
 * @param latency from the request's arrival until just before the end of the answer
 */
public record AuditRecord(
    Instant at,
    String requestId,
    UUID keyId,
    String team,
    String method,
    String path,
    @Nullable String model,
    List<String> plugins,
    int steps,
    List<String> verdicts,
    int promptTokens,
    int completionTokens,
    int status,
    @Nullable String errorCode,
    Duration latency) {

  /** Copies the lists. */
  public AuditRecord {
    plugins = List.copyOf(plugins);
    verdicts = List.copyOf(verdicts);
  }
}
