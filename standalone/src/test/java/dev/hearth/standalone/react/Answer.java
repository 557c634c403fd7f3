package dev.hearth.standalone.react;

import dev.hearth.contracts.inference.CompletionEvent;
import dev.hearth.contracts.inference.CompletionEvent.Usage;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.Collectors;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.JsonNodeFactory;

/**
 * What came of a question.
 *
 * @param events all of them
 * @param firstText milliseconds until the first text; −1 without one
 * @param milliseconds until the last
 */
record Answer(List<CompletionEvent> events, double firstText, long milliseconds) {

  Answer {
    events = List.copyOf(events);
  }

  String text() {
    return all(CompletionEvent.Text.class).stream()
        .map(CompletionEvent.Text::text)
        .collect(Collectors.joining());
  }

  List<CompletionEvent.Step> steps() {
    return all(CompletionEvent.Step.class);
  }

  /** Calls of the caller's own tools. Arguments that are no JSON are a text. */
  List<Call> calls() {
    TreeMap<Integer, String> names = new TreeMap<>();
    TreeMap<Integer, String> arguments = new TreeMap<>();
    for (CompletionEvent.ToolCallPart part : all(CompletionEvent.ToolCallPart.class)) {
      String name = part.name();
      if (name != null) {
        names.put(part.index(), name);
      }
      arguments.merge(part.index(), part.arguments(), String::concat);
    }
    List<Call> calls = new ArrayList<>();
    names.forEach(
        (index, name) -> calls.add(new Call(name, parsed(arguments.getOrDefault(index, "")))));
    return calls;
  }

  Usage usage() {
    return events.isEmpty() || !(events.getLast() instanceof CompletionEvent.Finished finished)
        ? new Usage(0, 0, 0)
        : finished.usage();
  }

  /** Why it failed, or an empty text. */
  String failure() {
    return all(CompletionEvent.Failed.class).stream()
        .map(failed -> failed.code() + ": " + failed.message())
        .collect(Collectors.joining());
  }

  private <T extends CompletionEvent> List<T> all(Class<T> type) {
    return events.stream().filter(type::isInstance).map(type::cast).toList();
  }

  private static JsonNode parsed(String json) {
    try {
      return JsonMapper.shared().readTree(json);
    } catch (JacksonException malformed) {
      return JsonNodeFactory.instance.stringNode(json);
    }
  }
}
