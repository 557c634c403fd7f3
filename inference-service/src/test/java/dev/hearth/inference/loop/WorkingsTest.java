package dev.hearth.inference.loop;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.util.Set;
import org.junit.jupiter.api.Test;

class WorkingsTest {

  @Test
  void usesTheRightResultOfAnEarlierStepInALaterOne() {
    Workings workings =
        new Workings(
            "He walks 4 * 6 = 20 miles. Together that is 20 + 8 = 28.",
            Set.of(new BigDecimal(4), new BigDecimal(6), new BigDecimal(8)));

    assertThat(workings.next()).contains("4 * 6");
    workings.result(new BigDecimal(24));

    assertThat(workings.next()).contains("24 + 8");
  }

  @Test
  void skipsStepsWithNumbersThatNobodyNamed() {
    Workings workings =
        new Workings("First 77 * 3 = 231, then $8 - $3 = $5.", Set.of(new BigDecimal(8)));

    assertThat(workings.next()).contains("8 - 3");
  }

  @Test
  void hasNoStepsInPlainText() {
    assertThat(new Workings("I think that it is 12.", Set.of()).next()).isEmpty();
  }
}
