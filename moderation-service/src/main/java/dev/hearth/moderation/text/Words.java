package dev.hearth.moderation.text;

import java.util.Set;
import java.util.stream.Collectors;

/**
 * What is read as a word where letters were disguised: whole words of the {@link Vocabulary}, and
 * rarer ones of a list of their own. Immutable; safe to share.
 */
final class Words {

  private static final String FILE = "/models/words.txt";

  /** Rarer than any word of the vocabulary. */
  private static final int RARE = 40_000;

  private final Vocabulary vocabulary;
  private final Set<String> rare;

  private Words(Vocabulary vocabulary, Set<String> rare) {
    this.vocabulary = vocabulary;
    this.rare = rare;
  }

  /** Reads the words from the class path. */
  static Words load() {
    return new Words(
        Vocabulary.load(), Vocabulary.lines(FILE).collect(Collectors.toUnmodifiableSet()));
  }

  /** How frequent a word in lower case is, from 1 on, the lower the more; 0 where it is none. */
  int rank(String word) {
    int rank = vocabulary.rank(word);
    return rank == 0 && rare.contains(word) ? RARE : rank;
  }
}
