package dev.hearth.builtin.knowledge;

import java.util.List;

/** Finds the chunks whose meaning is nearest. Exact: it leaves no chunk out. Thread-safe. */
sealed interface Nearest permits InDatabase, InMemory {

  /**
   * A chunk and how alike it is.
   *
   * @param likeness the cosine, −1 to 1
   */
  record Near(long chunk, float likeness) {}

  /** A team's nearest chunks, the nearest first, at most {@code count}. */
  List<Near> nearest(String team, float[] vector, Filter filter, int count);

  /** Takes note of chunks that were just stored, within their transaction. */
  void stored(String team, List<Long> chunks, List<float[]> vectors);

  /** What finds them, for people. */
  String description();
}
