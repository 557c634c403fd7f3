package dev.hearth.gateway.admission;

/**
 * Counts what is asked for. A demand is granted for all its subjects or for none. Minutes are
 * buckets that refill evenly (the generic cell rate algorithm, ITU-T I.371, in tokens rather than
 * cells); days and months are calendar periods of UTC. Thread-safe.
 */
interface Counters {

  /** Counts one request, and that it has begun. */
  Outcome enter(Demand demand);

  /** Counts tokens that a request may take. */
  Outcome reserve(Demand demand, long tokens);

  /**
   * Corrects what was reserved. Does not wait until it is done.
   *
   * @param difference tokens to add, or to give back where it is negative
   * @param reserved in which the tokens were reserved
   */
  void settle(Demand demand, long difference, Period reserved);

  /** Counts that the request is over. Does not wait until it is done. */
  void leave(Demand demand);
}
