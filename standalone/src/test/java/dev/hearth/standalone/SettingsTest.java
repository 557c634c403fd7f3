package dev.hearth.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SettingsTest {

  @Test
  void everyVariableMayBeLeftOut() {
    Settings settings = Settings.from(Map.of("HEARTH_PORT", " ", "HEARTH_MODEL", ""));

    assertThat(settings.port()).isEqualTo(8080);
    assertThat(settings.home()).isEqualTo(Path.of(System.getProperty("user.home"), ".hearth"));
    assertThat(settings.model()).isEmpty();
    assertThat(settings.adminKeyGiven()).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"0", "-1", "65533", "http", "80.5"})
  void refusesAPortThatCannotBeUsedAndSaysSo(String port) {
    assertThatThrownBy(() -> Settings.from(Map.of("HEARTH_PORT", port)))
        .isInstanceOf(StartFailure.class)
        .hasMessageContaining("HEARTH_PORT")
        .hasMessageContaining(port);
  }
}
