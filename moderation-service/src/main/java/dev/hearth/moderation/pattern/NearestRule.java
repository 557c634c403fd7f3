package dev.hearth.moderation.pattern;

import dev.hearth.contracts.moderation.Category;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Says which rule of a category a text is nearest to, by the words that they share, a rare one
 * counting more: so that a score of a learned layer can be explained in words that people wrote.
 * Immutable; safe to share.
 */
public final class NearestRule {

  private static final Pattern WORD = Pattern.compile("(?<![\\p{L}<])\\p{L}{3,}(?![\\p{L}>])");
  private static final int FEWEST_SHARED = 2;

  private final List<Words> rules = new ArrayList<>();
  private final Map<String, Integer> frequencies = new HashMap<>();

  /** Of the rules in the files. */
  public NearestRule() {
    for (Rule rule : RuleBook.load().rules()) {
      Set<String> words = words(String.join(" ", rule.patterns()));
      words.addAll(words(String.join(" ", rule.matches())));
      words.forEach(word -> frequencies.merge(word, 1, Integer::sum));
      rules.add(new Words(rule.name(), rule.category(), words));
    }
  }

  /** The name of the rule; null where none shares two words with the text. */
  public @Nullable String of(Category category, String text) {
    Set<String> words = words(text);
    String nearest = null;
    double most = 0;
    for (Words rule : rules) {
      double shared = 0;
      int count = 0;
      for (String word : words) {
        if (rule.category == category && rule.words.contains(word)) {
          shared += Math.log(1 + (double) rules.size() / frequencies.getOrDefault(word, 1));
          count++;
        }
      }
      if (count >= FEWEST_SHARED && shared > most) {
        most = shared;
        nearest = rule.name;
      }
    }
    return nearest;
  }

  private static Set<String> words(String text) {
    Set<String> words = new HashSet<>();
    Matcher matcher = WORD.matcher(text.toLowerCase(Locale.ROOT));
    while (matcher.find()) {
      words.add(matcher.group());
    }
    return words;
  }

  private record Words(String name, @Nullable Category category, Set<String> words) {}
}
