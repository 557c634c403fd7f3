package dev.hearth.inference.loop;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.inference.Answer;
import dev.hearth.inference.Ask;
import dev.hearth.inference.ServiceUnderTest;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The default model with tools, through the whole service. */
class ConstrainedLoopTest {

  private static RegistryServer registry;
  private static ServiceUnderTest service;

  @BeforeAll
  static void start() throws IOException {
    registry = new RegistryServer();
    service = ServiceUnderTest.withModel("hearth.inference.registry-url=" + registry.url());
  }

  @AfterAll
  static void stop() {
    service.close();
    registry.close();
  }

  @Test
  void answersTenKindsOfArithmeticQuestionsWithTheCalculator() {
    report(
        Arithmetic.TEN,
        Integer.getInteger("hearth.questions", 10),
        Long.getLong("hearth.seed", 2026));
  }

  @Test
  void answersArithmeticAskedInOtherWays() {
    report(
        Arithmetic.OTHERS,
        Integer.getInteger("hearth.questions", 8),
        Long.getLong("hearth.seed", 2026));
  }

  private static void report(List<Arithmetic.Kind> kinds, int count, long seed) {
    int right = 0;
    for (Arithmetic.Asked asked : Arithmetic.draw(kinds, count, seed)) {
      long start = System.nanoTime();
      Answer answer =
          service.ask(Ask.of(asked.question()).plugins(RegistryServer.BUILT_IN).request());
      boolean good =
          answer.text().contains(asked.result())
              && answer.steps().stream()
                  .anyMatch(s -> s.tool().equals("calculate") && s.verdict().equals("allow"));
      right += good ? 1 : 0;
      System.out.println(
          (good ? "ok   " : "BAD  ")
              + asked.question()
              + " -> "
              + answer.text()
              + " | "
              + answer.steps()
              + " "
              + (System.nanoTime() - start) / 1_000_000
              + " ms "
              + (good ? "" : asked.result()));
    }
    System.out.println(right + "/" + count);
    assertThat(right).isGreaterThanOrEqualTo((count * 95 + 99) / 100);
  }
}
