package dev.hearth.inference.loop;

import dev.hearth.inference.loop.ToolChoosing.Choice;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * What one completion asks of tools that can be asked anything. By likeness to their descriptions
 * they would never be chosen: these say where a tool looks, not what a question is about.
 */
final class Searches {

  private static final int LONGEST_QUERY = 300;

  private final ToolChoosing choosing;
  private final Passages passages;
  private final Set<Asked> inVain = new HashSet<>();
  private final Map<Observation, String> found = new LinkedHashMap<>();

  Searches(ToolChoosing choosing, Passages passages) {
    this.choosing = choosing;
    this.passages = passages;
  }

  /** The first sentence that asks for knowledge, and the tool that it was not asked in vain. */
  Optional<Choice> next(List<? extends Callable> tools, Collection<String> sentences) {
    for (String sentence : sentences) {
      List<? extends Callable> searches =
          tools.stream()
              .filter(tool -> tool.queryParameter().isPresent())
              .filter(tool -> !inVain.contains(new Asked(tool.name(), sentence)))
              .toList();
      if (!searches.isEmpty() && Inquiry.in(sentence).isPresent()) {
        return Optional.of(new Choice(choosing.best(searches, sentence), List.of(sentence)));
      }
    }
    return Optional.empty();
  }

  /** The arguments that ask a tool for what a sentence asks for. */
  static ObjectNode arguments(Callable tool, String sentence) {
    String name = tool.queryParameter().orElseThrow();
    String query = Inquiry.in(sentence).orElse(sentence);
    int most =
        tool.parameters().path("properties").path(name).path("maxLength").asInt(LONGEST_QUERY);
    return JsonNodeFactory.instance
        .objectNode()
        .put(name, query.substring(0, Math.min(most, query.length())));
  }

  /**
   * Takes up what a search brought.
   *
   * @return whether it answers the question
   */
  boolean answers(Observation observation, String question) {
    Optional<String> answer =
        observation.answered() ? passages.answer(question, observation.text()) : Optional.empty();
    answer.ifPresent(sentence -> found.put(observation, sentence));
    if (answer.isEmpty()) {
      inVain.add(new Asked(observation.tool(), question));
    }
    return answer.isPresent();
  }

  boolean hasAnswered(Observation observation) {
    return found.containsKey(observation);
  }

  /** The sentences that answer, each with its source. */
  Collection<String> sentences() {
    return found.values();
  }

  private record Asked(String tool, String sentence) {}
}
