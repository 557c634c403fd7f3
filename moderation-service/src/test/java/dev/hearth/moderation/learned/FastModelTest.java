package dev.hearth.moderation.learned;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.BufferedReader;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class FastModelTest {

  private static final double AGREED = 1e-3;

  @Test
  void answersAsTheTrainingProgramDoes() throws IOException {
    FastModel model = model();
    int texts = 0;
    for (JsonNode row : fixtures()) {
      String text = row.get("text").asString();
      float[] scores = model.scores(text);
      JsonNode expected = row.get("fast");
      assertThat(scores).hasSize(expected.size());
      for (int i = 0; i < scores.length; i++) {
        assertThat((double) scores[i])
            .as("%s of '%s'", model.outputs().get(i), text)
            .isCloseTo(expected.get(i).asDouble(), within(AGREED));
      }
      texts++;
    }
    assertThat(texts).isGreaterThan(90);
  }

  @Test
  void paddingDoesNotHideAWindow() throws IOException {
    FastModel model = model();
    String harmful = "I know where you live and I will kill you tonight, you worthless idiot";
    String padding = "We planted forty trees behind the school and had tea. ".repeat(40);
    int any = model.outputs().indexOf("any");
    float plain = model.scores(harmful)[any];
    assertThat(model.scores(padding + harmful)[any]).isGreaterThan(0.5f * plain);
    assertThat(model.scores(harmful + " " + padding)[any]).isGreaterThan(0.5f * plain);
  }

  @Test
  void judgesTextsWithoutAnyToken() throws IOException {
    assertThat(model().scores("")).hasSize(18).doesNotContain(Float.NaN);
    assertThat(model().scores("\u200b \n")).isEqualTo(model().scores(""));
  }

  @Test
  void refusesAnotherFile() {
    InputStream other = new ByteArrayInputStream(new byte[64]);
    assertThatThrownBy(() -> FastModel.read(other)).isInstanceOf(IOException.class);
  }

  private static FastModel model() throws IOException {
    try (InputStream in = resource("/models/fast.bin")) {
      return FastModel.read(in);
    }
  }

  private static List<JsonNode> fixtures() throws IOException {
    JsonMapper mapper = JsonMapper.builder().build();
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(resource("/models/fixtures.jsonl"), StandardCharsets.UTF_8))) {
      return lines.lines().map(mapper::readTree).toList();
    }
  }

  private static InputStream resource(String name) {
    return Objects.requireNonNull(FastModelTest.class.getResourceAsStream(name), name);
  }
}
