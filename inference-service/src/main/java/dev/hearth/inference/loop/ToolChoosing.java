package dev.hearth.inference.loop;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Matcher;
import tools.jackson.databind.JsonNode;

/**
 * Chooses a tool by how alike question and tool are, among those that could take up what the
 * question names. The log-probabilities of a model of 135 million parameters told questions that
 * need a tool from others no better than chance; sentence embeddings did.
 */
final class ToolChoosing {

  /** Within this much of the best, the tool that wants fewer arguments is the safer choice. */
  private static final double CLOSE = 0.06;

  /** Whoever names a tool means it, whatever else the sentence says. */
  private static final double NAMED = 0.2;

  /** What a tool loses by each argument that the question does not name. */
  private static final double MISSING = 0.1;

  private final Similarity similarity;
  private final double threshold;
  private final double ownThreshold;

  ToolChoosing(Similarity similarity, LoopProperties properties) {
    this.similarity = similarity;
    this.threshold = properties.toolThreshold();
    this.ownThreshold = properties.ownToolThreshold();
  }

  /**
   * The caller's tool that fits a question best, if any does. Unlike the plugins' tools these have
   * not been chosen for the question before, so that most of them may have nothing to do with it.
   */
  Optional<Callable> own(List<? extends Callable> tools, String question, Grounding grounding) {
    Callable best = null;
    double most = Double.NEGATIVE_INFINITY;
    for (Callable tool : tools) {
      long missing =
          grounding.calls(tool.parameters()).getFirst().values().stream()
              .filter(List::isEmpty)
              .count();
      double score =
          score(tool, question) + (tool.isNamedIn(question) ? NAMED : 0) - MISSING * missing;
      if (score > most && score >= ownThreshold(tool)) {
        most = score;
        best = tool;
      }
    }
    return Optional.ofNullable(best);
  }

  /** A call without arguments can be less wrong, and such tools describe themselves vaguely. */
  private double ownThreshold(Callable tool) {
    return tool.parameters().path("properties").isEmpty() ? ownThreshold / 2 : ownThreshold;
  }

  /** The tool and the sentence that fit best, if any two do. */
  Optional<Choice> fitting(Collection<? extends Callable> tools, List<String> sentences) {
    return fitting(tools, sentences, threshold);
  }

  /**
   * The same for tools beside which there is one that can be asked anything: they must fit as well
   * as if they had not been chosen for the question before, and be able to take up what it names.
   *
   * @param groundings finds what a sentence names
   */
  Optional<Choice> fittingWell(
      Collection<? extends Callable> tools,
      List<String> sentences,
      Function<String, Grounding> groundings) {
    String text = String.join(" ", sentences);
    Grounding grounding = groundings.apply(text);
    List<? extends Callable> able =
        tools.stream().filter(tool -> takesUp(tool, text, grounding)).toList();
    return fitting(able, sentences, ownThreshold);
  }

  /** Whether names or numbers are its arguments, or else it is about most that is said. */
  private static boolean takesUp(Callable tool, String text, Grounding grounding) {
    Collection<List<JsonNode>> given = grounding.calls(tool.parameters()).getFirst().values();
    boolean named =
        !given.isEmpty()
            && given.stream()
                .allMatch(values -> !values.isEmpty() && grounding.isNamed(values.getFirst()));
    List<String> said = Words.contentOf(text);
    List<String> about = Words.of(tool.names() + " " + tool.description());
    long known =
        said.stream()
            .filter(word -> about.stream().anyMatch(other -> Words.alike(word, other)))
            .count();
    return named || 2 * known >= said.size();
  }

  private Optional<Choice> fitting(
      Collection<? extends Callable> tools, List<String> sentences, double threshold) {
    List<Scored> scored = new ArrayList<>();
    for (String sentence : sentences) {
      List<String> scope = Question.named(sentence).isEmpty() ? sentences : List.of(sentence);
      int numbers =
          scope.stream()
              .mapToInt(Question::countNumbers)
              .filter(count -> count > 0)
              .min()
              .orElse(0);
      for (Callable tool : tools) {
        double score = score(tool, sentence) + (tool.isNamedIn(sentence) ? NAMED : 0);
        if (score >= threshold && numbers <= tool.numbersItTakes()) {
          scored.add(new Scored(new Choice(tool, scope), score));
        }
      }
    }
    double best = scored.stream().mapToDouble(Scored::score).max().orElse(0);
    return scored.stream()
        .filter(one -> one.score() >= best - CLOSE)
        .min(
            Comparator.comparingInt((Scored one) -> one.choice().tool().requiredCount())
                .thenComparing(Comparator.comparingDouble(Scored::score).reversed()))
        .map(Scored::choice);
  }

  /** The tool that fits best, however badly. */
  Callable best(List<? extends Callable> tools, String question) {
    Callable best = tools.getFirst();
    double most = Double.NEGATIVE_INFINITY;
    for (Callable tool : tools) {
      double score = score(tool, question);
      if (score > most) {
        most = score;
        best = tool;
      }
    }
    return best;
  }

  /** Names and description count alike: long descriptions would drown short ones otherwise. */
  private double score(Callable tool, String text) {
    String plain = withPlainNumbers(text);
    double names = similarity.between(plain, tool.names());
    return tool.description().isBlank()
        ? names
        : (names + similarity.between(plain, withPlainNumbers(tool.description()))) / 2;
  }

  /**
   * The same text with small numbers in the place of all: which ones they are says nothing of the
   * tool, but moves the embedding.
   */
  static String withPlainNumbers(String text) {
    int[] next = {2};
    return Question.NUMBER
        .matcher(text)
        .replaceAll(_ -> Matcher.quoteReplacement(Integer.toString(Math.min(next[0]++, 5))));
  }

  /**
   * A tool for a part of the question.
   *
   * @param tool which tool
   * @param sentences where its arguments are looked for
   */
  record Choice(Callable tool, List<String> sentences) {}

  private record Scored(Choice choice, double score) {}
}
