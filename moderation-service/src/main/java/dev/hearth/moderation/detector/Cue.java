package dev.hearth.moderation.detector;

import dev.hearth.moderation.text.View;
import java.util.List;
import java.util.Locale;

/** Words right before a number that say what it is. */
final class Cue {

  static final Cue PHONE =
      new Cue(
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
  static final Cue SOCIAL_SECURITY = new Cue("ssn", "social security");
  static final Cue SOCIAL_INSURANCE =
      new Cue(
          "social insurance",
          "assurance sociale",
          "sin:",
          "sin number",
          "sin no",
          "sin #",
          "sin is");
  static final Cue NATIONAL_INSURANCE =
      new Cue("national insurance", "nino", "ni number", "ni no", "ni:");
  static final Cue BURGERSERVICENUMMER =
      new Cue("bsn", "burgerservice", "sofinummer", "sofi-nummer");
  static final Cue AADHAAR = new Cue("aadhaar", "aadhar", "adhaar", "uidai");
  static final Cue STEUER_ID =
      new Cue("steuer", "idnr", "id-nr", "tax id", "tax number", "tax identification", "tin:");

  private static final int REACH = 28;

  /** Also at the end of other words: telephone, freephone. */
  private static final String WITHIN = "phone";

  private final List<String> words;

  private Cue(String... words) {
    this.words = List.of(words);
  }

  boolean before(View view, int index) {
    String before = view.substring(Math.max(0, index - REACH), index).toLowerCase(Locale.ROOT);
    return (this == PHONE && before.contains(WITHIN))
        || words.stream().anyMatch(word -> begins(before, word));
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
