package dev.hearth.gateway.screening;

import dev.hearth.contracts.Hop;
import dev.hearth.contracts.moderation.Action;
import dev.hearth.contracts.moderation.Direction;
import dev.hearth.contracts.moderation.ScreenRequest;
import dev.hearth.contracts.moderation.Verdict;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Texts that are judged with one call. One thread uses it: add all, judge, then ask. */
public final class Batch {

  private final List<ScreenRequest.Item> items = new ArrayList<>();
  private final List<@Nullable String> fields = new ArrayList<>();
  private List<Verdict> verdicts = List.of();

  /** Adds a whole text and returns its place. */
  public int add(String text) {
    return add(new ScreenRequest.Item(text, 0, true));
  }

  /**
   * Adds a whole text and returns its place.
   *
   * @param field the field of the request that the caller sent it in; null if it is nobody's fault
   *     how long the text is
   */
  public int add(String text, @Nullable String field) {
    return add(new ScreenRequest.Item(text, 0, true), field);
  }

  /** Adds a text and returns its place. */
  public int add(ScreenRequest.Item item) {
    return add(item, null);
  }

  private int add(ScreenRequest.Item item, @Nullable String field) {
    items.add(item);
    fields.add(field);
    return items.size() - 1;
  }

  /** Whether there is nothing to be judged. */
  public boolean isEmpty() {
    return items.isEmpty();
  }

  /**
   * Has the texts judged; see {@link Screener#screen}.
   *
   * @throws dev.hearth.base.ServiceException 400 {@code string_above_max_length} if the text of a
   *     field is too long, and as the screener throws it
   */
  public void judge(Screener screener, Hop hop, String team, Direction direction) {
    try {
      verdicts = screener.screen(hop, team, direction, items);
    } catch (TextTooLong tooLong) {
      String field = fields.get(tooLong.place());
      throw field == null ? tooLong : tooLong.in(field);
    }
  }

  /** The verdict about the text at this place. */
  public Verdict verdict(int place) {
    return verdicts.get(place);
  }

  /** The text at this place, redacted as its verdict says. */
  public String redacted(int place) {
    return Redaction.apply(verdicts.get(place), items.get(place).text());
  }

  /** The texts that are refused. */
  public List<String> blocked() {
    List<String> blocked = new ArrayList<>();
    for (int place = 0; place < verdicts.size(); place++) {
      if (verdicts.get(place).action() == Action.BLOCK) {
        blocked.add(items.get(place).text());
      }
    }
    return blocked;
  }

  /** All verdicts, in the order of their places. */
  public List<Verdict> verdicts() {
    return verdicts;
  }
}
