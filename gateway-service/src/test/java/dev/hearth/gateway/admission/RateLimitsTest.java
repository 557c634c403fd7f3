package dev.hearth.gateway.admission;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class RateLimitsTest {

  @Test
  void writesDurationsAsOpenAiDoes() {
    assertThat(RateLimits.text(Duration.ofMillis(20))).isEqualTo("20ms");
    assertThat(RateLimits.text(Duration.ofMillis(1500))).isEqualTo("1.5s");
    assertThat(RateLimits.text(Duration.ofSeconds(60))).isEqualTo("1m0s");
    assertThat(RateLimits.text(Duration.ofMillis(365_250))).isEqualTo("6m5.25s");
    assertThat(RateLimits.text(Duration.ZERO)).isEqualTo("0ms");
  }
}
