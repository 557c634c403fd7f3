package dev.hearth.inference.loop;

import java.math.BigDecimal;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * Finds out what a story with two numbers asks to be done with them, by how alike it is to stories
 * of which that is known.
 */
final class Stories {

  private static final Pattern ASKS =
      Pattern.compile(
          "(?i)\\bhow (?:many|much|far|long|old|tall|heavy)\\b|\\btotal\\b|\\baltogether\\b"
              + "|\\bwhat is the (?:cost|price|area|distance|length|weight|perimeter)\\b");

  private static final Pattern ASKED_OF_SEVERAL =
      Pattern.compile("(?i)\\bhow (?:many|much|far|long)\\b[^.?]*\\d[^.?]*\\?");

  /** "5 boxes of 53 pencils". */
  private static final Pattern SO_MANY_OF =
      Pattern.compile(
          "(?i)\\d \\p{L}+ (?:of|at|containing|holding|with) (?:each )?[$€£]?\\d+(?:\\.\\d+)?"
              + " \\p{L}+");

  private static final int NEAREST = 3;
  private static final double CUE = 0.3;

  private static final Map<Operation, List<String>> KNOWN = new EnumMap<>(Operation.class);

  static {
    KNOWN.put(
        Operation.PLUS,
        List.of(
            "Tom has 2 apples and buys 3 more. How many apples does he have now?",
            "There are 2 boys and 3 girls in the class. How many children are there altogether?",
            "A shirt costs 2 dollars and a hat costs 3 dollars. What do they cost in total?",
            "She read 2 pages on Monday and 3 pages on Tuesday. How many pages did she read?",
            "The library had 2 books and received 3 new ones. How many books does it have?",
            "He walked 2 miles in the morning and 3 miles in the evening. How far did he walk?",
            "Her plant was 2 inches tall and grew 3 inches. How tall is it now?"));
    KNOWN.put(
        Operation.MINUS,
        List.of(
            "Tom had 2 apples and ate 3 of them. How many are left?",
            "There were 2 birds in the tree and 3 flew away. How many remained?",
            "She had 2 dollars and spent 3 dollars. How much money does she have left?",
            "A rope is 2 meters long. I cut off 3 meters. How long is the rest?",
            "The bus carried 2 passengers and 3 left it. How many stayed on the bus?",
            "Ben has 2 cards and Sue has 3 cards. How many more cards does Ben have than Sue?",
            "He gave away 3 of his 2 pencils. How many does he still have?"));
    KNOWN.put(
        Operation.TIMES,
        List.of(
            "A bag holds 2 apples. How many apples are in 3 bags?",
            "Each ticket costs 2 dollars. How much do 3 tickets cost?",
            "She runs 2 miles every day. How many miles does she run in 3 days?",
            "There are 2 rows with 3 chairs in each row. How many chairs are there?",
            "A car goes 2 miles per hour. How far does it go in 3 hours?",
            "He earns 2 dollars an hour and works 3 hours. How much does he earn?",
            "A room is 2 meters long and 3 meters wide. What is its area?"));
    KNOWN.put(
        Operation.DIVIDED,
        List.of(
            "2 apples are shared equally among 3 children. How many does each get?",
            "She puts 2 cookies into bags of 3. How many bags does she need?",
            "A rope of 2 meters is cut into 3 equal pieces. How long is each piece?",
            "3 tickets cost 2 dollars in all. How much is one ticket?",
            "He drove 2 miles in 3 hours. How many miles did he drive per hour?",
            "2 students are split into teams of 3. How many teams are there?",
            "A book of 2 pages is read in 3 days, the same number each day. How many pages a"
                + " day?"));
  }

  private final Similarity similarity;

  Stories(Similarity similarity) {
    this.similarity = similarity;
  }

  /** Whether a text with numbers asks for another one. */
  static boolean asksForANumber(String text) {
    return ASKS.matcher(text).find();
  }

  /** The calculation of a story with exactly these two numbers. */
  String expression(String story, BigDecimal one, BigDecimal other) {
    BigDecimal larger = one.max(other);
    BigDecimal smaller = one.min(other);
    Operation operation = SO_MANY_OF.matcher(story).find() ? Operation.TIMES : operation(story);
    return switch (operation) {
      case PLUS -> one.toPlainString() + " + " + other.toPlainString();
      case MINUS -> larger.toPlainString() + " - " + smaller.toPlainString();
      case TIMES -> one.toPlainString() + " * " + other.toPlainString();
      case DIVIDED -> larger.toPlainString() + " / " + smaller.toPlainString();
    };
  }

  private Operation operation(String story) {
    String plain = ToolChoosing.withPlainNumbers(story);
    Operation best = Operation.PLUS;
    double most = Double.NEGATIVE_INFINITY;
    for (Map.Entry<Operation, List<String>> known : KNOWN.entrySet()) {
      double[] alike =
          known.getValue().stream().mapToDouble(one -> similarity.between(plain, one)).toArray();
      Arrays.sort(alike);
      double score = 0;
      for (int i = 1; i <= NEAREST; i++) {
        score += alike[alike.length - i] / (i * i);
      }
      score += cue(story, known.getKey());
      if (score > most) {
        most = score;
        best = known.getKey();
      }
    }
    return best;
  }

  /** Words that say it almost for sure. */
  private static double cue(String story, Operation operation) {
    Pattern pattern =
        switch (operation) {
          case PLUS ->
              Pattern.compile("(?i)\\bmore\\b(?!.*\\bthan\\b)|\\baltogether\\b|\\bin total\\b");
          case MINUS ->
              Pattern.compile("(?i)\\bleft\\b|\\bremain|\\bmore\\b.*\\bthan\\b|\\bfewer\\b");
          case TIMES ->
              Pattern.compile("(?i)\\beach\\b(?!.*\\beach\\b.*\\?)|\\bevery\\b|\\bper\\b");
          case DIVIDED ->
              Pattern.compile("(?i)\\bequal|\\bshared?\\b|\\bsplit\\b|\\beach\\b[^.]*\\?");
        };
    // What is asked of several at once: "how many are in 4 boxes?", "how far in 3 hours?"
    boolean several = operation == Operation.TIMES && ASKED_OF_SEVERAL.matcher(story).find();
    return (pattern.matcher(story).find() ? CUE : 0) + (several ? CUE : 0);
  }

  private enum Operation {
    PLUS,
    MINUS,
    TIMES,
    DIVIDED
  }
}
