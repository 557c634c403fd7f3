package dev.hearth.gateway.screening;

import dev.hearth.base.ServiceException;
import dev.hearth.contracts.moderation.Action;
import dev.hearth.contracts.moderation.Category;
import dev.hearth.contracts.moderation.Direction;
import dev.hearth.contracts.moderation.ScreenRequest;
import dev.hearth.contracts.moderation.Verdict;
import dev.hearth.gateway.exchange.Exchange;
import dev.hearth.gateway.misuse.MisuseWatch;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.function.IntPredicate;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;

/** Texts that are judged with one call. One thread uses it: add all, judge, then ask. */
public final class Batch {

  private final List<ScreenRequest.Item> items = new ArrayList<>();
  private final List<@Nullable String> fields = new ArrayList<>();

  /** For each text the place of the first that it says again; its own if it says none again. */
  private final List<Integer> firsts = new ArrayList<>();

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
    return around(size(), text, field);
  }

  /** Adds a text and returns its place. */
  public int add(ScreenRequest.Item item) {
    return add(item, null, size());
  }

  /**
   * Adds a whole text that says again what those from a place on say, and returns its place.
   *
   * @param first the place of the first of them
   * @param field as in {@link #add(String, String)}
   */
  int around(int first, String text, @Nullable String field) {
    return add(new ScreenRequest.Item(text, 0, true), field, first);
  }

  private int add(ScreenRequest.Item item, @Nullable String field, int first) {
    items.add(item);
    fields.add(field);
    firsts.add(first);
    return items.size() - 1;
  }

  /** How many texts there are: the place of the next one. */
  int size() {
    return items.size();
  }

  /** Whether there is nothing to be judged. */
  public boolean isEmpty() {
    return items.isEmpty();
  }

  /**
   * Has the texts judged; see {@link Screener#screen}. The exchange notes what was found in them.
   * What is refused of a request counts as a refusal of its caller, and what is flagged may be one
   * of many that are alike; what becomes of an answer says who releases it.
   *
   * @throws ServiceException 400 {@code string_above_max_length} if the text of a field is too
   *     long, and as the screener throws it
   */
  public void judge(Screener screener, Exchange exchange, Direction direction) {
    try {
      verdicts = screener.screen(exchange.hop(), exchange.identity().team(), direction, items);
    } catch (TextTooLong tooLong) {
      String field = fields.get(tooLong.place());
      throw field == null ? tooLong : tooLong.in(field);
    }
    verdicts.forEach(verdict -> exchange.noteVerdict(direction, verdict));
    if (direction == Direction.OUTPUT) {
      return;
    }
    Set<Category> refused = refusedFor();
    if (!refused.isEmpty()) {
      exchange.noteRefusal(refused, refusedTexts());
    }
    Set<Category> flagged = flaggedFor();
    if (!flagged.isEmpty()) {
      exchange.noteFlagged(flagged, texts(this::isFlagged));
    }
  }

  /**
   * Refuses the request if one of its texts is refused.
   *
   * @param field the field at fault
   * @throws ServiceException 400 {@code content_policy_violation}
   */
  public void requireAllowed(String field) {
    if (!refusedFor().isEmpty()) {
      throw new ServiceException(
          HttpStatus.BAD_REQUEST,
          "content_policy_violation",
          "The request was refused by the content policy for: " + reasons() + ".",
          field);
    }
  }

  /** The categories for which texts are refused; empty if none is. */
  public Set<Category> refusedFor() {
    Set<Category> categories = EnumSet.noneOf(Category.class);
    verdicts.forEach(verdict -> categories.addAll(verdict.blockedFor()));
    return categories;
  }

  /** The categories that are watched and for which texts are flagged only; empty if none is. */
  public Set<Category> flaggedFor() {
    Set<Category> categories = EnumSet.noneOf(Category.class);
    for (int place = 0; place < verdicts.size(); place++) {
      if (isFlagged(place)) {
        verdicts.get(place).findings().forEach(finding -> categories.add(finding.category()));
      }
    }
    categories.retainAll(MisuseWatch.SPREAD);
    return categories;
  }

  /** Those categories, as answers name them. */
  public String reasons() {
    return refusedFor().stream().map(Category::text).collect(Collectors.joining(", "));
  }

  /** The verdict about the text at this place. */
  public Verdict verdict(int place) {
    return verdicts.get(place);
  }

  /** The text at this place, redacted as its verdict says. */
  public String redacted(int place) {
    return Redaction.apply(verdicts.get(place), items.get(place).text());
  }

  /** All texts, redacted as their verdicts say, in the order of their places. */
  public List<String> redacted() {
    return IntStream.range(0, items.size()).mapToObj(this::redacted).toList();
  }

  /** The texts that are refused, each once: none that only says others of them again. */
  public List<String> refusedTexts() {
    return texts(this::isRefused);
  }

  private List<String> texts(IntPredicate wanted) {
    return IntStream.range(0, items.size())
        .filter(wanted)
        .filter(place -> IntStream.range(firsts.get(place), place).noneMatch(wanted))
        .mapToObj(place -> items.get(place).text())
        .toList();
  }

  private boolean isRefused(int place) {
    return verdicts.get(place).action() == Action.BLOCK;
  }

  private boolean isFlagged(int place) {
    return !isRefused(place)
        && verdicts.get(place).findings().stream()
            .anyMatch(
                finding ->
                    finding.action() == Action.FLAG
                        && MisuseWatch.SPREAD.contains(finding.category()));
  }
}
