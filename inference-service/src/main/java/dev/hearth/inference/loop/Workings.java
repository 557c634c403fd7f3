package dev.hearth.inference.loop;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The calculations in what a model thought up freely. Small models plan better than they reckon: of
 * each step the left side is kept, and a result that was reckoned wrongly is put right in the steps
 * after it, so that the second call uses the first one's result.
 */
final class Workings {

  private static final Pattern STEP =
      Pattern.compile(
          "([$€£(]*\\d[\\d.,%$€£()\\s]*(?:[-+*/×÷x−][\\d.,%$€£()\\s]+)+)=\\s*[$€£]?(-?\\d[\\d,]*(?:\\.\\d+)?)");
  private static final Pattern NUMBER = Pattern.compile("\\d+(?:\\.\\d+)?");

  /** What nobody needs to be told. */
  private static final Set<BigDecimal> COMMON = common();

  private final Set<BigDecimal> known;
  private final List<Step> steps = new ArrayList<>();
  private final Map<BigDecimal, BigDecimal> corrections = new HashMap<>();
  private int next;

  /**
   * The workings in a text.
   *
   * @param known numbers that the conversation names
   */
  Workings(String text, Set<BigDecimal> known) {
    this.known = new HashSet<>(known);
    this.known.addAll(COMMON);
    Matcher matcher = STEP.matcher(text);
    while (matcher.find()) {
      steps.add(
          new Step(
              matcher.group(1),
              new BigDecimal(matcher.group(2).replace(",", "")).stripTrailingZeros()));
    }
  }

  private static Set<BigDecimal> common() {
    Set<BigDecimal> common = new HashSet<>();
    for (int number : new int[] {1, 2, 3, 4, 5, 6, 7, 10, 12, 24, 52, 60, 100, 365, 1000}) {
      common.add(BigDecimal.valueOf(number).stripTrailingZeros());
    }
    return common;
  }

  /** The next expression whose numbers are all known, or empty at the end. */
  Optional<String> next() {
    while (next < steps.size()) {
      Optional<String> expression = expression(steps.get(next).left());
      if (expression.isPresent()) {
        return expression;
      }
      next++;
    }
    return Optional.empty();
  }

  /** What the step that {@link #next} gave comes to in truth. */
  void result(BigDecimal right) {
    BigDecimal plain = right.stripTrailingZeros();
    corrections.put(steps.get(next).claimed(), plain);
    known.add(plain);
    next++;
  }

  private Optional<String> expression(String left) {
    String signs =
        left.replace("×", "*")
            .replace("÷", "/")
            .replace("−", "-")
            .replace("x", "*")
            .replaceAll("[$€£]", "")
            .replaceAll("(?<=\\d),(?=\\d{3})", "")
            .replaceAll("(\\d+(?:\\.\\d+)?) ?%", "($1 / 100)")
            .replaceAll("\\s+", " ")
            .strip();
    StringBuilder corrected = new StringBuilder();
    Matcher numbers = NUMBER.matcher(signs);
    while (numbers.find()) {
      BigDecimal number = new BigDecimal(numbers.group()).stripTrailingZeros();
      BigDecimal right = corrections.getOrDefault(number, number);
      if (!known.contains(right)) {
        return Optional.empty();
      }
      numbers.appendReplacement(corrected, right.toPlainString());
    }
    return Optional.of(numbers.appendTail(corrected).toString());
  }

  private record Step(String left, BigDecimal claimed) {}
}
