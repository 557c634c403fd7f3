package dev.hearth.moderation.layer;

import dev.hearth.contracts.moderation.Category;
import dev.hearth.contracts.moderation.Direction;
import dev.hearth.moderation.text.View;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Gathers what the layers find in the views of one text, as spans of the raw text. Not thread-safe.
 */
public final class Hits {

  /** More places of one rule are not listed: the rest is one find over all of them. */
  private static final int MAX_PER_RULE = 1_000;

  private final Direction direction;
  private final int released;
  private final Instant deadline;
  private final Set<Hit> hits = new LinkedHashSet<>();
  private final Map<String, Hit> rest = new LinkedHashMap<>();
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
   * Records a span. What is found at the same place in several views counts once.
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
    add(new Hit(category, score, layer.name(), rule, start, end, replacement, null));
  }

  /**
   * Records what a model says of a passage.
   *
   * @param from the first character, in the view
   * @param to one past the last, in the view; after {@code from}
   * @param passage the view's text from one to the other
   */
  public void addPassage(
      Category category,
      double score,
      Layer layer,
      String rule,
      View view,
      int from,
      int to,
      Passage passage) {
    int start = view.rawStart(from);
    int end = view.rawEnd(to - 1);
    add(new Hit(category, score, layer.name(), rule, start, end, null, passage));
  }

  private void add(Hit hit) {
    if (hit.end() <= released || hits.contains(hit)) {
      return;
    }
    if (counts.merge(hit.rule(), 1, Integer::sum) > MAX_PER_RULE) {
      rest.merge(hit.rule(), hit.asOneOfMany(), Hit::with);
    } else {
      hits.add(hit);
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

  /**
   * What was found, in the order of finding; behind it, for each rule that found more than are
   * listed, one for all that are not.
   */
  public List<Hit> found() {
    List<Hit> found = new ArrayList<>(hits);
    found.addAll(rest.values());
    return List.copyOf(found);
  }

  /** The first raw character of any pending match, or the raw length. */
  public int settled() {
    return settled;
  }

  /**
   * One span, or all that a rule found beyond those that are listed.
   *
   * @param category what it may be refused for
   * @param score how likely, 0 to 1
   * @param layer who found it
   * @param rule by which rule
   * @param start its first character in the raw text
   * @param end one past its last
   * @param replacement what may stand in its place, or null
   * @param passage what a model read there; null where it was none or are many
   * @param many whether it reaches over several places and all that lies between them
   */
  public record Hit(
      Category category,
      double score,
      String layer,
      String rule,
      int start,
      int end,
      @Nullable String replacement,
      @Nullable Passage passage,
      boolean many) {

    /** One span. */
    public Hit(
        Category category,
        double score,
        String layer,
        String rule,
        int start,
        int end,
        @Nullable String replacement,
        @Nullable Passage passage) {
      this(category, score, layer, rule, start, end, replacement, passage, false);
    }

    private Hit asOneOfMany() {
      return new Hit(category, score, layer, rule, start, end, null, null, true);
    }

    /** Both as one: over all that lies between them, as likely as the likelier one. */
    private Hit with(Hit other) {
      return new Hit(
          category,
          Math.max(score, other.score),
          layer,
          rule,
          Math.min(start, other.start),
          Math.max(end, other.end),
          null,
          null,
          true);
    }
  }

  /**
   * What a model read: a part of a view, which of a disguised text is what the disguise hides.
   *
   * @param text the view's characters
   */
  public record Passage(String text) {

    /** A part of a view; what does not belong together stands on lines of its own. */
    public static Passage of(View view, int from, int to) {
      return new Passage(view.substring(from, to).replace(View.GAP, '\n'));
    }

    /** Whether all of another passage stands in this one. */
    public boolean holds(Passage other) {
      return text.contains(other.text);
    }

    /** Shows its size, never the text. */
    @Override
    public String toString() {
      return "Passage[" + text.length() + " characters]";
    }
  }
}
