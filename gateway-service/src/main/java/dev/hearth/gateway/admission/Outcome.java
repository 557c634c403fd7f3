package dev.hearth.gateway.admission;

import java.time.Duration;
import java.util.List;

/** What the counters say of a demand. */
sealed interface Outcome {

  /** Where the subjects stand, in the demand's order. */
  List<Standing> standings();

  /**
   * Counted.
   *
   * @param by whom the demand has to be settled with
   * @param period in which it was counted
   */
  record Granted(List<Standing> standings, Counters by, Period period) implements Outcome {}

  /**
   * Refused, and nothing was counted.
   *
   * @param what of which there is not enough
   * @param limit how many of it there are
   * @param pause after which the same demand would be granted, were there no other
   */
  record Refused(List<Standing> standings, What what, long limit, Duration pause)
      implements Outcome {}

  /** What there can be too much of. */
  enum What {
    REQUESTS("requests per minute"),
    CONCURRENT("requests at the same time"),
    TOKENS("tokens per minute"),
    DAY("tokens per day"),
    MONTH("tokens per month");

    private final String text;

    What(String text) {
      this.text = text;
    }

    String text() {
      return text;
    }
  }
}
