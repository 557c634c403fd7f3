package dev.hearth.inference.loop;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Arithmetic that a sentence spells out, as an expression in signs: "multiply 6 by 7", "the sum of
 * 1 and 2", "17 percent of 240", "(3 + 4) times 5". Small models leave the verb out or compute
 * along.
 */
final class ArithmeticWords {

  private static final String N = "[$€£]?(-?\\d+(?:\\.\\d+)?)";
  private static final String AND = "(?: and|,(?: and)?)";

  private static final List<Spoken> SPOKEN =
      List.of(
          new Spoken("multiply(?:ing)? " + N + " (?:by|with|and|times) " + N, "%s * %s"),
          new Spoken("product of " + N + " (?:and|by|with) " + N, "%s * %s"),
          new Spoken("divid(?:e|ing) " + N + " (?:by|into) " + N, "%s / %s"),
          new Spoken("quotient of " + N + " (?:and|by) " + N, "%s / %s"),
          new Spoken("subtract(?:ing)? " + N + " from " + N, "%2$s - %1$s"),
          new Spoken("tak(?:e|ing) (?:away )?" + N + " (?:away )?from " + N, "%2$s - %1$s"),
          new Spoken("difference (?:between|of) " + N + " and " + N, "%s - %s"),
          new Spoken("add(?:ing)? " + N + " (?:and|to|with|plus) " + N, "%s + %s"),
          new Spoken(
              "(?:increase|raise) " + N + " by " + N + " ?(?:%|percent)", "%s * (1 + %s / 100)"),
          new Spoken(
              "(?:decrease|reduce|lower) " + N + " by " + N + " ?(?:%|percent)",
              "%s * (1 - %s / 100)"),
          new Spoken("(?:increase|raise) " + N + " by " + N, "%s + %s"),
          new Spoken("(?:decrease|reduce|lower) " + N + " by " + N, "%s - %s"),
          new Spoken(N + " less than " + N, "%2$s - %1$s"),
          new Spoken(N + " more than " + N, "%2$s + %1$s"),
          new Spoken(
              "^(?:(?:what|how (?:much|many)) (?:is|are|do|does|makes?) )?"
                  + N
                  + " (?!per|thirds|quarters|halves|\\p{L}+ths)\\p{L}+s of "
                  + N
                  + "(?: \\p{L}+)?(?: makes?)?[ ?.!=]*$",
              "%s * %s"),
          new Spoken("(?:double|twice) (?:of )?" + N, "2 * %s"),
          new Spoken("triple (?:of )?" + N, "3 * %s"),
          new Spoken("half of " + N, "%s / 2"),
          new Spoken("(?:a )?third of " + N, "%s / 3"),
          new Spoken("(?:a )?quarter of " + N, "%s / 4"));

  private static final Pattern SUM =
      Pattern.compile("(?:sum|total) of " + N + "((?:, -?\\d+(?:\\.\\d+)?)*)" + AND + " " + N);
  private static final Pattern MEAN =
      Pattern.compile("(?:average|mean) of " + N + "((?:, -?\\d+(?:\\.\\d+)?)*)" + AND + " " + N);

  private static final List<Sign> SIGNS =
      List.of(
          new Sign("(?<=\\d),(?=\\d{3}(?!\\d))", ""),
          new Sign("[×∙·✕]", "*"),
          new Sign("÷", "/"),
          new Sign("[−–]", "-"),
          new Sign("\\bmultiplied (?:by|with)\\b|\\btimes\\b|(?<=\\d) ?x ?(?=\\d)", "*"),
          new Sign("\\bdivided by\\b|\\bover\\b", "/"),
          new Sign("\\bplus\\b", "+"),
          new Sign("\\bminus\\b", "-"),
          new Sign("\\b(?:raised )?to the power(?: of)?\\b|\\braised to\\b|\\*\\*", "^"),
          new Sign(" ?\\bsquared\\b", " ^ 2"),
          new Sign(" ?\\bcubed\\b", " ^ 3"),
          new Sign(
              "(?:\\bthe )?\\bsquare root of (\\d+(?:\\.\\d+)?)|√ ?(\\d+(?:\\.\\d+)?)",
              "sqrt($1$2)"),
          new Sign("(?:\\bthe )?\\bsquare of (\\d+(?:\\.\\d+)?)", "$1 ^ 2"),
          new Sign("(?:\\bthe )?\\bcube root of (\\d+(?:\\.\\d+)?)", "$1 ^ (1 / 3)"),
          new Sign("(\\d+(?:\\.\\d+)?) ?(?:%|per ?cent) of", "$1 / 100 *"),
          new Sign("(?<=\\d)%", " / 100"));

