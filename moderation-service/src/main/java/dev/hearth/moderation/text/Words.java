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

  /** What the two letters that are words count as. */
  private static final int LETTER = 8;

  private static final int LONGEST = 16;

  /** Shorter words, if known, are one. */
  private static final int LONG = 6;

  private static final double UNKNOWN_COST = 16;

  /** English has 2.1; letters at random, which can be read as short rare words, have over 4. */
  private static final double COST_OF_A_LETTER = 3;

  /** Fewer words together are a compound or a name. */
  private static final int PHRASE = 4;

  /** FNV-1a, 64 bits. */
  private static final long BASIS = 0xcbf29ce484222325L;

  private static final long PRIME = 0x100000001b3L;
  private static final int TABLE_BITS = 18;
  private static final int TABLE = 1 << TABLE_BITS;

  /** What lower case has and upper case has not. */
  private static final char CASE = 0x20;

  /** Stands for a letter that is not known. */
  static final char ANY = '*';

  private final Vocabulary vocabulary;
  private final Set<String> rare;
  private final Map<String, List<String>> byFrame;

  /** The hashes of all words, at their places or the next that are free; 0 is free. */
  private final long[] hashes = new long[TABLE];

  private Words(Vocabulary vocabulary, Set<String> rare) {
    this.vocabulary = vocabulary;
    this.rare = rare;
    this.byFrame =
        Stream.concat(vocabulary.words(), rare.stream())
            .distinct()
            .sorted(Comparator.comparingInt(this::rank).thenComparing(Comparator.naturalOrder()))
            .collect(Collectors.groupingBy(Words::frame));
    byFrame.values().forEach(words -> words.forEach(this::hash));
  }

  private void hash(String word) {
    long hash = BASIS;
    for (int i = 0; i < word.length(); i++) {
      hash = (hash ^ word.charAt(i)) * PRIME;
    }
    hashes[place(hash)] = hash;
  }

  /** Where the hash stands, or where it would. */
  private int place(long hash) {
    int place = (int) (hash >>> (Long.SIZE - TABLE_BITS));
    while (hashes[place] != 0 && hashes[place] != hash) {
      place = (place + 1) & (TABLE - 1);
    }
    return place;
  }

  /**
   * Whether ASCII letters of a view are a word, in any case. Quick: one that is none passes for one
   * once in a million million times.
   */
  boolean knows(View view, int from, int to) {
    long hash = BASIS;
    for (int i = from; i < to; i++) {
      hash = (hash ^ (view.at(i) | CASE)) * PRIME;
    }
    return hashes[place(hash)] == hash;
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

  /** As {@link #rank}, but of the letters of the alphabet only those that are words. */
  int rankAlone(String word) {
    return word.equals("a") || word.equals("i") ? LETTER : rank(word);
  }

  /**
   * Where the words of the likeliest reading of some letters in lower case begin, the first left
   * out.
   */
  boolean[] beginnings(CharSequence letters) {
    int length = letters.length();
    if (length < LONG || rank(letters.toString()) > 0) {
      return new boolean[length];
    }
    Reading reading = read(letters);
    // A word that nobody knows, rather than pieces of it.
    return reading.unknown && length <= LONGEST ? new boolean[length] : reading.begins;
  }

  /**
   * As {@link #beginnings}, where letters that nobody spelled out are several known words, and
   * those are frequent for their length; else empty.
   */
  boolean[] phrase(CharSequence letters) {
    if (rank(letters.toString()) > 0) {
      return new boolean[0];
    }
    Reading reading = read(letters);
    int count = 1;
    for (boolean begins : reading.begins) {
      count += begins ? 1 : 0;
    }
    boolean likely = !reading.unknown && reading.cost < COST_OF_A_LETTER * letters.length();
    return likely && count >= PHRASE ? reading.begins : new boolean[0];
  }

  private Reading read(CharSequence letters) {
    int length = letters.length();
    double[] costs = new double[length + 1];
    int[] from = new int[length + 1];
    for (int end = 1; end <= length; end++) {
      costs[end] = costs[end - 1] + UNKNOWN_COST;
      from[end] = end - 1;
      for (int start = Math.max(0, end - LONGEST); start < end; start++) {
        int rank = rankAlone(letters.subSequence(start, end).toString());
        double cost = costs[start] + 1 + Math.log(rank);
        if (rank > 0 && cost < costs[end]) {
          costs[end] = cost;
          from[end] = start;
        }
      }
    }
    boolean[] begins = new boolean[length];
    boolean unknown = false;
    for (int end = length; end > 0; end = from[end]) {
      begins[from[end]] = from[end] > 0;
      unknown |= costs[end] - costs[from[end]] >= UNKNOWN_COST;
    }
    return new Reading(begins, unknown, costs[length]);
  }

  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record Reading(boolean[] begins, boolean unknown, double cost) {}

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
