package dev.hearth.moderation.text;

import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What is read as a word where letters were disguised: whole words of the {@link Vocabulary}, and
 * rarer ones of a list of their own. Immutable; safe to share.
 */
final class Words {

  private static final String FILE = "/models/words.txt";

  /** Rarer than any word of the vocabulary. */
  private static final int RARE = 40_000;

  /** Stands for a letter that is not known. */
  static final char ANY = '*';

  private final Vocabulary vocabulary;
  private final Set<String> rare;
  private final Map<String, List<String>> byFrame;

  private Words(Vocabulary vocabulary, Set<String> rare) {
    this.vocabulary = vocabulary;
    this.rare = rare;
    this.byFrame =
        Stream.concat(vocabulary.words(), rare.stream())
            .distinct()
            .sorted(Comparator.comparingInt(this::rank).thenComparing(Comparator.naturalOrder()))
            .collect(Collectors.groupingBy(Words::frame));
  }

  /** What words have in common that may be one another with letters masked. */
  private static String frame(CharSequence word) {
    return "" + word.charAt(0) + word.charAt(word.length() - 1) + word.length();
  }

  /** The words, read from the class path once. */
  static Words load() {
    return Read.ONLY;
  }

  /** How frequent a word in lower case is, from 1 on, the lower the more; 0 where it is none. */
  int rank(String word) {
    int rank = vocabulary.rank(word);
    return rank == 0 && rare.contains(word) ? RARE : rank;
  }

  /**
   * The most frequent word that this can be; null if there is none.
   *
   * @param masked in lower case, {@link #ANY} for each letter that is not known, which the first
   *     and the last must be
   */
  @Nullable String like(CharSequence masked) {
    return byFrame.getOrDefault(frame(masked), List.of()).stream()
        .filter(word -> fits(word, masked))
        .findFirst()
        .orElse(null);
  }

  private static boolean fits(String word, CharSequence masked) {
    for (int i = 0; i < word.length(); i++) {
      if (masked.charAt(i) != ANY && masked.charAt(i) != word.charAt(i)) {
        return false;
      }
    }
    return true;
  }

  private static final class Read {
    private static final Words ONLY =
        new Words(
            Vocabulary.load(), Vocabulary.lines(FILE).collect(Collectors.toUnmodifiableSet()));
  }
}