  private static final Pattern EXPRESSION =
      Pattern.compile(
          "(?:sqrt)?\\(*-?(?:sqrt\\()?\\d+(?:\\.\\d+)?\\)*"
              + "(?: ?[-+*/^] ?\\(*-?(?:sqrt\\()?\\d+(?:\\.\\d+)?\\)*)*");

  private ArithmeticWords() {}

  /** The expression, if the sentence spells one out. */
  static Optional<String> in(String sentence) {
    String text =
        sentence.toLowerCase(Locale.ROOT).replaceAll("(?<=\\d),(?=\\d{3}(?!\\d))", "").strip();
    for (Spoken spoken : SPOKEN) {
      Matcher matcher = spoken.pattern().matcher(text);
      if (matcher.find() && !continues(text, matcher)) {
        return Optional.of(spoken.expression(matcher));
      }
    }
    Optional<String> listed =
        list(SUM, text, numbers -> String.join(" + ", numbers))
            .or(
                () ->
                    list(
                        MEAN,
                        text,
                        numbers -> "(" + String.join(" + ", numbers) + ") / " + numbers.size()));
    return listed.isPresent() ? listed : inSigns(text);
  }

  /** More follows than these words cover. */
  private static boolean continues(String text, MatchResult found) {
    return text.substring(found.end())
        .matches("(?s) ?(?:[-+*/×÷^]|plus|minus|times|divided|multiplied).*");
  }

  private static Optional<String> list(
      Pattern pattern, String text, Function<List<String>, String> expression) {
    Matcher matcher = pattern.matcher(text);
    if (!matcher.find()) {
      return Optional.empty();
    }
    List<String> numbers = new ArrayList<>();
    numbers.add(matcher.group(1));
    for (String more : matcher.group(2).split(", ?")) {
      if (!more.isBlank()) {
        numbers.add(more);
      }
    }
    numbers.add(matcher.group(3));
    return Optional.of(expression.apply(numbers));
  }

  /** The longest run of numbers and signs that computes something. */
  private static Optional<String> inSigns(String text) {
    String signs = text;
    for (Sign sign : SIGNS) {
      signs = sign.pattern().matcher(signs).replaceAll(sign.replacement());
    }
    signs =
        signs
            .replaceAll(" +", " ")
            .replaceAll("(?<=\\() | (?=\\))", "")
            .replaceAll("[$€£](?=\\d)", "");
    Matcher matcher = EXPRESSION.matcher(signs);
    String best = "";
    while (matcher.find()) {
      String found = balanced(matcher.group().strip());
      boolean date = found.matches("\\d+([-/])\\d+\\1\\d+");
      if (found.matches(".*(?:[-+*/^]|sqrt).*\\d.*")
          && !found.startsWith("-")
          && !date
          && found.length() > best.length()) {
        best = found;
      }
    }
    return best.isEmpty() ? Optional.empty() : Optional.of(best);
  }

  /** Without parentheses that are opened or closed only. */
  private static String balanced(String expression) {
    String text = expression;
    while (text.chars().filter(c -> c == '(').count() < text.chars().filter(c -> c == ')').count()
        && text.endsWith(")")) {
      text = text.substring(0, text.length() - 1);
    }
    while (text.chars().filter(c -> c == '(').count() > text.chars().filter(c -> c == ')').count()
        && text.startsWith("(")) {
      text = text.substring(1);
    }
    return text;
  }

  private record Spoken(Pattern pattern, String form) {
    Spoken(String regex, String form) {
      this(Pattern.compile("(?:^|\\b|(?<= ))" + regex + "(?![\\d.]*\\d)"), form);
    }

    String expression(MatchResult found) {
      Object[] numbers = new Object[found.groupCount()];
      for (int i = 0; i < numbers.length; i++) {
        numbers[i] = found.group(i + 1);
      }
      return String.format(Locale.ROOT, form, numbers);
    }
  }

  private record Sign(Pattern pattern, String replacement) {
    Sign(String regex, String replacement) {
      this(Pattern.compile(regex), replacement);
    }
  }
}
