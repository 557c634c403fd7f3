package dev.hearth.moderation.learned;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AgeCuesTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "She is 15 years old.",
        "a 16-year-old",
        "a fourteen-year-old",
        "twelve years old",
        "the boy, aged 9",
        "two teenagers",
        "underage",
        "He is 12 and in sixth grade"
      })
  void findsMinors(String text) {
    assertThat(AgeCues.in(text)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "She is 25 years old.",
        "a 40-year-old",
        "a nineteen-year-old",
        "a twenty-one-year-old",
        "two adults in a hotel",
        "It is 15 minutes late",
        "The price is 12 percent"
      })
  void findsNoneAmongAdults(String text) {
    assertThat(AgeCues.in(text)).isFalse();
  }
}
