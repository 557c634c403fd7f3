package dev.hearth.contracts.moderation;

import java.util.List;

/**
 * Texts to be judged, each by itself. The caller's team, which chooses the policy, is in the
 * service token.
 *
 * @param direction which way the texts go
 * @param items the texts, at least one
 */
public record ScreenRequest(Direction direction, List<Item> items) {

  /**
   * How many released characters a streaming caller keeps in front of a window, so that a rule sees
   * what stands before the text it judges.
   */
  public static final int CONTEXT = 512;

  /** Copies the items. */
  public ScreenRequest {
    items = List.copyOf(items);
  }

  /** One whole text. */
  public static ScreenRequest of(Direction direction, String text) {
    return new ScreenRequest(direction, List.of(new Item(text, 0, true)));
  }

  /**
   * A text, or the window of a text that is still growing.
   *
   * @param text the text as it would be shown, not normalised
   * @param released how many characters at the beginning were released already and are here as
   *     context only
   * @param complete whether the text ends here; otherwise more may follow
   */
  public record Item(String text, int released, boolean complete) {

    /** Checks that {@code released} lies within the text. */
    public Item {
      if (released < 0 || released > text.length()) {
        throw new IllegalArgumentException("released must lie within the text");
      }
    }
  }
}
