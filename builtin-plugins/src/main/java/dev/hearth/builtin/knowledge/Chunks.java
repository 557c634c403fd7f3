package dev.hearth.builtin.knowledge;

import java.text.BreakIterator;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;

/**
 * Cuts passages into chunks of whole sentences, each short enough for the embedding model; a chunk
 * begins with the last sentences of the one before, so that what spans the cut is found, too. A
 * chunk never spans two headings. Thread-safe.
 */
final class Chunks {

  private final ToIntFunction<String> tokens;
  private final int most;
  private final int overlap;

  /**
   * A cutter.
   *
   * @param tokens counts the tokens of a text
   * @param most of a chunk
   * @param overlap most that a chunk repeats
   */
  Chunks(ToIntFunction<String> tokens, int most, int overlap) {
    this.tokens = tokens;
    this.most = most;
    this.overlap = overlap;
  }

  /**
   * A chunk.
   *
   * @param tokens how many its text has
   */
  record Chunk(@Nullable String heading, String text, int tokens) {}

  private record Sentence(String text, int tokens, boolean endsParagraph) {}

  /** The chunks of a document, in its order. */
  List<Chunk> of(List<Passage> passages) {
    List<Chunk> chunks = new ArrayList<>();
    for (Passage passage : passages) {
      cut(passage, chunks);
    }
    return chunks;
  }

  private void cut(Passage passage, List<Chunk> chunks) {
    Deque<Sentence> current = new ArrayDeque<>();
    int length = 0;
    boolean fresh = false;
    for (Sentence sentence : sentences(passage.text())) {
      if (length + sentence.tokens() > most && fresh) {
        chunks.add(chunk(passage.heading(), current));
        length = keepEnd(current, sentence.tokens());
      }
      current.addLast(sentence);
      length += sentence.tokens();
      fresh = true;
    }
    if (fresh) {
      chunks.add(chunk(passage.heading(), current));
    }
  }

  /** Keeps the sentences that the next chunk repeats, and says how many tokens they have. */
  private int keepEnd(Deque<Sentence> current, int coming) {
    Deque<Sentence> kept = new ArrayDeque<>();
    int length = 0;
    while (!current.isEmpty()) {
      Sentence last = current.removeLast();
      if (length + last.tokens() > overlap || length + last.tokens() + coming > most) {
        break;
      }
      length += last.tokens();
      kept.addFirst(last);
    }
    current.clear();
    current.addAll(kept);
    return length;
  }

  private Chunk chunk(@Nullable String heading, Deque<Sentence> sentences) {
    StringBuilder text = new StringBuilder();
    int length = 0;
    for (Sentence sentence : sentences) {
      text.append(sentence.text()).append(sentence.endsParagraph() ? "\n" : " ");
      length += sentence.tokens();
    }
    return new Chunk(heading, text.toString().strip(), length);
  }

  private List<Sentence> sentences(String text) {
    List<Sentence> sentences = new ArrayList<>();
    for (String paragraph : text.split("\n{2,}")) {
      int before = sentences.size();
      BreakIterator breaks = BreakIterator.getSentenceInstance(Locale.ROOT);
      breaks.setText(paragraph);
      int start = breaks.first();
      for (int end = breaks.next(); end != BreakIterator.DONE; start = end, end = breaks.next()) {
        add(paragraph.substring(start, end).strip(), sentences);
      }
      if (sentences.size() > before) {
        Sentence last = sentences.removeLast();
        sentences.add(new Sentence(last.text(), last.tokens(), true));
      }
    }
    return sentences;
  }

  /** Adds a sentence, in halves at a space if it is longer than a chunk. */
  private void add(String sentence, List<Sentence> sentences) {
    if (sentence.isEmpty()) {
      return;
    }
    int length = tokens.applyAsInt(sentence);
    if (length <= most || sentence.length() < 2) {
      sentences.add(new Sentence(sentence, length, false));
      return;
    }
    int middle = sentence.length() / 2;
    int space = sentence.lastIndexOf(' ', middle);
    int cut = space > sentence.length() / 4 ? space : middle;
    if (Character.isLowSurrogate(sentence.charAt(cut))) {
      cut++;
    }
    add(sentence.substring(0, cut).strip(), sentences);
    add(sentence.substring(cut).strip(), sentences);
  }
}
