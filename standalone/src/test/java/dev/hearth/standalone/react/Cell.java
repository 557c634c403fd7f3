package dev.hearth.standalone.react;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import tools.jackson.databind.json.JsonMapper;

/**
 * One model, mode and set.
 *
 * @param outcomes of its rows
 */
record Cell(String model, String mode, String set, List<Outcome> outcomes) {

  Cell {
    outcomes = List.copyOf(outcomes);
  }

  static List<Outcome> read(Path file) throws IOException {
    return Files.readAllLines(file).stream()
        .filter(line -> !line.isBlank())
        .map(line -> JsonMapper.shared().readValue(line, Outcome.class))
        .toList();
  }

  int rows() {
    return outcomes.size();
  }

  int right() {
    return (int) outcomes.stream().filter(Outcome::right).count();
  }

  double rate() {
    return outcomes.isEmpty() ? 0 : (double) right() / rows();
  }

  Interval interval() {
    return Interval.wilson(right(), rows());
  }

  /** The share of calls that were malformed, of all that were made. */
  double malformedRate() {
    long calls = outcomes.stream().mapToLong(Outcome::calls).sum();
    long malformed = outcomes.stream().mapToLong(Outcome::malformed).sum();
    return calls == 0 ? 0 : (double) malformed / calls;
  }

  double meanTokens() {
    return outcomes.stream()
        .mapToInt(outcome -> outcome.promptTokens() + outcome.completionTokens())
        .average()
        .orElse(0);
  }

  double meanSeconds() {
    return outcomes.stream().mapToLong(Outcome::milliseconds).average().orElse(0) / 1000;
  }
}
