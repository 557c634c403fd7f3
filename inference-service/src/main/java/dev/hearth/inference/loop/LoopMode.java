package dev.hearth.inference.loop;

/** How a model uses tools. */
public enum LoopMode {
  /** By its own calls if it was trained to make such, constrained otherwise. */
  AUTO,
  /** By its own calls, in the form that its engine reads. */
  NATIVE,
  /** By a choice among the tools and arguments that cannot be anything but right in form. */
  CONSTRAINED,
  /** By whatever it writes when it is told of the tools in words. */
  FREE
}
