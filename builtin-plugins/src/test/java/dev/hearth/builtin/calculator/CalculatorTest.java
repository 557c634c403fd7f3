package dev.hearth.builtin.calculator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hearth.builtin.BadRequest;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CalculatorTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          27 × 453                       | 12231
          27*453                         | 12231
          27 x 453                       | 12231
          What is 27 times 453?          | 12231
          27 multiplied by 453 =         | 12231
          15% of 240                     | 36
          15 percent of 240              | 36
          200 + 10%                      | 220
          200 - 10%                      | 180
          50%                            | 0.5
          200 * 15%                      | 30
          17 % 5                         | 2
          17 mod 5                       | 2
          -7 % 5                         | 3
          2^10                           | 1024
          2 ** 10                        | 1024
          2 to the power of 10           | 1024
          -2^2                           | -4
          2^3^2                          | 512
          2^-2                           | 0.25
          0 x 5                          | 0
          3²                             | 9
          5 squared                      | 25
          sqrt(144)                      | 12
          √144                           | 12
          square root of 144             | 12
          cube root of 27                | 3
          8^(1/3)                        | 2
          0.1 + 0.2                      | 0.3
          1/3*3                          | 1
          7 ÷ 2                          | 3.5
          7 − 9                          | -2
          1,234,567 + 1                  | 1234568
          max(1,234)                     | 234
          2(3+4)                         | 14
          5!                             | 120
          10 plus 5 minus 3              | 12
          100 divided by 8               | 12.5
          log(1000)                      | 3
          log(8, 2)                      | 3
          ln(e)                          | 1
          sin(pi)                        | 0
          sin(90°)                       | 1
          round(2.345, 2)                | 2.35
          average(1, 2, 3, 4)            | 2.5
          gcd(12, 18) + lcm(4, 6)        | 18
          $3.50 * 4                      | 14
          half of 90                     | 45
          1e3 + 1                        | 1001
          0x1F + 1                       | 32
          """)
  void calculatesWhatPeopleWrite(String expression, String expected) {
    assertThat(Calculator.calculate(expression).result()).isEqualTo(expected);
  }

  @Test
  void saysWhetherAValueWasRounded() {
    assertThat(Calculator.calculate("sqrt(2)")).isEqualTo(new Value("1.4142135623731", null, true));
    assertThat(Calculator.calculate("10/3")).isEqualTo(new Value("3.33333333333333", null, true));
    assertThat(Calculator.calculate("1/8")).isEqualTo(new Value("0.125", null, null));
    assertThat(Calculator.calculate("sqrt(2.25)")).isEqualTo(new Value("1.5", null, null));
  }

  @Test
  void isExactBeyondDoubles() {
    Random random = new Random(453);
    for (int i = 0; i < 500; i++) {
      BigInteger a = new BigInteger(200, random);
      BigInteger b = new BigInteger(200, random);

      assertThat(Calculator.calculate(a + " * " + b).result()).isEqualTo(a.multiply(b).toString());
      assertThat(Calculator.calculate(a + " - " + b).result()).isEqualTo(a.subtract(b).toString());
    }
    assertThat(Calculator.calculate("2^1000").result())
        .isEqualTo(BigInteger.TWO.pow(1000).toString());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "9^9^9^9", "9^9^9", "2^99999999", "1e999999999 + 1", "1e99999999999", "(2^30000)^30000",
        "5000!", "exp(1e9)", "0.5^1e9", "1.0000001^1e9", "2^0.5^-1e9", "1e-999999999",
        "((((((((((9!)!)!)!)!)!)!)!)!)!)", "1e9999 * 1e9999", "10^10000 * 10^10000"
      })
  void refusesWorkWithoutEnd(String expression) {
    Assertions.assertTimeoutPreemptively(
        Duration.ofSeconds(2),
        () ->
            assertThatThrownBy(() -> Calculator.calculate(expression))
                .isInstanceOf(BadRequest.class));
  }

  @Test
  void answersTheLongestExpressionInTime() {
    Assertions.assertTimeoutPreemptively(
        Duration.ofSeconds(2),
        () -> {
          Calculator.calculate("9^80*".repeat(120) + "1/9^1000");
          Calculator.calculate("(".repeat(490) + "1" + ")".repeat(490));
          Calculator.calculate("sqrt(2)+".repeat(120) + "1");
        });
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "  ",
        "hello",
        "2 +",
        "(2",
        "1/0",
        "sqrt(-1)",
        "ln(0)",
        "x + 1",
        "2 2 +",
        "sqrt()",
        "log(1,2,3)",
        "0^-1",
        "\"a\"",
        "a.b",
        "[1]",
        "tan(pi/2)",
        "1;2"
      })
  void saysWhatIsWrong(String expression) {
    assertThatThrownBy(() -> Calculator.calculate(expression))
        .isInstanceOf(BadRequest.class)
        .hasMessageMatching("(?s).{10,400}");
  }

  @Test
  void aVeryLargeResultIsShownRounded() {
    assertThat(Calculator.calculate("2^10000"))
        .isEqualTo(new Value("1.99506311688076E+3010", null, true));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          5      | miles      | km         | 8.04672   | km
          100    | °F         | °C         | 37.7777777777778 | °C
          212    | fahrenheit | celsius    | 100       | °C
          -40    | C          | degrees Fahrenheit | -40 | °F
          1      | GB         | MiB        | 953.67431640625 | MiB
          1      | byte       | bits       | 8         | bit
          8      | Mbit       | MB         | 1         | MB
          1      | inch       | cm         | 2.54      | cm
          6      | feet       | inches     | 72        | in
          1      | pound      | kg         | 0.45359237 | kg
          1      | day        | seconds    | 86400     | s
          3      | hours      | minutes    | 180       | min
          100    | km/h       | mph        | 62.1371192237334 | mph
          1      | cup        | ml         | 236.5882365 | ml
          """)
  void convertsUnits(BigDecimal value, String from, String to, String expected, String unit) {
    Value converted = Units.load().convert(value, from, to);

    assertThat(converted.result()).isEqualTo(expected);
    assertThat(converted.unit()).isEqualTo(unit);
  }

  @Test
  void convertsInWords() {
    assertThat(Units.load().convertInWords("Convert 5 miles to kilometers."))
        .hasValueSatisfying(value -> assertThat(value.result()).isEqualTo("8.04672"));
    assertThat(Units.load().convertInWords("27 * 453")).isEmpty();
    assertThat(Units.load().convertInWords("5 apples in a basket")).isEmpty();
  }

  @Test
  void namesTheUnitsItKnows() {
    assertThatThrownBy(() -> Units.load().convert(BigDecimal.ONE, "parsnip", "km"))
        .hasMessageContaining("'parsnip' is not known")
        .hasMessageContaining("km");
    assertThatThrownBy(() -> Units.load().convert(BigDecimal.ONE, "kg", "km"))
        .hasMessageContaining("kg is a mass and km is a length");
  }
}
