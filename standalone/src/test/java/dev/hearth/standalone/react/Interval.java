package dev.hearth.standalone.react;

/** A confidence interval of a share. */
record Interval(double low, double high) {

  private static final double Z = 1.959964;

  /** Wilson's score interval, 95 % (Wilson 1927): holds near 0 and 1, too. */
  static Interval wilson(int successes, int trials) {
    if (trials == 0) {
      return new Interval(0, 1);
    }
    double share = (double) successes / trials;
    double middle = share + Z * Z / (2 * trials);
    double spread = Z * Math.sqrt(share * (1 - share) / trials + Z * Z / (4.0 * trials * trials));
    double scale = 1 + Z * Z / trials;
    return new Interval(
        Math.max(0, (middle - spread) / scale), Math.min(1, (middle + spread) / scale));
  }
}
