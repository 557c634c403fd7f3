package dev.hearth.inference.embedded;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the child process is asked, one JSON object on a line, on a connection of its own. Closing
 * the connection's way there cancels.
 *
 * @param token the secret of this start
 * @param turns the conversation
 * @param chatTemplate whether they are written by the model's own template, or as a transcript
 * @param maxTokens how many tokens at most; 0 means as many as fit
 * @param temperature 0 takes the likeliest token always
 * @param topP how much of the probability counts
 * @param seed null means another one each time
 * @param stop texts before which the answer ends
 * @param frequencyPenalty −2 to 2
 * @param presencePenalty −2 to 2
 * @param grammar GBNF that the answer must fit, or null
 */
record EngineRequest(
    String token,
    List<Turn> turns,
    boolean chatTemplate,
    int maxTokens,
    double temperature,
    double topP,
    @Nullable Integer seed,
    List<String> stop,
    double frequencyPenalty,
    double presencePenalty,
    @Nullable String grammar) {

  /**
   * What one side says.
   *
   * @param role {@code system}, {@code user} or {@code assistant}
   * @param content what is said
   */
  record Turn(String role, String content) {}

  /** Leaves out the secret and what is said. */
  @Override
  public String toString() {
    return "EngineRequest[turns=" + turns.size() + ", maxTokens=" + maxTokens + "]";
  }
}
