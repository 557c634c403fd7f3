package dev.hearth.contracts.moderation;

import java.util.List;
import org.jspecify.annotations.Nullable;

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
   * @param requestId the request that the text belongs to, where texts of several requests are
   *     judged with one call; null if it is the one of the service token
   */
  public record Item(String text, int released, boolean complete, @Nullable String requestId) {

    /** Checks that {@code released} lies within the text. */
    public Item {
      if (released < 0 || released > text.length()) {
        throw new IllegalArgumentException("released must lie within the text");
      }
    }

    /** A text of the request that the service token names. */
    public Item(String text, int released, boolean complete) {
      this(text, released, complete, null);
    }

    /** The same text as one of this request. */
    public Item of(String request) {
      return new Item(text, released, complete, request);
    }
  }
}
