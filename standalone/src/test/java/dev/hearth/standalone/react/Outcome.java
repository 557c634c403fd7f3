package dev.hearth.standalone.react;

import java.util.List;

/**
 * What came of one row; one line of the results.
 *
 * @param id the row's
 * @param right whether the answer was
 * @param why in a few words
 * @param calls how many calls were made
 * @param malformed how many of them named no tool that exists, or had other arguments than it takes
 * @param promptTokens read
 * @param cachedTokens of those, reused
 * @param completionTokens written
 * @param milliseconds in all
 * @param made the calls
 * @param text the answer, cut
 */
record Outcome(
    String id,
    boolean right,
    String why,
    int calls,
    int malformed,
    int promptTokens,
    int cachedTokens,
    int completionTokens,
    long milliseconds,
    List<Call> made,
    String text) {}
