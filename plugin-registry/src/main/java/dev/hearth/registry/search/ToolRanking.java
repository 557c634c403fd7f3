package dev.hearth.registry.search;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.hearth.base.SentenceEncoder;
import dev.hearth.registry.catalog.Plugin;
import dev.hearth.registry.catalog.Tool;
import dev.hearth.registry.manifest.Texts;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.stereotype.Component;
import tools.jackson.databind.JsonNode;

/**
 * Ranks tools by meaning and by the words that they share with a question (BM25, Robertson and
 * Zaragoza 2009). Thread-safe.
 */
@Component
class ToolRanking {

  /** How much the words count beside the meaning; from bench/choosing. */
  private static final double WEIGHT_OF_WORDS = 0.06;

  private static final int LONGEST_PURPOSE = 200;

  /** What the one parameter is called that takes whatever is looked for. */
  private static final Set<String> QUERIES =
      Set.of("query", "q", "question", "search", "search_query", "keyword", "keywords");

  private static final int BEFORE_SEARCHES = 3;
  private static final int MOST_SEARCHES = 2;

  private static final double SATURATION = 1.2;
  private static final double LENGTH_WEIGHT = 0.6;

  private static final Pattern WORD =
      Pattern.compile("\\p{L}+|\\p{N}+(?:[.,]\\p{N}+)*|[+*/^×÷√%=−]|(?<=\\d\\s?)-(?=\\s?\\d)");
  private static final Set<String> STOP_WORDS =
      Set.of(
          "a", "an", "and", "any", "are", "as", "at", "be", "by", "can", "do", "does", "for",
          "from", "get", "give", "has", "have", "how", "i", "if", "in", "into", "is", "it", "its",
          "me", "my", "of", "on", "or", "please", "so", "such", "tell", "that", "the", "them",
          "this", "to", "use", "used", "was", "we", "what", "when", "where", "which", "who", "will",
          "with", "you", "your");

  /** A formula holds no words, yet it says what it wants. */
  private static final Map<String, String> SIGNS =
      Map.ofEntries(
          Map.entry("+", "sum"),
          Map.entry("-", "difference"),
          Map.entry("−", "difference"),
          Map.entry("*", "product"),
          Map.entry("×", "product"),
          Map.entry("/", "quotient"),
          Map.entry("÷", "quotient"),
          Map.entry("^", "power"),
          Map.entry("√", "root"),
          Map.entry("%", "percentage"),
          Map.entry("=", "calculate"),
          Map.entry("times", "product"),
          Map.entry("multiplied", "product"),
          Map.entry("multiply", "product"),
          Map.entry("divided", "quotient"),
          Map.entry("divide", "quotient"),
          Map.entry("plus", "sum"),
          Map.entry("minus", "difference"),
          Map.entry("percent", "percentage"));

  private static final int MOST_KEPT = 50_000;

  private final Vectors vectors;

  /** By identity: a version's tools never change, and are the same objects every time. */
  private final Cache<Tool, Document> documents =
      Caffeine.newBuilder().weakKeys().maximumSize(MOST_KEPT).build();

  private final double weightOfWords;

  @Autowired
  ToolRanking(Vectors vectors) {
    this(vectors, WEIGHT_OF_WORDS);
  }

  ToolRanking(Vectors vectors, double weightOfWords) {
    this.vectors = vectors;
    this.weightOfWords = weightOfWords;
  }

  /**
   * The tools of these plugins, the best fit first; equal ones in their own order. The best
   * searches are never further back than right behind the third.
   */
  List<Tool> rank(List<Plugin> plugins, String question) {
    List<Document> all = new ArrayList<>();
    for (Plugin plugin : plugins) {
      for (Tool tool : plugin.tools()) {
        all.add(documents.get(tool, key -> document(plugin, key)));
      }
    }
    double[] byWords = byWords(all, question);
    float[][] meanings = vectors.of(all.stream().map(Document::text).toList());
    float[] wanted = all.size() > 1 ? vectors.ofQuestion(question) : null;
    double most = Math.max(1e-9, Arrays.stream(byWords).max().orElse(0));
    List<Scored> scored = new ArrayList<>();
    for (int i = 0; i < all.size(); i++) {
      float[] meaning = meanings[i];
      double likeness =
          wanted == null || meaning == null ? 0 : SentenceEncoder.likeness(wanted, meaning);
      scored.add(new Scored(all.get(i).tool(), likeness + weightOfWords * byWords[i] / most));
    }
    scored.sort(Comparator.comparingDouble(Scored::score).reversed());
    return withSearches(scored.stream().map(Scored::tool).toList());
  }

  /**
   * Of a tool that can be asked anything likeness says little: it tells where it looks and not what
   * a question is about. So a question about a day is like every tool of a calendar, and those of a
   * few plugins would leave no place for the search that has the answer.
   */
  private static List<Tool> withSearches(List<Tool> ranked) {
    List<Tool> far =
        ranked.stream()
            .skip(BEFORE_SEARCHES)
            .filter(ToolRanking::isSearch)
            .limit(MOST_SEARCHES)
            .toList();
    List<Tool> all = new ArrayList<>(ranked);
    all.removeAll(far);
    all.addAll(Math.min(BEFORE_SEARCHES, all.size()), far);
    return all;
  }

