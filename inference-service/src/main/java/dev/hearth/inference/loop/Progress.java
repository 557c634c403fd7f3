package dev.hearth.inference.loop;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/** What came of the calls for a question, and what of it no call has taken up. */
final class Progress {

  private final Question question;
  private final List<Observation> observations = new ArrayList<>();

  /** Sentences that no call has taken up. */
  private final Set<String> open = new LinkedHashSet<>();

  /** Numbers and names that calls have taken up. */
  private final Set<String> taken = new HashSet<>();

  private final Set<Attempt> inVain = new HashSet<>();

  Progress(Question question) {
    this.question = question;
    open.addAll(question.sentences());
  }

  Question question() {
    return question;
  }

  /** In the order of the calls. */
  List<Observation> observations() {
    return Collections.unmodifiableList(observations);
  }

  /** The sentences that no call has taken up, in their order. */
  List<String> open() {
    return List.copyOf(open);
  }

  /** Whether any call was answered. */
  boolean isAnswered() {
    return observations.stream().anyMatch(Observation::answered);
  }

  /** Whether any call was not. */
  boolean hasFailures() {
    return observations.stream().anyMatch(seen -> !seen.answered());
  }

  /** Whether an open sentence names something that no call has taken up. */
  boolean namesMore() {
    return open.stream()
        .flatMap(sentence -> Question.named(sentence).stream())
        .anyMatch(name -> !taken.contains(name));
  }

  /** Whether this way to a tool's arguments was tried, and served no sentence. */
  boolean wasInVain(Callable tool, Way way) {
    return inVain.contains(new Attempt(tool.name(), way));
  }

  /** Remembers what came of a call, and nothing else. */
  void saw(Observation observation) {
    observations.add(observation);
  }

  /** Remembers that a sentence needs no further call. */
  void settled(String sentence) {
    open.remove(sentence);
    takeUp(sentence);
  }

  /** Remembers that nothing is left to be called for. */
  void settledAll() {
    open.clear();
  }

  /** Remembers what came of a call, and what part of the question its arguments took up. */
  void took(Observation observation, Way way) {
    observations.add(observation);
    Set<String> texts = new HashSet<>();
    for (JsonNode argument : observation.arguments()) {
      texts.add(argument.asString());
      takeUp(argument.asString());
    }
    List<String> used =
        open.stream()
            .filter(sentence -> texts.stream().anyMatch(text -> isPart(text, sentence)))
            .toList();
    switch (observation.outcome()) {
      case ANSWERED -> {
        used.forEach(open::remove);
        if (used.isEmpty() || way == Way.FREE) {
          open.clear();
        }
      }
      case ARGUMENTS_AT_FAULT -> {
        used.forEach(open::remove);
        boolean another = !used.isEmpty() && open.stream().anyMatch(Question::hasNumber);
        if (!another) {
          // This tool found nothing in any sentence; the others may look at all of them again.
          inVain.add(new Attempt(observation.tool(), way));
          open.addAll(question.sentences());
        }
      }
      case FAILED -> open.clear();
    }
  }

  private void takeUp(String text) {
    // With a word before it, for the first word of a sentence is never a name.
    taken.addAll(Question.named("x " + text));
  }

  private static boolean isPart(String text, String sentence) {
    return !text.isBlank() && sentence.contains(text);
  }

  private record Attempt(String tool, Way way) {}
}
