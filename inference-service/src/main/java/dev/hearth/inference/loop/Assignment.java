package dev.hearth.inference.loop;

import java.util.Arrays;
import java.util.List;

/** Gives each parameter one number at most so that the scores together are the highest. */
final class Assignment {

  /** What an optional parameter must score before a number is thought to be meant for it. */
  private static final double OPTIONAL_NUMBER = 1.6;

  private static final double MISSING = -6;
  private static final double IN_ORDER = 0.25;

  private final List<Parameter> parameters;
  private final double[][] scores;
  private final int[] best;
  private final int[] current;
  private double most = Double.NEGATIVE_INFINITY;

  Assignment(List<Parameter> parameters, double[][] scores) {
    this.parameters = parameters;
    this.scores = scores;
    this.best = new int[parameters.size()];
    this.current = new int[parameters.size()];
    Arrays.fill(best, -1);
  }

  int[] best() {
    place(0, 0, 0, -1);
    return best;
  }

  private void place(int next, int used, double score, int last) {
    if (next == parameters.size()) {
      if (score > most) {
        most = score;
        System.arraycopy(current, 0, best, 0, best.length);
      }
      return;
    }
    boolean required = parameters.get(next).required();
    for (int j = 0; j < scores[next].length; j++) {
      if ((used & (1 << j)) == 0 && scores[next][j] > Double.NEGATIVE_INFINITY) {
        current[next] = j;
        double gain = scores[next][j] - (required ? 0 : OPTIONAL_NUMBER);
        place(next + 1, used | (1 << j), score + gain + (j > last ? IN_ORDER : 0), j);
      }
    }
    current[next] = -1;
    place(next + 1, used, score + (required ? MISSING : 0), last);
  }
}
