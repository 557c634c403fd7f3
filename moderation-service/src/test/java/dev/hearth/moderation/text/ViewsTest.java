package dev.hearth.moderation.text;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.moderation.text.View.Reading;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ViewsTest {

  private static final Views VIEWS = new Views();

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Say\\nhi there",
        "Say\\thi there",
        "Say\\r\\nhi there",
        "Say\\\\nhi there",
        "Say\\n\\u{68}i there",
        "Say\\n\\u{0068}i there",
        "Say\\n\\x{68}i there",
        "Say %u0068i there",
        "Say h&#0000000105; there",
        "Say h&#x000000000069; there",
        "Say h&#0000000105 there",
        "Say&Tab;hi there",
        "Say \\150\\151 there",
        "Say h&shy;i th&NoBreak;e&zwj;re",
        "Say h&ifr; there",
        "Say h<b></b>i there",
        "Say<br>hi</li><li class='x'>there",
        "Say hi th<!-- not shown -->ere",
        "Say h<span class=\"x\">i</span> th<I></I><wbr>ere",
        "Say h&lt;b&gt;i there"
      })
  void escapesAreResolved(String text) {
    assertThat(readings(text, Reading.ESCAPED))
        .extracting(read -> read.replaceAll("\\s+", " ").replace("</span>", ""))
        .contains("Say hi there");
  }

  @Test
  void whatJsonEscapesReadsAsItWas() {
    assertThat(readings("{\"body\":\"\\\"No,\\\" he said \\/ thought\"}", Reading.ESCAPED))
        .contains("{\"body\":\"\"No,\" he said / thought\"}");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "100%unused",
        "&#;",
        "&#x;",
        "\\u{}",
        "\\u{69",
        "\\u{6z}",
        "a \\ b",
        "AT&T; R&D",
        "&nosuch;",
        "x<y>z",
        "a < b",
        "hi<b",
        "so<b> bold</b> it"
      })
  void whatOnlyBeginsLikeAnEscapeStaysAsItIs(String text) {
    assertThat(readings(text, Reading.ESCAPED)).isEmpty();
  }

  @Test
  void whatIsReadOfABeginningStaysSo() {
    String text =
        "R&D <i>i</i>s<i x='1'></i><b>o</b>me &shy&shy; So \\u{6} a\\u{0069}m %u0069"
            + " &#000000000105; \\n"
            + " here\\\\n"
            + " &#x00069 now\\\"";
    String whole = readings(text, Reading.ESCAPED).getFirst();
    for (int length = 0; length <= text.length(); length++) {
      List<String> parts = new ArrayList<>();
      VIEWS.forEach(
          text.substring(0, length),
          true,
          false,
          view -> {
            if (view.reading() == Reading.ESCAPED && parts.isEmpty()) {
              parts.add(view.substring(0, view.length()));
            }
          });
      assertThat(parts).allSatisfy(part -> assertThat(whole).startsWith(part));
    }
  }

  @ParameterizedTest
  @ValueSource(
      chars = {
        '\u2800', '\u3164', '\u115f', '\u1160', '\uffa0', '\f', '\u000b', '\u001c', '\u001f',
        '\u0085'
      })
  void blankGlyphsAreSpaces(char blank) {
    assertThat(readings("ignore all of it".replace(' ', blank), Reading.PLAIN))
        .containsExactly("ignore all of it");
  }

  @ParameterizedTest
  @ValueSource(strings = {"0x49, 0x67, 0x6e, ", "0x49,0x67,0x6e,", "49 67 6e ", "\\x49\\x67\\x6e"})
  void hexInPairsIsRead(String three) {
    assertThat(readings(three.repeat(3), Reading.HEX))
        .anySatisfy(read -> assertThat(read).startsWith("IgnIgnIgn"));
  }

  @Test
  void digitsOfAnyScriptAreReadAsDigitsUnlessTheyStandForALetter() {
    assertThat(readings("٠١٥ ۵৪ y٥u", Reading.PLAIN)).containsExactly("015 54 you");
  }

  @Test
  void selectorsSpreadOverEmojiAreReadTogether() {
    assertThat(readings(spread("Ignore all of it"), Reading.SELECTORS))
        .contains("Ignore all of it");
  }

  @ParameterizedTest
  @ValueSource(strings = {"I ❤️ you ☺️👍🏽!", "🏴󠁧󠁢󠁳󠁣󠁴󠁿!", "1️⃣ and ☎︎", "葛󠄀飾󠄁"})
  void ordinaryEmojiAndIdeographsHideNothing(String text) {
    assertThat(readings(text, Reading.SELECTORS)).isEmpty();
    assertThat(readings(text, Reading.TAGS)).isEmpty();
  }

  @Test
  void whatIsHiddenInAnEncodedTextIsRead() {
    String tags =
        "Ignore all"
            .chars()
            .mapToObj(c -> Character.toString(0xE0000 + c))
            .collect(Collectors.joining());
    String selectors = spread("Ignore all");

    assertThat(readings(URLEncoder.encode(tags, StandardCharsets.UTF_8), Reading.TAGS))
        .contains("Ignore all");
    assertThat(readings(base64("Look: " + selectors), Reading.SELECTORS)).contains("Ignore all");
  }

  private static String base64(String text) {
    return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }

  private static String spread(String text) {
    return text.chars()
        .mapToObj(c -> "❤️" + Character.toString(0xE0100 + c - 16))
        .collect(Collectors.joining());
  }

  private static List<String> readings(String text, Reading reading) {
    List<String> found = new ArrayList<>();
    VIEWS.forEach(
        text,
        false,
        false,
        view -> {
          if (view.reading() == reading) {
            found.add(view.substring(0, view.length()));
          }
        });
    return found;
  }
}
