package dev.hearth.gateway.admission;

import java.time.Duration;
import java.util.List;

/**
 * A request as the counters see it.
 *
 * @param subjects who asks: the key, then its team
 * @param lease unique for the request
 * @param longest how long it can take: after that it is over even if nobody said so
 */
record Demand(List<Subject> subjects, String lease, Duration longest) {

  Demand {
    subjects = List.copyOf(subjects);
  }
}
