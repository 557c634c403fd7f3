package dev.hearth.inference.loop;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Function;

/** Arithmetic in plain words, with numbers drawn at random and their right results. */
final class Arithmetic {

  private static final MathContext EXACT = MathContext.DECIMAL128;

  /** The ten kinds of question that the platform promises to answer. */
  static final List<Kind> TEN =
      List.of(
          new Kind("What is %s × %s? Use the calculator.", 900, 900, n -> n[0].multiply(n[1])),
          new Kind("What is %s plus %s?", 5000, 5000, n -> n[0].add(n[1])),
          new Kind(
              "How much is %s minus %s? Please use the calculator.",
              5000, 900, n -> n[0].subtract(n[1])),
          new Kind("Calculate %s times %s.", 900, 90, n -> n[0].multiply(n[1])),
          new Kind(
              "What do I get if I divide things: what is %s divided by %s?",
              5000, 40, n -> n[0].divide(n[1], EXACT)),
          new Kind(
              "What is %s percent of %s?",
              99, 2000, n -> n[0].multiply(n[1]).divide(BigDecimal.valueOf(100), EXACT)),
          new Kind("What is the square root of %s?", 5000, 2, n -> n[0].sqrt(EXACT)),
          new Kind(
              "Can you work out %s to the power of %s?", 20, 5, n -> n[0].pow(n[1].intValue())),
          new Kind(
              "Use the calculator: what is (%1$s + %2$s) times %1$s?",
              400, 400, n -> n[0].add(n[1]).multiply(n[0])),
          new Kind(
              "I have a question. What is %1$s times %2$s plus %2$s?",
              300, 90, n -> n[0].multiply(n[1]).add(n[1])));

  /** Other ways to ask, that nothing was tuned to. */
  static final List<Kind> OTHERS =
      List.of(
          new Kind("%s + %s", 9999, 9999, n -> n[0].add(n[1])),
          new Kind("Please tell me %s minus %s.", 9000, 900, n -> n[0].subtract(n[1])),
          new Kind("%s * %s = ?", 900, 900, n -> n[0].multiply(n[1])),
          new Kind(
              "My invoice says %s multiplied by %s, what's the total?",
              900, 90, n -> n[0].multiply(n[1])),
          new Kind(
              "hey, quick one: how much is %s divided by %s",
              900, 9, n -> n[0].divide(n[1], EXACT)),
          new Kind(
              "Compute %s%% of %s for me, thanks!",
              99, 900, n -> n[0].multiply(n[1]).divide(BigDecimal.valueOf(100), EXACT)),
          new Kind(
              "There are 12 months in a year. What is %s × %s?", 90, 90, n -> n[0].multiply(n[1])),
          new Kind(
              "Could you add %s plus %s using the calculator?", 900, 900, n -> n[0].add(n[1])));

  private Arithmetic() {}

  static List<Asked> draw(List<Kind> kinds, int count, long seed) {
    Random random = new Random(seed);
    List<Asked> asked = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      Kind kind = kinds.get(i % kinds.size());
      BigDecimal[] numbers = {
        BigDecimal.valueOf(2 + random.nextInt(kind.first())),
        BigDecimal.valueOf(2 + random.nextInt(kind.second()))
      };
      asked.add(
          new Asked(
              String.format(kind.form(), numbers[0], numbers[1]),
              RegistryServer.plain(kind.result().apply(numbers))));
    }
    return asked;
  }

  record Kind(String form, int first, int second, Function<BigDecimal[], BigDecimal> result) {}

  record Asked(String question, String result) {}
}
