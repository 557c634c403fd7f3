package dev.hearth.moderation.learned;

import dev.hearth.moderation.text.Vocabulary;
import java.util.BitSet;

/** The hashes of all words of three letters or more. Immutable; safe to share. */
final class WordHashes {

  private static final int BITS = 20;
  private static final int SHORTEST = 3;

  private final BitSet hashes = new BitSet(1 << BITS);

  WordHashes(Vocabulary vocabulary) {
    vocabulary.words().forEach(word -> add(word));
  }

  private void add(String word) {
    if (word.length() >= SHORTEST && word.chars().allMatch(c -> c >= 'a' && c <= 'z')) {
      hashes.set(place(FastModel.hash(word)));
    }
  }

  /** Whether this may be one of them: one in thirty that is none is taken for one. */
  boolean contains(int hash) {
    return hashes.get(place(hash));
  }

  private static int place(int hash) {
    return (hash ^ (hash >>> BITS)) & ((1 << BITS) - 1);
  }
}
