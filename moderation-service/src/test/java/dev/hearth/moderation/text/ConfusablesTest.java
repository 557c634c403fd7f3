package dev.hearth.moderation.text;

import static org.assertj.core.api.Assertions.assertThat;

import com.ibm.icu.text.SpoofChecker;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.text.Normalizer;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class ConfusablesTest {

  private static final String LETTERS =
      "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";

  /** The table is derived from Unicode's data; where it differs, the derived one is left behind. */
  @Test
  void theTableIsWhatUnicodeSays() throws IOException {
    StringBuilder derived =
        new StringBuilder(
            "# Look-alikes of ASCII letters and digits, derived from the confusables of Unicode"
                + " UTS #39.\n");
    derive().forEach((letter, others) -> derived.append(letter).append(others).append('\n'));
    Path written = Path.of("target", "confusables.txt");
    Files.createDirectories(Path.of("target"));
    Files.writeString(written, derived);

    try (var resource = getClass().getResourceAsStream("/moderation/confusables.txt")) {
      assertThat(resource).as("moderation/confusables.txt; derived: " + written).isNotNull();
      assertThat(new String(resource.readAllBytes(), StandardCharsets.UTF_8))
          .isEqualTo(derived.toString());
    }
  }

  @Test
  void cyrillicAndGreekReadAsTheLatinTheyLookLike() {
    Confusables table = Confusables.load();

    assertThat(table.latin('а')).isEqualTo('a');
    assertThat(table.latin('Ο')).isEqualTo('O');
    assertThat(table.latin(0x1F170)).isEqualTo('a');
    assertThat(table.latin('ж')).isEqualTo((char) 0);
  }

  @Test
  void lettersWithAStrokeReadAsTheLetter() {
    Confusables table = Confusables.load();
    String stroked = "øØđĐłŁħĦŧŦɨƗƀɃıŀɍⱥȺƶꞓɇʉɵǥɉꝁ";
    String plain = "oOdDlLhHtTiIbBilraAzceuogjk";

    assertThat(stroked.chars().mapToObj(table::latin).map(String::valueOf))
        .containsExactly(plain.split(""));
  }

  private static Map<Character, String> derive() {
    SpoofChecker checker = new SpoofChecker.Builder().setChecks(SpoofChecker.CONFUSABLE).build();
    Map<String, Character> bySkeleton = new HashMap<>();
    for (int i = 0; i < LETTERS.length(); i++) {
      String letter = LETTERS.substring(i, i + 1);
      bySkeleton.putIfAbsent(checker.getSkeleton(letter), letter.charAt(0));
    }
    Map<Character, String> table = new TreeMap<>();
    for (int codePoint = 0x80; codePoint <= Character.MAX_CODE_POINT; codePoint++) {
      if (!Character.isLetterOrDigit(codePoint)
          && Character.getType(codePoint) != Character.OTHER_SYMBOL) {
        continue;
      }
      String text = Character.toString(codePoint);
      if (isPlainAfterDecomposition(text)) {
        continue;
      }
      Character letter = bySkeleton.get(checker.getSkeleton(text));
      if (letter != null) {
        table.merge(letter, " " + Integer.toHexString(codePoint), String::concat);
      }
    }
    return table;
  }

  private static boolean isPlainAfterDecomposition(String text) {
    String plain = Normalizer.normalize(text, Normalizer.Form.NFKD).replaceAll("\\p{M}", "");
    return plain.length() == 1 && LETTERS.contains(plain);
  }
}
