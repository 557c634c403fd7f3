package dev.hearth.builtin.knowledge;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A part of a document under one heading.
 *
 * @param heading the headings above it, the outermost first, or null
 * @param text paragraphs, with an empty line between two
 */
record Passage(@Nullable String heading, String text) {

  /**
   * What was read of a document.
   *
   * @param title what it calls itself, or null
   */
  record Read(@Nullable String title, List<Passage> passages) {
    Read {
      passages = List.copyOf(passages);
    }

    int characters() {
      return passages.stream().mapToInt(passage -> passage.text().length()).sum();
    }
  }
}
