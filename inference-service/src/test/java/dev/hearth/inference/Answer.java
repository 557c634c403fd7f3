package dev.hearth.inference;

import dev.hearth.contracts.inference.CompletionEvent;
import java.util.List;
import java.util.stream.Collectors;

/** What came of a completion. */
public record Answer(List<CompletionEvent> events) {

  /** The text, put together. */
  public String text() {
    return all(CompletionEvent.Text.class).stream()
        .map(CompletionEvent.Text::text)
        .collect(Collectors.joining());
  }

  public List<CompletionEvent.Step> steps() {
    return all(CompletionEvent.Step.class);
  }

  /** The last event, which must be Finished. */
  public CompletionEvent.Finished finished() {
    return last(CompletionEvent.Finished.class);
  }

  /** The last event, which must be Failed. */
  public CompletionEvent.Failed failed() {
    return last(CompletionEvent.Failed.class);
  }

  public <T extends CompletionEvent> List<T> all(Class<T> type) {
    return events.stream().filter(type::isInstance).map(type::cast).toList();
  }

  private <T extends CompletionEvent> T last(Class<T> type) {
    if (events.isEmpty() || !type.isInstance(events.getLast())) {
      throw new AssertionError("no " + type.getSimpleName() + " at the end of " + events);
    }
    return type.cast(events.getLast());
  }
}
