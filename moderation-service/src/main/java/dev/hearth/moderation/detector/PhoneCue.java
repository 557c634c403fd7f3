package dev.hearth.moderation.detector;

import dev.hearth.moderation.text.View;
import java.util.List;
import java.util.Locale;

/** Words before a number that say that it is a phone's. */
final class PhoneCue {

  private static final int REACH = 28;
  private static final List<String> WORDS =
      List.of(
          "phone",
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
    return WORDS.stream().anyMatch(before::contains);
  }
}
