package dev.hearth.inference.loop;

import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Sentences that ask for knowledge, which may stand in a text somewhere: questions, and orders to
 * search. Small talk, questions to the assistant about itself, orders to write something, and
 * calculations are none.
 */
final class Inquiry {

  /** What only wraps a question up. */
  private static final Pattern COURTESY =
      Pattern.compile(
          "^(?:(?:please|hello|hi|hey|ok|okay|and|so|now|then|also|well|thanks|thank you)\\b[,! ]*"
              + "|(?:can|could|would|will) you (?:please |kindly )?(?:also )?"
              + "|(?:do|did) you (?:happen to )?know (?:if |whether )?"
              + "|i(?: would|'d) like to know |i want to know |i wonder |i need to know "
              + "|(?:tell|remind) (?:me|us) (?!about\\b)|let me know "
              + "|according to [^,?]{1,60}, )+");

  private static final Pattern ORDER =
      Pattern.compile(
          "^(?:search|find|look (?:up|for|in|into|through)|google|retrieve|research|check"
              + "|tell (?:me|us) about|explain|describe|define"
              + "|what|i(?: need|'m looking for| am looking for| want) (?:.* )?"
              + "(?:information|infos?|news|details|facts|latest|articles?)\\b)\\b.*");

  /** The verb and the place of a search, which the query does without. */
  private static final Pattern SEARCH =
      Pattern.compile(
          "(?i)^(?:search|look|google|check|research)(?: up)?"
              + "(?: (?:on |in |through )?(?:the |our |my |your )?[\\p{L} ]{1,40}?)?"
              + " (?:for|about) (?=.)|^(?:look up|google|find out|tell (?:me|us) about) (?=.)");

  private static final String ASKING =
      "who|whom|whose|what|which|when|where|why|how|what's|who's|where's|when's|how's";
  private static final Pattern INTERROGATIVE =
      Pattern.compile(
          "^(?:(?:in|on|at|by|for|from|to|of|with|since|until|after|before|under|about|near|during)"
              + " )?(?:"
              + ASKING
              + ")\\b.*");
  private static final Pattern LATER = Pattern.compile(".*[,;:]? (?:" + ASKING + ") .*\\?$");
  private static final Pattern YES_OR_NO =
      Pattern.compile(
          "^(?:is|are|was|were|do|does|did|has|have|had|can|could|will|would|may|must|should)"
              + "(?:n't)? .*\\?$");

  private static final Pattern TO_THE_ASSISTANT =
      Pattern.compile(
          ".*\\b(?:you|your|yours|yourself)\\b.*|^(?:what's|what is) (?:up|new)\\b.*"
              + "|^how(?:'s| is) it going\\b.*");

  /** "You" is anybody in these. */
  private static final Pattern ANYBODY =
      Pattern.compile(
          "^(?:(?:how|where|when|why|what|which)\\b.*\\b)?(?:do|does|can|could|would|should|must|may)"
              + " you (?!do\\b|feel\\b|like\\b|think\\b|work\\b|know\\b|help\\b|say\\b|want\\b).*");

  private Inquiry() {}

  /** What to search for, if the sentence asks for knowledge. */
  static Optional<String> in(String sentence) {
    String text = sentence.strip();
    String small = text.toLowerCase(Locale.ROOT).replace('’', '\'');
    String asked = COURTESY.matcher(small).replaceFirst("");
    if (!asks(asked) || isCalculation(text)) {
      return Optional.empty();
    }
    String plain = text.substring(text.length() - asked.length());
    return Optional.of(SEARCH.matcher(plain).replaceFirst("").strip());
  }

  private static boolean asks(String asked) {
    if (ORDER.matcher(asked).matches() && !INTERROGATIVE.matcher(asked).matches()) {
      return true;
    }
    boolean question =
        INTERROGATIVE.matcher(asked).matches()
            || YES_OR_NO.matcher(asked).matches()
            || LATER.matcher(asked).matches();
    return question
        && (!TO_THE_ASSISTANT.matcher(asked).matches() || ANYBODY.matcher(asked).matches());
  }

  private static boolean isCalculation(String sentence) {
    return ArithmeticWords.in(sentence).isPresent();
  }
}
