package dev.hearth.moderation.learned;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Words that say that somebody is a minor. No model is trained on texts that sexualise minors: what
 * is sexual and has such a cue counts as that.
 */
final class AgeCues {

  private static final int ADULT = 18;

  private static final Pattern WORDS =
      Pattern.compile(
          "\\b(minors?|child(ren)?|kids?|toddlers?|infants?|bab(y|ies)|under-?aged?|pre-?teens?|teen(age(d|rs?)?|s)?|school"
              + " ?(girl|boy)s?|little (girl|boy)s?|young(er)?"
              + " (girl|boy)s?|juveniles?|pupils?|(first|second|third|fourth|fifth|sixth|seventh|eighth|ninth)"
              + " grade(rs?)?|(?<!ty["
              + " -])(one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|(thir|four|fif|six|seven)teen)["
              + " -](years?|yrs?)[ -]?olds?)\\b",
          Pattern.CASE_INSENSITIVE);

  private static final Pattern AGE =
      Pattern.compile(
          "\\b(\\d{1,2})[ -]?(years?[ -]?olds?|yrs?[ -]?old|y/?o|year["
              + " -]olds?)\\b|\\b(?:aged?|is|am|turned|turns) (\\d{1,2})\\b(?!"
              + " *(%|percent|hours?|days?|minutes?|times?))",
          Pattern.CASE_INSENSITIVE);

  private AgeCues() {}

  /** Whether the text has one. */
  static boolean in(String text) {
    if (WORDS.matcher(text).find()) {
      return true;
    }
    Matcher age = AGE.matcher(text);
    while (age.find()) {
      String years = age.group(1) == null ? age.group(3) : age.group(1);
      if (Integer.parseInt(years) < ADULT) {
        return true;
      }
    }
    return false;
  }
}
