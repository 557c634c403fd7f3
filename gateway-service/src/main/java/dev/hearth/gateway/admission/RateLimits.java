package dev.hearth.gateway.admission;

import jakarta.servlet.http.HttpServletResponse;
import java.time.Duration;

/**
 * Where a key stands, as OpenAI's headers tell it.
 *
 * @param requestLimit requests per minute
 * @param requestsLeft requests that are left
 * @param requestReset until all requests are there again
 * @param tokenLimit tokens per minute
 * @param tokensLeft tokens that are left
 * @param tokenReset until all tokens are there again
 */
public record RateLimits(
    long requestLimit,
    long requestsLeft,
    Duration requestReset,
    long tokenLimit,
    long tokensLeft,
    Duration tokenReset) {

  /** Sets the headers {@code x-ratelimit-{limit,remaining,reset}-{requests,tokens}}. */
  public void apply(HttpServletResponse response) {
    response.setHeader("x-ratelimit-limit-requests", Long.toString(requestLimit));
    response.setHeader("x-ratelimit-remaining-requests", Long.toString(requestsLeft));
    response.setHeader("x-ratelimit-reset-requests", text(requestReset));
    response.setHeader("x-ratelimit-limit-tokens", Long.toString(tokenLimit));
    response.setHeader("x-ratelimit-remaining-tokens", Long.toString(tokensLeft));
    response.setHeader("x-ratelimit-reset-tokens", text(tokenReset));
  }

  /** A duration as those headers write it: {@code 20ms}, {@code 1.5s}, {@code 6m0s}. */
  static String text(Duration duration) {
    long millis = duration.toMillis();
    if (millis < 1000) {
      return millis + "ms";
    }
    long minutes = millis / 60_000;
    long rest = millis % 60_000;
    String seconds = rest % 1000 == 0 ? Long.toString(rest / 1000) : Double.toString(rest / 1000.0);
    return (minutes == 0 ? "" : minutes + "m") + seconds + "s";
  }
}
