package dev.hearth.gateway.screening;

import dev.hearth.contracts.Hop;
import dev.hearth.contracts.moderation.Action;
import dev.hearth.contracts.moderation.Direction;
import dev.hearth.contracts.moderation.ScreenRequest;
import dev.hearth.contracts.moderation.Verdict;
import java.util.ArrayList;
import java.util.List;

/** Texts that are judged with one call. One thread uses it: add all, judge, then ask. */
public final class Batch {

  private final List<ScreenRequest.Item> items = new ArrayList<>();
  private List<Verdict> verdicts = List.of();

  /** Adds a whole text and returns its place. */
  public int add(String text) {
    return add(new ScreenRequest.Item(text, 0, true));
  }

  /** Adds a text and returns its place. */
  public int add(ScreenRequest.Item item) {
    items.add(item);
    return items.size() - 1;
  }

  /** Whether there is nothing to be judged. */
  public boolean isEmpty() {
    return items.isEmpty();
  }

  /** Has the texts judged; see {@link Screener#screen}. */
  public void judge(Screener screener, Hop hop, String team, Direction direction) {
    verdicts = screener.screen(hop, team, direction, items);
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
