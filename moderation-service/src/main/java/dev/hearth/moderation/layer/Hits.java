package dev.hearth.moderation.layer;

import dev.hearth.contracts.moderation.Category;
import dev.hearth.contracts.moderation.Direction;
import dev.hearth.moderation.text.View;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Gathers what the layers find in the views of one text, as spans of the raw text. Not thread-safe.
 */
public final class Hits {

  /** More places of one rule are one place too many to list: the rest becomes one span. */
  private static final int MAX_PER_RULE = 1_000;

  private final Direction direction;
  private final int released;
  private final Instant deadline;
  private final List<Hit> hits = new ArrayList<>();
  private final Map<String, Integer> counts = new HashMap<>();
  private final int length;
  private int settled;
  private int stepsEnd = -1;
  private int wordsLeft;

  /**
   * Nothing found yet.
   *
   * @param direction which way the text goes
   * @param length the raw text's length
   * @param released how much of it was judged and released before; what lies there wholly is not
   *     reported again
   * @param deadline until when the verdict is of use
   */
  public Hits(Direction direction, int length, int released, Instant deadline) {
    this.direction = direction;
    this.deadline = deadline;
    this.released = released;
    this.length = length;
    this.settled = length;
  }

  /** Which way the text goes. */
  public Direction direction() {
    return direction;
  }

  /** Until when the verdict is of use; a layer that cannot keep it refuses the request. */
  public Instant deadline() {
    return deadline;
  }

  /** How much of the text was judged and released before. */
  public int released() {
    return released;
  }

  /**
   * Records a span.
   *
   * @param from the first character, in the view
   * @param to one past the last, in the view; after {@code from}
   * @param replacement what may stand in its place, or null where it is not of a kind to redact
   */
  public void add(
      Category category,
      double score,
      Layer layer,
      String rule,
      View view,
      int from,
      int to,
      @Nullable String replacement) {
    int start = view.rawStart(from);
    int end = view.rawEnd(to - 1);
    if (end <= released) {
      return;
    }
    Hit hit = new Hit(category, score, layer.name(), rule, start, end, replacement);
    if (counts.merge(rule, 1, Integer::sum) > MAX_PER_RULE) {
      widen(hit);
    } else {
      hits.add(hit);
    }
  }

  private void widen(Hit more) {
    for (int i = hits.size() - 1; i >= 0; i--) {
      if (hits.get(i).rule().equals(more.rule())) {
        hits.set(i, hits.get(i).with(more));
        return;
      }
    }
  }

  /** A later text could complete a match that begins here, a position in the view. */
  public void pending(View view, int from) {
    if (from < view.length()) {
      settled = Math.min(settled, view.rawStart(from));
    }
  }

  /**
   * Nothing is settled beyond this position in the view before the text has grown by so many words
   * or a sentence has ended.
   */
  public void pending(View view, int from, int words) {
    pending(view, from);
    stepsEnd = from < view.length() ? view.rawStart(from) : length;
    wordsLeft = words;
  }

  /**
   * How many words must come before more than this can be settled, if no sentence ends sooner; null
   * if something else than a step that has not ended holds it back, or nothing.
   */
  public @Nullable Integer pace(int settledInTheEnd) {
    return settledInTheEnd == stepsEnd ? wordsLeft : null;
  }

  /** What was found, in the order of finding. */
  public List<Hit> found() {
    return List.copyOf(hits);
  }

  /** The first raw character of any pending match, or the raw length. */
  public int settled() {
    return settled;
  }

  /**
   * One span.
   *
   * @param category what it may be refused for
   * @param score how likely, 0 to 1
   * @param layer who found it
   * @param rule by which rule
   * @param start its first character in the raw text
   * @param end one past its last
   * @param replacement what may stand in its place, or null
   */
  public record Hit(
      Category category,
      double score,
      String layer,
      String rule,
      int start,
      int end,
      @Nullable String replacement) {

    /** Both as one: over all that lies between them, as likely as the likelier one. */
    public Hit with(Hit other) {
      return new Hit(
          category,
          Math.max(score, other.score),
          layer,
          rule,
          Math.min(start, other.start),
          Math.max(end, other.end),
          replacement);
    }
  }
}
