package dev.hearth.inference.loop;

import dev.hearth.contracts.inference.Message;
import dev.hearth.contracts.inference.Message.Role;
import dev.hearth.inference.engine.EngineException;
import dev.hearth.inference.loop.Observation.Outcome;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Has a tool that takes arithmetic expressions reckon what a question spells out, tells as a story,
 * or leaves to be worked out by the model.
 */
final class Calculations {

  private static final int THOUGHT_TOKENS = 200;

  private static final String THINK =
      "Solve the problem step by step. Write each step as a calculation such as 3 * 4 = 12.";

  private static final Pattern REFERENCE =
      Pattern.compile(
          "(?i)\\b(?:the|that|this)"
              + " (?:result|answer|sum|product|difference|quotient|total|number)\\b"
              + "|\\b(?:it|that|this)\\b");
  private static final Pattern RESULT = Pattern.compile("-?\\d+(?:,\\d{3})*(?:\\.\\d+)?");

  private final Run run;
  private final PluginCalls calls;
  private final Callable.OfPlugin tool;
  private final Stories stories;
  private final Mentions mentions;
  private final Progress progress;

  /**
   * Calculations by a tool.
   *
   * @param tool one that has an {@link Callable#expressionParameter}
   * @param mentions what the question names
   */
  Calculations(
      Run run,
      PluginCalls calls,
      Callable.OfPlugin tool,
      Stories stories,
      Mentions mentions,
      Progress progress) {
    this.run = run;
    this.calls = calls;
    this.tool = tool;
    this.stories = stories;
    this.mentions = mentions;
    this.progress = progress;
  }

  /**
   * Makes them.
   *
   * @return false if a call needs an approval first
   */
  boolean make() throws EngineException {
    String question = progress.question().text();
    for (String sentence : progress.question().sentences()) {
      Optional<String> expression =
          ArithmeticWords.in(sentence).or(() -> ArithmeticWords.in(referring(sentence)));
      if (expression.isPresent() && mayCall()) {
        Optional<Observation> observation = reckon(expression.get());
        if (observation.isEmpty()) {
          return false;
        }
        if (observation.get().answered()) {
          progress.settled(sentence);
        } else if (observation.get().outcome() == Outcome.FAILED) {
          progress.settledAll();
          return true;
        }
      }
    }
    boolean story =
        progress.observations().isEmpty()
            && Stories.asksForANumber(question)
            && mentions.numbers().size() > 1;
    return !story || tell(question);
  }

  private boolean mayCall() {
    return run.budget().mayCall() && run.budget().mayCall(tool.name());
  }

  /** With the last result in the place of the word that refers to it. */
  private String referring(String sentence) {
    if (progress.observations().isEmpty()) {
      return sentence;
    }
    return resultOf(progress.observations().getLast())
        .map(result -> REFERENCE.matcher(sentence).replaceFirst(result.toPlainString()))
        .orElse(sentence);
  }

  private Optional<Observation> reckon(String expression) {
    ObjectNode arguments =
        JsonNodeFactory.instance
            .objectNode()
            .put(tool.expressionParameter().orElseThrow(), expression);
    Optional<Observation> observation = calls.call(tool.plugin(), tool.name(), arguments);
    observation.ifPresent(progress::saw);
    return observation;
  }

  /**
   * A story: with two numbers what is to be done with them is plain from stories like it; with more
   * the model thinks, and its steps are reckoned by the tool.
   */
  private boolean tell(String story) throws EngineException {
    List<BigDecimal> numbers = mentions.numbers().stream().map(NumberMention::value).toList();
    if (numbers.size() == 2) {
      Optional<Observation> observation =
          reckon(stories.expression(story, numbers.getFirst(), numbers.getLast()));
      progress.settledAll();
      return observation.isPresent();
    }
    List<Message> prompt = new ArrayList<>(run.request().completion().messages());
    prompt.addFirst(Message.of(Role.SYSTEM, THINK));
    Set<BigDecimal> known = new HashSet<>(Question.numbers(story));
    numbers.forEach(number -> known.add(number.stripTrailingZeros()));
    Workings workings = new Workings(run.thought(prompt, THOUGHT_TOKENS), known);
    Optional<String> expression = workings.next();
    while (expression.isPresent() && mayCall()) {
      Optional<Observation> observation = reckon(expression.get());
      if (observation.isEmpty()) {
        return false;
      }
      Optional<BigDecimal> result = resultOf(observation.get());
      if (result.isEmpty()) {
        break;
      }
      workings.result(result.get());
      progress.settledAll();
      expression = workings.next();
    }
    return true;
  }

  /** The number that an answer consists of. */
  private static Optional<BigDecimal> resultOf(Observation observation) {
    Set<BigDecimal> numbers = Question.numbers(observation.text());
    if (!observation.answered() || numbers.isEmpty()) {
      return Optional.empty();
    }
    ObjectNode object = JsonObjects.read(observation.text());
    String text =
        object == null ? observation.text() : object.path("result").asString(observation.text());
    Matcher number = RESULT.matcher(text);
    return number.find()
        ? Optional.of(new BigDecimal(number.group().replace(",", "")))
        : Optional.empty();
  }
}
