package dev.hearth.standalone.react;

import dev.hearth.contracts.plugins.PluginTool;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.function.BinaryOperator;

/** Calculations of one step, asked in many ways: questions, orders, and little stories. */
final class OneStep {

  private static final int ROWS = 400;
  private static final int TOKENS = 128;

  private static final List<Kind> KINDS =
      List.of(
          new Kind("What is %s plus %s?", 2, 9000, 2, 9000, BigDecimal::add),
          new Kind("What is %s minus %s?", 1000, 9000, 2, 900, BigDecimal::subtract),
          new Kind("How much is %s times %s?", 2, 900, 2, 900, BigDecimal::multiply),
          new Kind("What is %s divided by %s?", 10, 9000, 2, 9, OneStep::quotient),
          new Kind(
              "Use the calculator to multiply %s by %s.", 2, 900, 2, 900, BigDecimal::multiply),
          new Kind("Multiply %s by %s.", 2, 900, 2, 900, BigDecimal::multiply),
          new Kind("Add %s and %s.", 2, 9000, 2, 9000, BigDecimal::add),
          new Kind("Divide %s by %s, please.", 10, 9000, 2, 9, OneStep::quotient),
          new Kind("Subtract %2$s from %1$s.", 1000, 9000, 2, 900, BigDecimal::subtract),
          new Kind("What is the sum of %s and %s?", 2, 9000, 2, 9000, BigDecimal::add),
          new Kind("Find the product of %s and %s.", 2, 900, 2, 900, BigDecimal::multiply),
          new Kind(
              "What is the difference between %s and %s?",
              1000, 9000, 2, 900, BigDecimal::subtract),
          new Kind("Work out %s × %s with the calculator.", 2, 900, 2, 900, BigDecimal::multiply),
          new Kind("%s + %s = ?", 2, 9000, 2, 9000, BigDecimal::add),
          new Kind("Can you tell me %s%% of %s?", 2, 99, 2, 2000, OneStep::percent),
          new Kind("What is %s percent of %s?", 2, 99, 2, 2000, OneStep::percent),
          new Kind(
              "I need %s multiplied by %s for my homework.", 2, 900, 2, 900, BigDecimal::multiply),
          new Kind(
              "A box holds %s pencils. How many pencils are in %s boxes?",
              2, 90, 2, 90, BigDecimal::multiply),
          new Kind(
              "Anna has %s marbles and gets %s more. How many does she have now?",
              2, 900, 2, 900, BigDecimal::add),
          new Kind(
              "There were %s people on the train and %s got off. How many are left?",
              100, 900, 2, 90, BigDecimal::subtract));

  private OneStep() {}

  static List<Task> tasks(List<PluginTool> calculator) {
    Random random = new Random(20);
    List<Task> tasks = new ArrayList<>();
    for (int i = 0; i < ROWS; i++) {
      Kind kind = KINDS.get(i % KINDS.size());
      BigDecimal one = BigDecimal.valueOf(random.nextInt(kind.least(), kind.most()));
      BigDecimal other = BigDecimal.valueOf(random.nextInt(kind.leastOther(), kind.mostOther()));
      if (kind.words().toLowerCase(Locale.ROOT).contains("divide")) {
        one = one.multiply(other); // so that it comes out even
      }
      BigDecimal right = kind.result().apply(one, other);
      tasks.add(
          new Task(
              "calculator-" + i,
              String.format(kind.words(), one, other),
              List.of(),
              calculator,
              TOKENS,
              answer -> Sets.endsWith(right, answer.text())));
    }
    return tasks;
  }

  private static BigDecimal quotient(BigDecimal one, BigDecimal other) {
    return one.divide(other, MathContext.DECIMAL64);
  }

  private static BigDecimal percent(BigDecimal percent, BigDecimal whole) {
    return percent.multiply(whole).movePointLeft(2);
  }

  private record Kind(
      String words,
      int least,
      int most,
      int leastOther,
      int mostOther,
      BinaryOperator<BigDecimal> result) {}
}
