package dev.hearth.gateway.misuse;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SketchTest {

  private static final String LETTER =
      "Dear %s, your account number %s has been chosen for a payment of %s dollars. Our office in"
          + " %s needs a small fee before the transfer can begin, please answer this letter today";

  @Test
  void findsTextsAlikeThatDifferInNamesNumbersAndSigns() {
    Sketch one = sketch(LETTER.formatted("Anna", "12 345", "1,000,000", "Lagos"));
    Sketch other =
        sketch(
            LETTER
                .formatted("MR. BROWN", "99-1", "250.000", "London")
                .toUpperCase(java.util.Locale.ROOT));
    assertThat(one.likeness(other)).isGreaterThanOrEqualTo(Sketch.ALIKE);
    assertThat(one.likeness(Sketch.of(one.bytes()))).isEqualTo(1);
  }

  @Test
  void doesNotFindOtherTextsOfTheSameKindAlike() {
    Sketch letter = sketch(LETTER.formatted("Anna", "12 345", "1,000,000", "Lagos"));
    Sketch other =
        sketch(
            "I met you on that page last summer and I have never felt so close to anybody; my"
                + " ticket is stolen and I cannot come to you unless you lend me money for the"
                + " flight");
    assertThat(letter.likeness(other)).isLessThan(0.2);
  }

  @Test
  void findsTextsAlikeInOtherScripts() {
    String start = "尊敬的客户您的账户已被选中可以领取一笔巨额奖金请您今天之内支付少量手续费以便我们尽快为您办理转账手续谢谢您的合作";
    assertThat(sketch(start + "王").likeness(sketch(start + "李小姐")))
        .isGreaterThanOrEqualTo(Sketch.ALIKE);
  }

  @Test
  void meansNothingUnderAnotherSalt() {
    String text = LETTER.formatted("Anna", "12 345", "1,000,000", "Lagos");
    assertThat(Sketch.of(text, 1).likeness(Sketch.of(text, 2))).isLessThan(0.2);
  }

  @Test
  void passesOverShortTexts() {
    assertThat(Sketch.worthwhile("Too short, this one")).isFalse();
    assertThat(Sketch.worthwhile("1234567890 ".repeat(20))).isFalse();
    assertThat(Sketch.worthwhile(LETTER)).isTrue();
  }

  private static Sketch sketch(String text) {
    return Sketch.of(text, 42);
  }
}
