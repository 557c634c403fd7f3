package dev.hearth.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.List;
import java.util.Random;
import java.util.function.BiFunction;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * Ten questions in plain words that the default model gets right by the calculator. Their numbers
 * differ from run to run; {@code -Dhearth.questions.seed=…} repeats one.
 */
class CalculatorQuestionsTest {

  private static final long SEED =
      Long.getLong("hearth.questions.seed", System.currentTimeMillis() % 100_000);
  private static final JsonMapper JSON = JsonMapper.shared();

  private static HearthUnderTest hearth;

  @BeforeAll
  static void start() {
    hearth = HearthUnderTest.shared();
  }

  static List<Question> questions() {
    Random random = new Random(SEED);
    return List.of(
        new Question("What is 27 × 453? Use the calculator.", BigDecimal.valueOf(12_231)),
        ask(random, 100, 999, "What is %d plus %d? Use the calculator.", BigDecimal::add),
        ask(random, 100, 999, "Use the calculator: how much is %d minus %d?", BigDecimal::subtract),
        ask(random, 12, 99, "Please calculate %d times %d.", BigDecimal::multiply),
        ask(
            random,
            2,
            50,
            "How much is %d percent of %d? Use the calculator.",
            (percent, whole) -> percent.multiply(whole).movePointLeft(2)),
        division(random),
        root(random),
        power(random),
        ask(
            random,
            101,
            999,
            "Could you work out %d plus %d using the calculator?",
            BigDecimal::add),
        twoSteps(random));
  }

  private static Question ask(
      Random random,
      int least,
      int most,
      String words,
      BiFunction<BigDecimal, BigDecimal, BigDecimal> answer) {
    int a = random.nextInt(least, most);
    int b = random.nextInt(least, most);
    return new Question(
        words.formatted(a, b), answer.apply(BigDecimal.valueOf(a), BigDecimal.valueOf(b)));
  }

  private static Question division(Random random) {
    int divisor = random.nextInt(3, 40);
    int quotient = random.nextInt(11, 99);
    return new Question(
        "What is %d divided by %d? Use the calculator.".formatted(divisor * quotient, divisor),
        BigDecimal.valueOf(quotient));
  }

  private static Question root(Random random) {
    int root = random.nextInt(11, 60);
    return new Question(
        "What is the square root of %d? Use the calculator.".formatted(root * root),
        BigDecimal.valueOf(root));
  }

  private static Question power(Random random) {
    int base = random.nextInt(3, 12);
    int exponent = random.nextInt(3, 6);
    return new Question(
        "What is %d to the power of %d? Use the calculator.".formatted(base, exponent),
        BigDecimal.valueOf(base).pow(exponent));
  }

  private static Question twoSteps(Random random) {
    int a = random.nextInt(11, 60);
    int b = random.nextInt(11, 60);
    int c = random.nextInt(3, 12);
    return new Question(
        "What is (%d + %d) * %d? Use the calculator.".formatted(a, b, c),
        BigDecimal.valueOf((long) (a + b) * c));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("questions")
  void isAnsweredByTheCalculator(Question question) {
    ObjectNode request = JSON.createObjectNode();
    request.putArray("messages").addObject().put("role", "user").put("content", question.words());
    request.putArray("plugins").add("calculator");
    request.put("temperature", 0).put("seed", 7);

    HearthUnderTest.Answer answer = hearth.post("/v1/chat/completions", request.toString());

    String told = "seed %d: %s → %s".formatted(SEED, question.words(), answer.text());
    assertThat(answer.status()).as(told).isEqualTo(200);
    JsonNode steps = answer.json().path("hearth").path("steps");
    assertThat(steps).as(told).isNotEmpty();
    assertThat(steps.path(0).path("plugin").asString("")).as(told).isEqualTo("calculator");
    String content =
        answer.json().path("choices").path(0).path("message").path("content").asString("");
    System.out.printf("  %s → %s%n", question.words(), content.replace('\n', ' '));
    assertThat(numbers(content)).as(told).anyMatch(question::isAnsweredBy);
  }

  private static List<BigDecimal> numbers(String text) {
    return Pattern.compile("-?\\d+(?:\\.\\d+)?")
        .matcher(text.replaceAll("(?<=\\d),(?=\\d{3})", "").replace('−', '-'))
        .results()
        .map(match -> new BigDecimal(match.group()))
        .toList();
  }

  /** A question and the right number. */
  record Question(String words, BigDecimal answer) {

    boolean isAnsweredBy(BigDecimal number) {
      return number.round(MathContext.DECIMAL32).compareTo(answer.round(MathContext.DECIMAL32))
          == 0;
    }

    @Override
    public String toString() {
      return words;
    }
  }
}
