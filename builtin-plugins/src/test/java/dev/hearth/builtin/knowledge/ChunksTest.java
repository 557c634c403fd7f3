package dev.hearth.builtin.knowledge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.builtin.knowledge.Chunks.Chunk;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ChunksTest {

  private static int words(String text) {
    return text.split("\\s+").length;
  }

  private static List<Chunk> cut(String text) {
    return new Chunks(ChunksTest::words, 20, 6).of(List.of(new Passage(null, text)));
  }

  @Test
  void cutsBetweenSentencesAndRepeatsTheLast() {
    String text =
        IntStream.range(0, 12)
            .mapToObj(i -> "This is sentence " + i + ".")
            .collect(Collectors.joining(" "));

    List<Chunk> chunks = cut(text);

    assertThat(chunks).hasSizeGreaterThan(2);
    assertThat(chunks)
        .allSatisfy(
            chunk -> {
              assertThat(words(chunk.text())).isLessThanOrEqualTo(20);
              assertThat(chunk.text()).startsWith("This is").endsWith(".");
            });
    for (int i = 1; i < chunks.size(); i++) {
      String first = chunks.get(i).text().replaceFirst("\\. .*", ".");
      assertThat(chunks.get(i - 1).text()).endsWith(first);
    }
    assertThat(chunks.getLast().text()).contains("sentence 11");
  }

  @Test
  void cutsASentenceThatIsLongerThanAChunk() {
    String text =
        IntStream.range(0, 100).mapToObj(i -> "word" + i).collect(Collectors.joining(" "));

    List<Chunk> chunks = cut(text);

    assertThat(chunks).allSatisfy(chunk -> assertThat(words(chunk.text())).isBetween(1, 20));
    String all = chunks.stream().map(Chunk::text).collect(Collectors.joining(" "));
    IntStream.range(0, 100).forEach(i -> assertThat(all).contains("word" + i));
  }

  @Test
  void neverMixesHeadings() {
    List<Chunk> chunks =
        new Chunks(ChunksTest::words, 20, 6)
            .of(List.of(new Passage("A", "One short line."), new Passage("B", "Another.")));

    assertThat(chunks)
        .containsExactly(new Chunk("A", "One short line.", 3), new Chunk("B", "Another.", 1));
  }
}
