package dev.hearth.inference.loop;

import dev.hearth.contracts.inference.CompletionRequest;
import dev.hearth.contracts.inference.CompletionRequest.ToolChoice;
import dev.hearth.inference.loop.ToolChoosing.Choice;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * Chooses the next call: which tool, for which sentences, and where its arguments come from. The
 * caller's own tools come first, then those of plugins; a search takes what no other tool fits
 * well.
 */
final class CallChoosing {

  private final Run run;
  private final ToolChoosing tools;
  private final Searches searches;
  private final Function<String, Grounding> groundings;
  private final Progress progress;

  CallChoosing(
      Run run,
      ToolChoosing tools,
      Searches searches,
      Function<String, Grounding> groundings,
      Progress progress) {
    this.run = run;
    this.tools = tools;
    this.searches = searches;
    this.groundings = groundings;
    this.progress = progress;
  }

  /**
   * A call that is to be made.
   *
   * @param tool which tool
   * @param sentences where its arguments are looked for
   * @param way how
   */
  record Next(Callable tool, List<String> sentences, Way way) {
    private static Next of(Choice choice, Way way) {
      return new Next(choice.tool(), choice.sentences(), way);
    }
  }

  /** The next call, if one more is needed and some tool fits. */
  Optional<Next> next() {
    CompletionRequest request = run.request().completion();
    List<Callable> own =
        request.toolChoice().mode() == ToolChoice.Mode.NONE
            ? List.of()
            : request.tools().stream().<Callable>map(Callable.OfCaller::new).toList();
    boolean first = progress.observations().isEmpty();
    if (first && !own.isEmpty()) {
      Optional<Next> next = own(own, request.toolChoice());
      if (next.isPresent() || request.toolChoice().mode() != ToolChoice.Mode.AUTO) {
        return next;
      }
    }
    if (progress.open().isEmpty() || (progress.isAnswered() && !progress.namesMore())) {
      return Optional.empty();
    }
    List<Callable> offered = new ArrayList<>(first ? List.of() : own);
    request.pluginTools().stream()
        .filter(tool -> run.budget().mayCall(tool.tool()))
        .map(Callable.OfPlugin::new)
        .forEach(offered::add);
    return among(offered);
  }

  private Optional<Next> own(List<Callable> own, ToolChoice choice) {
    String question = progress.question().text();
    return switch (choice.mode()) {
      case NAMED ->
          own.stream()
              .filter(tool -> tool.name().equals(choice.name()))
              .map(tool -> new Next(tool, progress.open(), Way.WORDS))
              .findFirst();
      case REQUIRED -> Optional.of(new Next(tools.best(own, question), progress.open(), Way.WORDS));
      case AUTO ->
          tools
              .own(own, question, groundings.apply(question))
              .map(tool -> new Next(tool, progress.open(), Way.WORDS))
              .or(
                  () ->
                      searches.next(own, progress.open()).map(asked -> Next.of(asked, Way.QUERY)));
      case NONE -> Optional.empty();
    };
  }

  private Optional<Next> among(List<Callable> offered) {
    Optional<Choice> inquiry = searches.next(offered, progress.open());
    if (inquiry.isEmpty()) {
      return fitting(
          offered.stream()
              .filter(tool -> tool.queryParameter().isEmpty() || isNamed(tool))
              .toList());
    }
    List<Callable> others =
        offered.stream()
            .filter(tool -> tool.queryParameter().isEmpty() && wordedWay(tool).isPresent())
            .toList();
    return tools
        .fittingWell(others, inquiry.get().sentences(), groundings)
        .map(better -> Next.of(better, wordedWay(better.tool()).orElseThrow()))
        .or(() -> inquiry.map(asked -> Next.of(asked, Way.QUERY)));
  }

  private boolean isNamed(Callable tool) {
    return progress.open().stream().anyMatch(tool::isNamedIn);
  }

  /**
   * The best tool that has not failed, and the way to its arguments that has not: first the
   * question's own words, for one tool after the other; freely only where they served none.
   */
  private Optional<Next> fitting(List<Callable> offered) {
    Optional<Choice> worded =
        tools.fitting(
            offered.stream().filter(tool -> wordedWay(tool).isPresent()).toList(), progress.open());
    if (worded.isPresent()) {
      return worded.map(choice -> Next.of(choice, wordedWay(choice.tool()).orElseThrow()));
    }
    if (progress.isAnswered() || !progress.hasFailures()) {
      return Optional.empty();
    }
    return tools
        .fitting(
            offered.stream().filter(tool -> !progress.wasInVain(tool, Way.FREE)).toList(),
            progress.open())
        .map(choice -> Next.of(choice, Way.FREE));
  }

  private Optional<Way> wordedWay(Callable tool) {
    if (!progress.wasInVain(tool, Way.WORDS)) {
      return Optional.of(Way.WORDS);
    }
    boolean another =
        Narrowed.hasNumbersOnly(tool.parameters(), progress.open())
            && !progress.wasInVain(tool, Way.NUMBERS);
    return another ? Optional.of(Way.NUMBERS) : Optional.empty();
  }
}
