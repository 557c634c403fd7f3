package dev.hearth.moderation.detector;

import dev.hearth.moderation.text.View;
import java.util.List;
import java.util.Locale;

/** Words before a number that say that it is a phone's. */
final class PhoneCue {

  private static final int REACH = 28;

  /** Also at the end of other words: telephone, freephone. */
  private static final String PHONE = "phone";

  private static final List<String> WORDS =
      List.of(
          "call me",
          "call us",
          "tel:",
          "tel.",
          "mobile",
          "whatsapp",
          "cell",
          "text me",
          "contact number",
          "my number is",
          "fax");

  private PhoneCue() {}

  static boolean before(View view, int index) {
    String before = view.substring(Math.max(0, index - REACH), index).toLowerCase(Locale.ROOT);
    return before.contains(PHONE) || WORDS.stream().anyMatch(word -> begins(before, word));
  }

  /** Whether a word of the text begins so: Halifax is no fax. */
  private static boolean begins(String text, String word) {
    int at = text.indexOf(word);
    while (at > 0 && Character.isLetter(text.charAt(at - 1))) {
      at = text.indexOf(word, at + 1);
    }
    return at >= 0;
  }
}
