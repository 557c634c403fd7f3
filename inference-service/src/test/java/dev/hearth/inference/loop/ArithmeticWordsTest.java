package dev.hearth.inference.loop;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ArithmeticWordsTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "Use the calculator to multiply 572 by 648 | 572 * 648",
        "Multiply 572 by 648. | 572 * 648",
        "What is 27 × 453? | 27 * 453",
        "What is the sum of 12, 7 and 30? | 12 + 7 + 30",
        "Subtract 12 from 100 | 100 - 12",
        "What is the difference between 90 and 17? | 90 - 17",
        "Divide 1,200 by 4 please | 1200 / 4",
        "What is 17 percent of 240? | 17 / 100 * 240",
        "Compute 15% of 80 for me | 15 / 100 * 80",
        "What is (3 + 4) times 5? | (3 + 4) * 5",
        "what is the square root of 144? | sqrt(144)",
        "Can you work out 2 to the power of 10? | 2 ^ 10",
        "What is 12 squared? | 12 ^ 2",
        "What is 300 times 90 plus 90? | 300 * 90 + 90",
        "My invoice says $12.50 multiplied by 3 | 12.50 * 3",
        "What is the average of 4, 8 and 12? | (4 + 8 + 12) / 3",
        "Add 5 and 7 times 3 | 7 * 3",
      })
  void putsWordsIntoSigns(String sentence, String expression) {
    assertThat(ArithmeticWords.in(sentence)).contains(expression);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Who was the 16th president of the United States?",
        "Give me 3 tips for sleeping better.",
        "What happened on 2020-01-15?",
        "Between 1914 and 1918, who ruled Germany?",
        "Hello, how are you?"
      })
  void leavesOtherSentencesAlone(String sentence) {
    assertThat(ArithmeticWords.in(sentence)).isEmpty();
  }
}