  private static boolean isSearch(Tool tool) {
    JsonNode parameters = tool.draft().parameters();
    String needed = parameters.path("required").path(0).asString("");
    return parameters.path("required").size() == 1
        && QUERIES.contains(needed)
        && parameters.path("properties").path(needed).path("type").asString("").equals("string")
        && !tool.draft().consequential();
  }

  private static double[] byWords(List<Document> all, String question) {
    Set<String> wanted = new HashSet<>(words(question));
    Map<String, Integer> frequencies = new HashMap<>();
    double length = 0;
    for (Document document : all) {
      for (String word : wanted) {
        if (document.weights().containsKey(word)) {
          frequencies.merge(word, 1, Integer::sum);
        }
      }
      length += document.length();
    }
    double average = all.isEmpty() ? 1 : Math.max(1, length / all.size());
    return all.stream()
        .mapToDouble(document -> score(document, wanted, frequencies, all.size(), average))
        .toArray();
  }

  private static double score(
      Document document,
      Set<String> wanted,
      Map<String, Integer> frequencies,
      int documents,
      double average) {
    double score = 0;
    for (String word : wanted) {
      double weight = document.weights().getOrDefault(word, 0.0);
      if (weight > 0) {
        int holding = frequencies.getOrDefault(word, 0);
        double rarity = Math.log(1 + (documents - holding + 0.5) / (holding + 0.5));
        double norm = 1 - LENGTH_WEIGHT + LENGTH_WEIGHT * document.length() / average;
        score += rarity * weight * (SATURATION + 1) / (weight + SATURATION * norm);
      }
    }
    return score;
  }

  /** Names say more than descriptions, and a tool's own words more than its plugin's. */
  private static Document document(Plugin plugin, Tool tool) {
    Map<String, Double> weights = new HashMap<>();
    add(weights, tool.name(), 3);
    add(weights, plugin.name(), 2);
    add(weights, plugin.summary().title(), 1);
    add(weights, tool.draft().description(), 2);
    add(weights, plugin.summary().purpose(), 0.5);
    tool.draft()
        .parameters()
        .path("properties")
        .properties()
        .forEach(
            property -> {
              add(weights, property.getKey(), 1);
              add(weights, property.getValue().path("description").asString(""), 0.5);
            });
    double length = weights.values().stream().mapToDouble(Double::doubleValue).sum();
    return new Document(tool, weights, length, text(plugin, tool));
  }

  /** What the tool is compared by: what it is called and what it and its plugin are for. */
  static String text(Plugin plugin, Tool tool) {
    String title = spaced(plugin.summary().title());
    String name = spaced(tool.name());
    String description = tool.draft().description();
    String purpose = Texts.cut(plugin.summary().purpose(), LONGEST_PURPOSE);
    // Said twice it would only weigh more.
    return (title.equalsIgnoreCase(name) ? "" : title + ": ")
        + name
        + ": "
        + description
        + (description.startsWith(purpose) || purpose.startsWith(description) ? "" : " " + purpose);
  }

  private static String spaced(String name) {
    return name.replaceAll("(?<=[a-z])(?=[A-Z])", " ").replaceAll("[_-]+", " ");
  }

  private static void add(Map<String, Double> weights, String text, double weight) {
    words(text).forEach(word -> weights.merge(word, weight, Double::sum));
  }

  private static List<String> words(String text) {
    List<String> words = new ArrayList<>();
    String spaced = text.replaceAll("(?<=[a-z])(?=[A-Z])", " ").replace('_', ' ');
    Matcher matcher = WORD.matcher(spaced.length() > 4_000 ? spaced.substring(0, 4_000) : spaced);
    while (matcher.find()) {
      String word = matcher.group().toLowerCase(Locale.ROOT);
      if (Character.isDigit(word.charAt(0))) {
        words.add("number");
      } else if (SIGNS.containsKey(word)) {
        words.add(SIGNS.get(word));
      } else if (!STOP_WORDS.contains(word)) {
        words.add(stem(word));
      }
    }
    return words;
  }

  /** Takes off the commonest English endings; both sides lose the same. */
  private static String stem(String word) {
    for (String ending :
        List.of(
            "ations", "ation", "ators", "ator", "ates", "ated", "ating", "ate", "ings", "ing",
            "ies", "es", "ed", "s", "y")) {
      if (word.length() - ending.length() >= 4 && word.endsWith(ending)) {
        return word.substring(0, word.length() - ending.length());
      }
    }
    return word.length() >= 4 && word.endsWith("s") ? word.substring(0, word.length() - 1) : word;
  }

  private record Document(Tool tool, Map<String, Double> weights, double length, String text) {}

  private record Scored(Tool tool, double score) {}
}
