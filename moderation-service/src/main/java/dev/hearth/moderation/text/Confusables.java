package dev.hearth.moderation.text;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;

/**
 * Which characters look like one ASCII letter or digit, by the confusables of Unicode UTS #39 and
 * the enclosed letters that have no decomposition. Immutable.
 */
final class Confusables {

  private static final String RESOURCE = "/moderation/confusables.txt";
  private static final int BMP = 0x10000;

  /** Pairs that UTS #39 holds apart, yet that disguises use: Cyrillic, Greek and small capitals. */
  private static final String MORE =
      "вbкkмmнhпnтtяrЯRШWєeεeβbκkτtηnχxωwΣEʙbᴄcᴅdᴇeɢgʜhᴊjᴋkʟlᴍmɴnᴏoᴘpʀrᴛtᴜuᴠvᴡwʏyᴢzꜰfꜱsᴀa";

  /**
   * Letters with a stroke, a hook or a tail, which have no decomposition, each line behind the
   * letter that they are read as.
   */
  private static final String[] STROKED = {
    "AȺ",
    "BƁƂɃꞖ",
    "CƇȻꞒꟄ",
    "DĐƊƋꝹꟇÐ",
    "EƐɆ",
    "FƑꝻ",
    "GƓǤꝽꞠꞬ",
    "HĦⱧꞪ",
    "IƗꞮ",
    "JɈ",
    "KƘⱩꝀꝂꝄꞢ",
    "LĿŁȽⱠⱢꝈꞭ",
    "MⱮ",
    "NƝȠꞐꞤ",
    "OØƟǾꝊꝌ",
    "PƤⱣꝐꝒꝔ",
    "QꝖꝘ",
    "RɌⱤꞂꞦ",
    "SⱾꞄꞨꟅꟉ",
    "TŦƬƮȾꞆ",
    "UɄꞸ",
    "VƲꝞ",
    "WⱲ",
    "YƳɎỾ",
    "ZƵȤⱫⱿꟆ",
    "aᶏⱥ",
    "bƀƃɓᴃᵬᶀꞗ",
    "cƈȼɕꞓꞔ",
    "dđƌȡɖɗᵭᶁᶑꝺꟈð",
    "eɇɛᶒᶓⱸꬳꬴ",
    "fᵮᶂꝼ",
    "gǥɠʛᵹꞡꬶ",
    "hħɦⱨꞕ",
    "iɨᶖ",
    "jȷɉɟʄʝ",
    "kƙᶄⱪꝁꝃꝅꞣ",
    "lŀłƚȴɫɬɭᴌᶅⱡꝉꞎꬷꬸꬹ",
    "mɱᵯᶆꬺ",
    "nƞȵɲɳᵰᶇꞑꞥꬻ",
    "oøǿɵⱺꝋꝍ",
    "pƥᵱᵽᶈꝑꝓꝕ",
    "qɋʠꝗꝙꞯ",
    "rɍɼɽɾʁᵲᵳᶉꞃꞧꭆꭉꭋꭌ",
    "sȿʂᵴᶊꞅꞩꟊ",
    "tŧƫƭȶʈᵵⱦꞇ",
    "uʉᶙꞹꭏ",
    "vⱱⱴꝟ",
    "wⱳ",
    "xᶍꭖꭗꭘꭙ",
    "yƴɏ",
    "zƶȥɀʐʑᵶᶎⱬ"
  };

  private final char[] basic = new char[BMP];
  private final Map<Integer, Character> supplementary = new HashMap<>();

  /** Reads the table: on each line a letter, then the hexadecimal code points that look like it. */
  static Confusables load() {
    Confusables table = new Confusables();
    try (InputStream resource = Confusables.class.getResourceAsStream(RESOURCE)) {
      if (resource == null) {
        throw new IllegalStateException("missing " + RESOURCE);
      }
      BufferedReader lines =
          new BufferedReader(new InputStreamReader(resource, StandardCharsets.UTF_8));
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        if (line.isEmpty() || line.startsWith("#")) {
          continue;
        }
        String[] fields = line.split(" ");
        for (int i = 1; i < fields.length; i++) {
          table.put(Integer.parseInt(fields[i], 16), fields[0].charAt(0));
        }
      }
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
    for (int i = 0; i < MORE.length(); i += 2) {
      table.put(MORE.charAt(i), MORE.charAt(i + 1));
    }
    for (String letters : STROKED) {
      letters.chars().skip(1).forEach(letter -> table.put(letter, letters.charAt(0)));
    }
    for (int i = 0; i < 26; i++) {
      char letter = (char) ('a' + i);
      table.put(0x1F130 + i, letter); // squared
      table.put(0x1F150 + i, letter); // negative circled
      table.put(0x1F170 + i, letter); // negative squared
      table.put(0x1F1E6 + i, letter); // regional indicators
    }
    return table;
  }

  private void put(int codePoint, char letter) {
    if (codePoint < BMP) {
      basic[codePoint] = letter;
    } else {
      supplementary.put(codePoint, letter);
    }
  }

  /** The letter or digit that this looks like, or 0. */
  char latin(int codePoint) {
    if (codePoint < BMP) {
      return basic[codePoint];
    }
    Character letter = supplementary.get(codePoint);
    return letter == null ? 0 : letter;
  }
}
