package dev.hearth.gateway.admission;

import dev.hearth.gateway.policy.Limits;
import jakarta.servlet.http.HttpServletResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where a caller stands, as OpenAI's headers tell it.
 *
 * @param requestLimit requests per minute, of the key or of its team, whichever has fewer left
 * @param requestsLeft requests that are left
 * @param requestReset until all requests are there again
 * @param tokenLimit tokens per minute, day or month, whichever has the fewest left
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

  /** Of all the limits of all who ask, those of which the least is left. */
  static RateLimits of(List<Standing> standings, Instant now) {
    Period period = Period.of(now);
    Left requests = Left.NONE;
    Left tokens = Left.NONE;
    for (Standing standing : standings) {
      Limits limits = standing.limits();
      requests = requests.or(Left.ofMinute(limits.requestsPerMinute(), standing.requests()));
      tokens =
          tokens
              .or(Left.ofMinute(limits.tokensPerMinute(), standing.tokens()))
              .or(Left.of(limits.tokensPerDay(), standing.dayTokens(), period.untilNextDay(now)))
              .or(
                  Left.of(
                      limits.tokensPerMonth(), standing.monthTokens(), period.untilNextMonth(now)));
    }
    return new RateLimits(
        requests.limit(),
        requests.left(),
        requests.reset(),
        tokens.limit(),
        tokens.left(),
        tokens.reset());
  }

  private record Left(long limit, long left, Duration reset) {

    static final Left NONE = new Left(Long.MAX_VALUE, Long.MAX_VALUE, Duration.ZERO);

    static Left ofMinute(@Nullable Long limit, double used) {
      return limit == null
          ? NONE
          : of(
              limit,
              used,
              Duration.ofNanos((long) (used / limit * Duration.ofMinutes(1).toNanos())));
    }

    static Left of(@Nullable Long limit, double used, Duration reset) {
      return limit == null
          ? NONE
          : new Left(limit, Math.max(0, (long) Math.floor(limit - used + 1e-6)), reset);
    }

    Left or(Left other) {
      return other.left < left ? other : this;
    }
  }

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
