package dev.hearth.inference.loop;

import tools.jackson.databind.JsonNode;

/**
 * What came of a call.
 *
 * @param tool the tool's name
 * @param arguments what it was called with
 * @param text the tool's answer, or why there is none
 * @param outcome whether it is an answer
 */
record Observation(String tool, JsonNode arguments, String text, Outcome outcome) {

  /** How a call went. */
  enum Outcome {
    /** The tool answered. */
    ANSWERED,
    /** Other arguments may help. */
    ARGUMENTS_AT_FAULT,
    /** Trying again does not help. */
    FAILED
  }

  boolean answered() {
    return outcome == Outcome.ANSWERED;
  }
}
