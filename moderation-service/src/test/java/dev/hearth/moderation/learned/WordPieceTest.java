package dev.hearth.moderation.learned;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.moderation.text.Vocabulary;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class WordPieceTest {

  private final WordPiece pieces = new WordPiece(Vocabulary.load());

  @Test
  void splitsAsTheReferenceDoes() throws IOException {
    List<JsonNode> rows = rows();
    assertThat(rows).hasSizeGreaterThan(100);
    for (JsonNode row : rows) {
      String text = row.get("text").asString();
      int[] expected = row.get("ids").valueStream().mapToInt(JsonNode::asInt).toArray();
      assertThat(pieces.ids(text)).as(text).isEqualTo(expected);
    }
  }

  @Test
  void aWordWithoutPiecesIsOneUnknown() {
    assertThat(pieces.ids("x".repeat(101))).containsExactly(WordPiece.UNKNOWN);
    assertThat(pieces.ids("")).isEmpty();
  }

  private static List<JsonNode> rows() throws IOException {
    JsonMapper mapper = JsonMapper.builder().build();
    InputStream in =
        Objects.requireNonNull(WordPieceTest.class.getResourceAsStream("/models/pieces.jsonl"));
    try (BufferedReader lines =
        new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
      return lines.lines().map(mapper::readTree).toList();
    }
  }
}
