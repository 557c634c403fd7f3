package dev.hearth.inference.engine;

/**
 * How much an engine takes on.
 *
 * @param places generations that it works on at once
 * @param waiting generations that may wait for a place before more are refused
 */
public record Capacity(int places, int waiting) {

  /** As much as comes. */
  public static final Capacity OPEN = new Capacity(Integer.MAX_VALUE, 0);
}
