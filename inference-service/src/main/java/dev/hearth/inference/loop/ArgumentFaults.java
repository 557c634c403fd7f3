package dev.hearth.inference.loop;

import dev.hearth.contracts.inference.Message;
import java.math.BigDecimal;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Tells arguments that a model made up from those that the conversation holds. */
final class ArgumentFaults {

  /** Shorter words are functions such as {@code sin}, or units. */
  private static final int SHORTEST_NAME = 5;

  private final List<Message> messages;
  private final Progress progress;

  ArgumentFaults(List<Message> messages, Progress progress) {
    this.messages = messages;
    this.progress = progress;
  }

  /** Why a call with these arguments, which came this way, is not made; empty if it is. */
  Optional<String> in(ObjectNode arguments, Way way) {
    if (isDoubled(arguments)) {
      return Optional.of("Two arguments are the same text.");
    }
    return way == Way.FREE && isInvented(arguments)
        ? Optional.of(
            "The arguments hold a number or a word that nobody named, or leave a number out.")
        : Optional.empty();
  }

  /** The same words for two parameters mean that the question has no words for one of them. */
  private static boolean isDoubled(ObjectNode arguments) {
    Set<String> texts = new HashSet<>();
    for (JsonNode argument : arguments) {
      if (argument.isString() && !texts.add(argument.asString())) {
        return true;
      }
    }
    return false;
  }

  /** Numbers and words must have been named, and one sentence's numbers all together. */
  private boolean isInvented(ObjectNode arguments) {
    Set<BigDecimal> known = new HashSet<>();
    messages.forEach(message -> known.addAll(Question.numbers(message.content())));
    progress.observations().forEach(seen -> known.addAll(Question.numbers(seen.text())));
    Set<BigDecimal> given = Question.numbers(arguments.toString());
    List<String> numbered = progress.open().stream().filter(Question::hasNumber).toList();
    return !known.containsAll(given)
        || inventsWords(arguments)
        || (!numbered.isEmpty()
            && numbered.stream()
                .noneMatch(sentence -> given.containsAll(Question.numbers(sentence))));
  }

  private boolean inventsWords(ObjectNode arguments) {
    String said =
        messages.stream()
            .map(Message::content)
            .collect(Collectors.joining(" "))
            .toLowerCase(Locale.ROOT);
    for (JsonNode argument : arguments) {
      for (String word : argument.asString("").toLowerCase(Locale.ROOT).split("[^\\p{L}]+")) {
        if (word.length() >= SHORTEST_NAME && !said.contains(word)) {
          return true;
        }
      }
    }
    return false;
  }
}
