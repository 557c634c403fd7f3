package dev.hearth.moderation.learned;

import java.util.List;
import java.util.stream.IntStream;

/**
 * Word pieces that are judged together.
 *
 * @param from the first's index
 * @param to the index behind the last
 */
record Stretch(int from, int to) {

  int length() {
    return to - from;
  }

  /**
   * Divides it into windows that overlap: as few as there must be, and no longer than they need be,
   * since what a window costs is its length.
   *
   * @param size how long a window may be
   * @param overlap how much two neighbours have in common at least; less than the size
   * @return windows of one length, which together are the whole
   */
  List<Stretch> windows(int size, int overlap) {
    if (length() <= size) {
      return List.of(this);
    }
    int count = Math.ceilDiv(length() - overlap, size - overlap);
    int length = Math.ceilDiv(length() + overlap * (count - 1), count);
    return IntStream.range(0, count)
        .map(i -> Math.min(from + i * (length - overlap), to - length))
        .mapToObj(begin -> new Stretch(begin, begin + length))
        .toList();
  }
}
