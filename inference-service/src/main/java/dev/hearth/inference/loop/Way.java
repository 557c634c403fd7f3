package dev.hearth.inference.loop;

/** Where the arguments of a call come from. */
enum Way {
  /** The question's own words. */
  WORDS,
  /** What stands between the first and the last number of a sentence. */
  NUMBERS,
  /** Whatever fits the tool's schema. */
  FREE,
  /** The question itself. */
  QUERY
}
