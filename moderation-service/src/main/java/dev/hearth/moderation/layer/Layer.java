package dev.hearth.moderation.layer;

import dev.hearth.moderation.text.View;

/** One way of judging texts. Implementations are thread-safe. */
public interface Layer {

  /** Under this name a text is refused that cannot be judged; which says nothing of its content. */
  String NORMALISE = "normalise";

  /** The layer's name in findings, such as {@code pattern}. */
  String name();

  /**
   * Judges one view of a text.
   *
   * <p>A layer that looks for spans must report, for a view that is {@link View#open() open}, the
   * first position from which a later text could still complete a match: {@link Hits#pending}. It
   * must find in a window what it would find in the whole text, apart from a word at a {@link
   * View#cut() cut} beginning.
   */
  void judge(View view, Hits hits);
}
