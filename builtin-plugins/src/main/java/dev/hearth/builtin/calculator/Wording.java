package dev.hearth.builtin.calculator;

import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Brings what people and small models write for arithmetic into one notation: words, Unicode signs,
 * thousands separators, percentages. What it does not know it leaves for the parser to name.
 */
final class Wording {

  /** Stands for "divided by a hundred"; {@code %} between two operands stays the remainder. */
  static final String PERCENT = "#";

  private static final Pattern THOUSANDS =
      Pattern.compile("(?<![\\d.,])\\d{1,3}(?:,\\d{3})+(?![\\d,])");
  private static final Pattern SUPERSCRIPT = Pattern.compile("[⁻⁰¹²³⁴⁵⁶⁷⁸⁹]+");
  private static final String SUPERSCRIPTS = "⁰¹²³⁴⁵⁶⁷⁸⁹";
  private static final String OPERAND = "(\\d+(?:\\.\\d+)?|\\([^()]*\\)|[a-z0-9]*\\([^()]*\\))";

  private static final List<Rule> RULES =
      List.of(
          new Rule("[×∙·⋅∗✕✖]", "*"),
          new Rule("[÷∕⁄➗]", "/"),
          new Rule("[−–—]", "-"),
          new Rule("[＋➕]", "+"),
          new Rule("[’'_$€£]", ""),
          new Rule("π", "pi"),
          new Rule("√\\s*\\(", "sqrt("),
          new Rule("√\\s*(\\d+(?:\\.\\d+)?)", "sqrt($1)"),
          new Rule("∛\\s*(\\d+(?:\\.\\d+)?)", "cbrt($1)"),
          new Rule("\\*\\*", "^"),
          new Rule("\\\\(?:times|cdot)", "*"),
          new Rule("\\\\div", "/"),
          new Rule(
              "^\\s*(?:please\\s+)?(?:what(?:\\s+is|s)|how\\s+much\\s+is|calculate|compute|evaluate|"
                  + "solve|find|result\\s+of)\\s+(?:the\\s+(?:value|result)\\s+of\\s+)?",
              ""),
          new Rule("\\bthe\\s+", ""),
          new Rule("[=?.!:\\s]*\\?\\s*$", ""),
          new Rule("\\s*=\\s*$", ""),
          new Rule("\\.\\s*$", ""),
          new Rule("\\bmultiplied\\s+(?:by|with)\\b|\\btimes\\b", "*"),
          new Rule("(?<=[\\d)])(?<!\\b0(?=x))\\s*x\\s*(?=[\\d(.-])", "*"),
          new Rule("\\bdivided\\s+by\\b|\\bover\\b", "/"),
          new Rule("\\bplus\\b", "+"),
          new Rule("\\bminus\\b|\\bnegative\\b", "-"),
          new Rule("\\b(?:raised\\s+)?to\\s+(?:the\\s+)?power\\s+(?:of\\s+)?", "^"),
          new Rule("\\bmod(?:ulo)?\\b(?!\\s*\\()", "%"),
          new Rule("\\^\\s*-\\s*" + OPERAND, "^(-$1)"),
          new Rule("\\bsquared\\b", "^2"),
          new Rule("\\bcubed\\b", "^3"),
          new Rule("\\b(?:square\\s+root|sqrt)\\s+(?:of\\s+)?" + OPERAND, "sqrt($1)"),
          new Rule("\\b(?:cube\\s+root|cbrt)\\s+(?:of\\s+)?" + OPERAND, "cbrt($1)"),
          new Rule("\\bfactorial\\s+(?:of\\s+)?" + OPERAND, "($1)!"),
          new Rule("\\bhalf\\s+of\\b", "0.5*"),
          new Rule("\\b(?:per\\s?cent|pct)\\b", "%"),
          new Rule("°", "*(pi/180)"),
          // "15% of 240": the share comes first, as tightly as it is said.
          new Rule("%\\s*of\\b", PERCENT + "*"),
          // A percent sign with no operand after it is a percentage.
          new Rule("%(?=\\s*(?:[-+*/^),!]|$))", PERCENT));

  private Wording() {}

  /** The expression in the parser's notation. */
  static String plain(String expression) {
    String text = expression.strip().toLowerCase(Locale.ROOT);
    text = withoutThousandsSeparators(text);
    text = withoutSuperscripts(text);
    for (Rule rule : RULES) {
      text = rule.pattern().matcher(text).replaceAll(rule.replacement());
    }
    return text.strip();
  }

  /** Within a function's parentheses a comma separates arguments: {@code max(1,234)}. */
  private static String withoutThousandsSeparators(String text) {
    Matcher matcher = THOUSANDS.matcher(text);
    StringBuilder plain = new StringBuilder();
    while (matcher.find()) {
      boolean argument = insideFunction(text, matcher.start());
      matcher.appendReplacement(
          plain, argument ? matcher.group() : matcher.group().replace(",", ""));
    }
    return matcher.appendTail(plain).toString();
  }

  private static boolean insideFunction(String text, int position) {
    int depth = 0;
    for (int i = position - 1; i >= 0; i--) {
      char c = text.charAt(i);
      if (c == ')') {
        depth++;
      } else if (c == '(' && depth > 0) {
        depth--;
      } else if (c == '(' && i > 0 && Character.isLetterOrDigit(text.charAt(i - 1))) {
        return true;
      }
    }
    return false;
  }

  private static String withoutSuperscripts(String text) {
    return SUPERSCRIPT
        .matcher(text)
        .replaceAll(
            match -> {
              StringBuilder exponent = new StringBuilder("^(");
              for (char c : match.group().toCharArray()) {
                exponent.append(c == '⁻' ? "-" : String.valueOf(SUPERSCRIPTS.indexOf(c)));
              }
              return exponent.append(')').toString();
            });
  }

  private record Rule(Pattern pattern, String replacement) {
    Rule(String regex, String replacement) {
      this(Pattern.compile(regex), replacement);
    }
  }
}
