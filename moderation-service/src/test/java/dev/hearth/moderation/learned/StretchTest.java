package dev.hearth.moderation.learned;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class StretchTest {

  @Test
  void whatFitsIsOneWindow() {
    assertThat(new Stretch(7, 71).windows(64, 16)).containsExactly(new Stretch(7, 71));
  }

  @Test
  void windowsAreNoLongerThanTheyNeedBe() {
    assertThat(new Stretch(0, 66).windows(64, 16))
        .containsExactly(new Stretch(0, 41), new Stretch(25, 66));
    assertThat(new Stretch(0, 112).windows(64, 16))
        .containsExactly(new Stretch(0, 64), new Stretch(48, 112));
  }

  @Test
  void windowsAreTheWholeAndOverlap() {
    for (int length = 65; length < 700; length++) {
      List<Stretch> windows = new Stretch(5, 5 + length).windows(64, 16);

      assertThat(windows.getFirst().from()).isEqualTo(5);
      assertThat(windows.getLast().to()).isEqualTo(5 + length);
      for (int i = 0; i < windows.size(); i++) {
        assertThat(windows.get(i).length()).isLessThanOrEqualTo(64);
        if (i > 0) {
          assertThat(windows.get(i - 1).to() - windows.get(i).from()).isGreaterThanOrEqualTo(16);
        }
      }
      assertThat(windows).hasSize(Math.ceilDiv(length - 16, 48));
    }
  }
}
