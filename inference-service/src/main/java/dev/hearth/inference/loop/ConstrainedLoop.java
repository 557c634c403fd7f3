package dev.hearth.inference.loop;

import dev.hearth.contracts.inference.CompletionEvent.FinishReason;
import dev.hearth.contracts.inference.CompletionRequest;
import dev.hearth.contracts.plugins.Approval;
import dev.hearth.inference.engine.EngineException;
import dev.hearth.inference.loop.CallChoosing.Next;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/**
 * The loop for models that were not trained to call tools (ReAct, Yao et al. 2022, with every
 * decision constrained): a tool is chosen among those that exist, its arguments are generated under
 * its schema, first from the question's own words, then freely; the tool is called; and the answer
 * states what was found. A question is worked on sentence by sentence, as long as one is left that
 * names something no call has taken up.
 */
final class ConstrainedLoop {

  private final Run run;
  private final PluginCalls calls;
  private final CompletionRequest request;
  private final Progress progress;
  private final Searches searches;
  private final Stories stories;
  private final Grounding grounding;
  private final CallChoosing choosing;
  private final Arguments arguments;
  private final ArgumentFaults faults;
  private final OwnCalls ownCalls;
  private final Answering answering;

  ConstrainedLoop(Run run, PluginCalls calls, Similarity similarity, LoopProperties properties) {
    this.run = run;
    this.calls = calls;
    this.request = run.request().completion();
    Question question = Question.in(request.messages());
    this.progress = new Progress(question);
    ToolChoosing tools = new ToolChoosing(similarity, properties);
    this.searches = new Searches(tools, new Passages(similarity));
    this.stories = new Stories(similarity);
    Function<String, Grounding> groundings =
        text -> new Grounding(text, similarity, properties.doubt());
    this.grounding = groundings.apply(question.text());
    this.choosing = new CallChoosing(run, tools, searches, groundings, progress);
    this.arguments = new Arguments(run, question, groundings);
    this.faults = new ArgumentFaults(request.messages(), progress);
    this.ownCalls = new OwnCalls(run, arguments, grounding);
    this.answering = new Answering(run, new StatedAnswer(similarity), searches, progress);
  }

  void run() throws EngineException {
    recall();
    if (!calculate()) {
      run.finish(FinishReason.TOOL_CALLS);
      return;
    }
    while (run.budget().mayCall()) {
      Optional<Next> next = choosing.next();
      if (next.isEmpty()) {
        break;
      }
      switch (next.get().tool()) {
        case Callable.OfCaller own -> {
          if (!handedOver(own, next.get())) {
            answering.answer();
          }
          return;
        }
        case Callable.OfPlugin plugin -> {
          if (!called(plugin, next.get())) {
            run.finish(FinishReason.TOOL_CALLS);
            return;
          }
        }
      }
    }
    answering.answer();
  }

  /** What came of earlier calls for the same question. */
  private void recall() {
    for (Observation result : OwnResults.in(request)) {
      progress.took(result, Way.WORDS);
      if (OwnResults.isSearch(result, request)) {
        searches.answers(result, progress.question().text());
      }
    }
    for (Approval approval : request.decided()) {
      calls.decided(approval).ifPresent(observation -> progress.took(observation, Way.WORDS));
    }
  }

  private boolean calculate() throws EngineException {
    Optional<Callable.OfPlugin> calculator =
        request.pluginTools().stream()
            .map(Callable.OfPlugin::new)
            .filter(tool -> tool.expressionParameter().isPresent())
            .findFirst();
    return calculator.isEmpty()
        || new Calculations(run, calls, calculator.get(), stories, grounding.mentions(), progress)
            .make();
  }

  private boolean handedOver(Callable.OfCaller own, Next next) throws EngineException {
    if (next.way() == Way.QUERY) {
      ownCalls.ask(own, next.sentences().getFirst());
      return true;
    }
    return ownCalls.make(own);
  }

  /**
   * Calls a plugin's tool.
   *
   * @return false if it needs an approval first
   */
  private boolean called(Callable.OfPlugin plugin, Next next) throws EngineException {
    if (next.way() == Way.QUERY) {
      return searched(plugin, next.sentences().getFirst());
    }
    List<ObjectNode> named =
        next.way() == Way.WORDS ? arguments.named(plugin, next.sentences()) : List.of();
    if (named.isEmpty()) {
      return called(plugin, arguments.written(plugin, next.sentences(), next.way()), next.way());
    }
    for (ObjectNode one : named) {
      if (run.budget().mayCall()
          && run.budget().mayCall(plugin.name())
          && !called(plugin, one, next.way())) {
        return false;
      }
    }
    return true;
  }

  private boolean called(Callable.OfPlugin plugin, @Nullable ObjectNode given, Way way) {
    Optional<String> fault =
        given == null ? Optional.of("The arguments were not complete.") : faults.in(given, way);
    ObjectNode arguments = JsonObjects.orEmpty(given);
    Optional<Observation> observation =
        fault.isPresent()
            ? Optional.of(
                calls.turnedDown(
                    plugin.plugin(), plugin.name(), arguments, "bad_arguments", fault.get()))
            : calls.call(plugin.plugin(), plugin.name(), arguments);
    observation.ifPresent(seen -> progress.took(seen, way));
    return observation.isPresent();
  }

  private boolean searched(Callable.OfPlugin plugin, String sentence) {
    Optional<Observation> observation =
        calls.call(plugin.plugin(), plugin.name(), Searches.arguments(plugin, sentence));
    // What is about something else would only mislead the model.
    observation
        .filter(found -> searches.answers(found, sentence))
        .ifPresent(
            found -> {
              progress.saw(found);
              progress.settled(sentence);
            });
    return observation.isPresent();
  }
}
