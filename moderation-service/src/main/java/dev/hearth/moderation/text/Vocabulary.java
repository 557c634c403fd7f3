package dev.hearth.moderation.text;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;

/**
 * The word pieces of uncased BERT models, whose order is about that of their frequency: what the
 * encoder reads, and which sequences of letters are words. Immutable; safe to share.
 */
public final class Vocabulary {

  private static final String FILE = "/models/encoder-vocabulary.txt";

  /** Before it are marks and single characters. */
  private static final int FIRST_WORD = 1_996;

  private final Map<String, Integer> ids;

  private Vocabulary(List<String> pieces) {
    ids = HashMap.newHashMap(pieces.size());
    for (String piece : pieces) {
      ids.put(piece, ids.size());
    }
  }

  /** The vocabulary, read from the class path once. */
  public static Vocabulary load() {
    return Read.ONLY;
  }

  /** The lines of a file of the class path. */
  static Stream<String> lines(String file) {
    InputStream stream = Objects.requireNonNull(Vocabulary.class.getResourceAsStream(file), file);
    try (BufferedReader lines =
        new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8))) {
      return lines.lines().toList().stream();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The id of a piece, −1 where it is none. */
  public int id(String piece) {
    return ids.getOrDefault(piece, -1);
  }

  /** All whole words, in lower case. */
  public Stream<String> words() {
    return ids.keySet().stream().filter(piece -> rank(piece) > 0 && piece.charAt(0) != '#');
  }

  /** How frequent a word in lower case is, from 1 on, the lower the more; 0 where it is none. */
  public int rank(String word) {
    int id = id(word);
    return id < FIRST_WORD ? 0 : id - FIRST_WORD + 1;
  }

  /** Three layers read it: one copy of three megabytes is enough. */
  private static final class Read {
    private static final Vocabulary ONLY = new Vocabulary(lines(FILE).toList());
  }
}
