package dev.hearth.inference.loop;

import dev.hearth.inference.engine.EngineException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Fills in the arguments of tools: with what the question names, where that leaves no doubt;
 * otherwise the model decides, held by a grammar to what there is to choose from.
 */
final class Arguments {

  private static final int TOKENS = 256;

  private final Run run;
  private final Question question;
  private final Function<String, Grounding> groundings;

  /**
   * Arguments for one question.
   *
   * @param groundings finds what sentences name
   */
  Arguments(Run run, Question question, Function<String, Grounding> groundings) {
    this.run = run;
    this.question = question;
    this.groundings = groundings;
  }

  /**
   * Those of each call that these sentences ask for, where their names leave no doubt; otherwise
   * none. Words like others are the model's to choose: it knows better which of them the tool
   * wants.
   */
  List<ObjectNode> named(Callable tool, List<String> sentences) {
    if (tool.expressionParameter().isPresent()) {
      return List.of();
    }
    Grounding asked = groundings.apply(String.join(" ", sentences));
    List<ObjectNode> calls = new ArrayList<>();
    for (Map<String, List<JsonNode>> candidates : asked.calls(tool.parameters())) {
      ObjectNode sure = sure(candidates);
      if (sure.isEmpty()
          || sure.size() < candidates.size()
          || sure.valueStream().anyMatch(value -> !asked.isNamed(value))) {
        return List.of();
      }
      calls.add(sure);
    }
    return calls;
  }

  /** Those that the model writes, as far as this way leaves them to it; null if it was cut off. */
  @Nullable ObjectNode written(Callable tool, List<String> sentences, Way way)
      throws EngineException {
    ObjectNode schema =
        switch (way) {
          case WORDS -> Narrowed.toWords(tool.parameters(), sentences);
          case NUMBERS ->
              Narrowed.hasNumbersOnly(tool.parameters(), sentences)
                  ? Narrowed.toNumbers(tool.parameters(), sentences)
                  : Narrowed.toWords(tool.parameters(), sentences);
          case FREE, QUERY -> Narrowed.asked(tool.parameters());
        };
    return schema.path("properties").isEmpty()
        ? JsonNodeFactory.instance.objectNode()
        : decide(tool, schema, String.join(" ", sentences));
  }

  /**
   * Those that candidates leave no doubt about, with the model's choice of what is in doubt; null
   * if it was cut off.
   */
  @Nullable ObjectNode chosen(Callable tool, Map<String, List<JsonNode>> candidates)
      throws EngineException {
    ObjectNode sure = sure(candidates);
    if (sure.size() == candidates.size()) {
      return sure;
    }
    ObjectNode all = choose(tool, candidates);
    if (all != null) {
      return all;
    }
    // A text ran on beyond all bounds: once more, each by itself, where candidates bound it.
    for (Map.Entry<String, List<JsonNode>> doubtful : candidates.entrySet()) {
      if (!sure.has(doubtful.getKey())) {
        ObjectNode one = choose(tool, Map.of(doubtful.getKey(), doubtful.getValue()));
        if (one == null) {
          return null;
        }
        sure.setAll(one);
      }
    }
    return sure;
  }

  private static ObjectNode sure(Map<String, List<JsonNode>> candidates) {
    ObjectNode sure = JsonNodeFactory.instance.objectNode();
    candidates.forEach(
        (name, values) -> {
          if (values.size() == 1) {
            sure.set(name, values.getFirst());
          }
        });
    return sure;
  }

  private @Nullable ObjectNode choose(Callable tool, Map<String, List<JsonNode>> candidates)
      throws EngineException {
    return decide(tool, Narrowed.toCandidates(tool.parameters(), candidates), question.text());
  }

  private @Nullable ObjectNode decide(Callable tool, ObjectNode schema, String text)
      throws EngineException {
    return JsonObjects.read(run.decide(ArgumentPrompt.of(tool, schema, text), schema, TOKENS));
  }
}
