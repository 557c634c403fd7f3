package dev.hearth.inference.loop;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What a question names: numbers, lists of them, and words that may be arguments. */
final class Mentions {

  private static final Pattern NUMBER =
      Pattern.compile(
          "(?<![\\p{L}\\p{N}_/.^-])(?<sign>[-−])?[$€£]?(?<digits>\\d{1,3}(?:,\\d{3})+(?:\\.\\d+)?"
              + "|\\d+(?:\\.\\d+)?(?:[eE][-+]?\\d+)?)(?<percent> ?%| percent)?"
              + "(?<scale> (?:million|billion|thousand)\\b)?(?![-/:]?\\d)(?!\\p{L}{4})");

  private static final Pattern GROUP =
      Pattern.compile("[\\[({]\\s*([^\\[\\](){}]*\\d[^\\[\\](){}]*)[\\])}]");
  private static final Pattern RUN =
      Pattern.compile(
          "[-−]?\\d[\\d.]*(?:,\\s*[-−]?\\d[\\d.]*){1,}(?:,?\\s+and\\s+[-−]?\\d[\\d.]*)?");
  private static final Pattern QUOTED =
      Pattern.compile("[\"“]([^\"”]+)[\"”]|(?<![\\p{L}\\p{N}])['‘]([^'’]+)['’](?![\\p{L}])");
  private static final Pattern WORD =
      Pattern.compile("[\\p{L}\\p{N}$€£&#][\\p{L}\\p{N}_'’&./:\\\\#@%+-]*");
  private static final Pattern CODE =
      Pattern.compile(".*(?:\\p{L}.*\\d|\\d.*\\p{L}|[_/\\\\@#:]|\\d-\\d).*|\\d+(?:\\.\\d+){2,}");
  private static final int BEFORE = 6;
  private static final int AFTER = 4;
  private static final int LONGEST_PLAIN = 3;
  private static final Set<String> TITLES = Set.of("Mr", "Mrs", "Ms", "Dr", "St", "Prof");
  private static final int LONG_NUMBER = 3;
  private static final Set<String> WITHIN_NAMES =
      Set.of("of", "the", "&", "de", "la", "van", "and");

  private final String text;
  private final List<Word> words = new ArrayList<>();
  private final List<NumberMention> numbers = new ArrayList<>();
  private final Map<Integer, List<NumberMention>> lists = new LinkedHashMap<>();
  private final List<TextMention> texts = new ArrayList<>();

  Mentions(String question) {
    this.text = spacedLists(unquoted(question.strip()));
    Matcher word = WORD.matcher(text);
    while (word.find()) {
      String found = word.group().replaceFirst("(?:['’]s|[.'’:,/-])+$", "");
      words.add(new Word(found, word.start(), word.start() + found.length()));
    }
    readNumbers();
    readTexts();
  }

  /** A question that is quoted as a whole. */
  private static String unquoted(String question) {
    boolean whole =
        question.length() > 2
            && (question.startsWith("'") || question.startsWith("\""))
            && question.charAt(question.length() - 1) == question.charAt(0)
            && question.indexOf(question.charAt(0), 1) == question.length() - 1;
    return whole ? question.substring(1, question.length() - 1) : question;
  }

  /** In brackets a comma ends a number, however many digits follow. */
  private static String spacedLists(String text) {
    return GROUP
        .matcher(text)
        .replaceAll(
            group -> Matcher.quoteReplacement(group.group().replaceAll(",(?=[-−]?\\d)", ", ")));
  }

  String text() {
    return text;
  }

  boolean hasDigits() {
    return Question.hasNumber(text);
  }

  List<NumberMention> numbers() {
    return numbers;
  }

  /** Numbers in brackets, or between commas. */
  List<List<NumberMention>> lists() {
    return List.copyOf(lists.values());
  }

  List<TextMention> texts() {
    return texts;
  }

  /** The question's words in small letters. */
  List<String> words() {
    return words.stream().map(word -> word.text().toLowerCase(Locale.ROOT)).toList();
  }

  /** Whether some word of the question is exactly this one. */
  boolean hasWord(String word) {
    return words.stream()
        .anyMatch(
            one -> word.length() > 1 ? one.text().equalsIgnoreCase(word) : one.text().equals(word));
  }

  /** Where a word or a phrase stands, in whatever letters; −1 if nowhere. */
  int indexOf(String phrase) {
    return text.toLowerCase(Locale.ROOT).indexOf(phrase.toLowerCase(Locale.ROOT));
  }

  /** Whether some word of the question is a form of this one. */
  boolean mentions(String word) {
    return words.stream().anyMatch(one -> Words.alike(one.text().toLowerCase(Locale.ROOT), word));
  }

  /** Whether the words of this text stand in the question next to each other. */
  boolean holds(String phrase) {
    List<String> wanted = Words.of(phrase);
    List<String> given = Words.of(text);
    for (int i = 0; i + wanted.size() <= given.size(); i++) {
      boolean all = !wanted.isEmpty();
      for (int j = 0; all && j < wanted.size(); j++) {
        String one = given.get(i + j);
        all = one.equals(wanted.get(j)) || (one.length() > 2 && Words.alike(one, wanted.get(j)));
      }
      if (all) {
        return true;
      }
    }
    return false;
  }

  /** Whether two texts stand next to each other in a list. */
  boolean areListed(TextMention one, TextMention other) {
    int from = Math.min(one.end(), other.end());
    int to = Math.max(one.start(), other.start());
    return from <= to
        && text.substring(from, to)
            .matches("['\"”’]?\\s*(?:,|and|or|&|, and|, or)\\s+(?:the |a |an )?['\"“‘]?");
  }

  private void readNumbers() {
    List<int[]> groups = new ArrayList<>();
    for (Pattern pattern : List.of(GROUP, RUN)) {
      Matcher group = pattern.matcher(text);
      while (group.find()) {
        int[] span = {group.start(), group.end()};
        boolean inside =
            groups.stream().anyMatch(other -> other[0] <= span[0] && span[1] <= other[1]);
        if (!inside) {
          groups.add(span);
        }
      }
    }
    groups.sort(Comparator.comparingInt(span -> span[0]));
    Matcher matcher = NUMBER.matcher(text);
    while (matcher.find()) {
      BigDecimal value = new BigDecimal(matcher.group("digits").replace(",", ""));
      String scale = matcher.group("scale");
      if (scale != null) {
        value =
            value.movePointRight(
                switch (scale.strip()) {
                  case "thousand" -> 3;
                  case "million" -> 6;
                  default -> 9;
                });
      }
      boolean west = text.substring(matcher.end()).matches("(?s)°? ?[WS](?![\\p{L}\\p{N}]).*");
      boolean minus = matcher.group("sign") != null && !isRange(matcher.start());
      add(
          minus || west ? value.negate() : value,
          matcher.group("percent") != null,
          matcher.start(),
          matcher.end(),
          groups);
    }
    for (int i = 0; i < words.size(); i++) {
      Word word = words.get(i);
      String first = word.text().split("-")[0];
      Integer value = Words.number(first);
      if (value != null) {
        add(BigDecimal.valueOf(value), false, word.start(), word.start() + first.length(), groups);
      }
    }
    numbers.sort(Comparator.comparingInt(NumberMention::start));
    for (NumberMention number : numbers) {
      if (number.list() >= 0) {
        lists.computeIfAbsent(number.list(), _ -> new ArrayList<>()).add(number);
      }
    }
    lists.values().removeIf(list -> list.size() < 2);
  }

  private boolean isRange(int at) {
    return at > 0 && Character.isLetterOrDigit(text.charAt(at - 1));
  }

  private void add(BigDecimal value, boolean percent, int start, int end, List<int[]> groups) {
    int list = -1;
    for (int i = 0; i < groups.size(); i++) {
      if (groups.get(i)[0] <= start && end <= groups.get(i)[1] + 1) {
        list = i;
      }
    }
    numbers.add(
        new NumberMention(value, percent, start, end, before(start), after(start, end), list));
  }

  private List<String> before(int start) {
    List<String> found = new ArrayList<>();
    int from = start;
    for (int i = words.size() - 1; i >= 0 && found.size() < BEFORE; i--) {
      Word word = words.get(i);
      if (word.end() > start) {
        continue;
      }
      if (breaks(text.substring(word.end(), from))
          || word.isNumber()
          || word.text().equals("and")) {
        break;
      }
      found.add(word.text().toLowerCase(Locale.ROOT));
      from = word.start();
    }
    return found;
  }

  private List<String> after(int start, int end) {
    List<String> found = new ArrayList<>();
    String unit = text.substring(start, end).replaceAll("[^$€£%]", "");
    for (int i = end; i < text.length() && Character.isLetter(text.charAt(i)); i++) {
      unit += text.charAt(i);
    }
    found.addAll(Units.words(unit));
    int from = end;
    for (Word word : words) {
      if (word.start() < end || found.size() >= AFTER) {
        continue;
      }
      if (breaks(text.substring(from, word.start()))
          || word.isNumber()
          || word.text().equals("and")) {
        break;
      }
      found.add(word.text().toLowerCase(Locale.ROOT));
      found.addAll(Units.words(word.text()));
      from = word.end();
    }
    return found;
  }

  private static boolean breaks(String between) {
    return between.matches("(?s).*[,;.?!:(\\[].*");
  }

  private void readTexts() {
    Set<String> seen = new HashSet<>();
    Matcher quoted = QUOTED.matcher(text);
    while (quoted.find()) {
      int group = quoted.group(1) == null ? 2 : 1;
      add(
          quoted.group(group),
          TextMention.Kind.QUOTED,
          quoted.start(group),
          quoted.end(group),
          seen);
    }
    Matcher date = Dates.NAMED.matcher(text);
    while (date.find()) {
      add(date.group(), TextMention.Kind.CODE, date.start(), date.end(), seen);
    }
    for (int i = 0; i < words.size(); i++) {
      Word word = words.get(i);
      if (CODE.matcher(word.text()).matches() && !isAmount(word.text())) {
        add(word.text(), TextMention.Kind.CODE, word.start(), word.end(), seen);
      }
    }
    for (NumberMention number : numbers) {
      String digits = text.substring(number.start(), number.end());
      boolean within =
          texts.stream()
              .anyMatch(code -> code.start() <= number.start() && number.end() <= code.end());
      if (digits.matches("\\d{" + LONG_NUMBER + ",}") && !within) {
        add(digits, TextMention.Kind.CODE, number.start(), number.end(), seen);
      }
    }
    readNames(seen);
    for (int i = 0; i < words.size(); i++) {
      for (int j = i; j < Math.min(words.size(), i + LONGEST_PLAIN); j++) {
        if (j > i && !between(j - 1, j).isBlank()) {
          break;
        }
        String first = words.get(i).text().toLowerCase(Locale.ROOT);
        String last = words.get(j).text().toLowerCase(Locale.ROOT);
        boolean edges =
            Words.isStop(first)
                || Words.isStop(last)
                || words.get(i).isNumber()
                || words.get(j).isNumber();
        if (!edges && !(i == 0 && words.size() > 2)) {
          add(
              text.substring(words.get(i).start(), words.get(j).end()),
              TextMention.Kind.PLAIN,
              words.get(i).start(),
              words.get(j).end(),
              seen);
        }
      }
    }
  }

  private void readNames(Set<String> seen) {
    int i = 0;
    while (i < words.size()) {
      if (!isName(i)) {
        i++;
        continue;
      }
      int last = i;
      int j = i + 1;
      while (j < words.size()) {
        String gap = between(j - 1, j);
        boolean joined = gap.isBlank() || gap.equals(". ");
        if (joined
            && (isName(j) || (words.get(j).isNumber() && gap.isBlank() && !beginsAmount(j)))) {
          last = j;
          j++;
        } else if (gap.isBlank()
            && WITHIN_NAMES.contains(words.get(j).text())
            && !words.get(j).text().equals("and")
            && j + 1 < words.size()
            && isName(j + 1)) {
          j++;
        } else {
          break;
        }
      }
      int start = words.get(i).start();
      int end = words.get(last).end();
      if (end < text.length()
          && text.charAt(end) == '.'
          && text.substring(0, end).matches("(?s).*\\b(?:Inc|Ltd|Co|Corp|Jr|Sr)")) {
        end++;
      }
      if (last + 1 < words.size() && between(last, last + 1).equals(", ") && isName(last + 1)) {
        int region = last + 1;
        while (region + 1 < words.size()
            && between(region, region + 1).isBlank()
            && isName(region + 1)) {
          region++;
        }
        if (!isAmongSeveral(region)) {
          add(
              text.substring(start, words.get(region).end()),
              TextMention.Kind.NAME,
              start,
              words.get(region).end(),
              seen);
        }
      }
      add(text.substring(start, end), TextMention.Kind.NAME, start, end, seen);
      i = last + 1;
    }
  }

  /**
   * In "Paris, Madrid and Rome" Madrid does not say where Paris lies; in "Austin, TX and" TX does.
   */
  private boolean isAmongSeveral(int region) {
    String rest = text.substring(words.get(region).end());
    return !words.get(region).text().matches("[A-Z]{2}")
        && rest.matches("(?s)(?:,? (?:and|or) |, )\\p{Lu}.*")
        && !rest.matches("(?s),? (?:and|or) \\p{Lu}[\\p{L} .]*, \\p{Lu}.*");
  }

  private boolean beginsAmount(int i) {
    return i + 1 < words.size() && !Units.words(words.get(i + 1).text()).isEmpty();
  }

  /** A capital that is not owed to the beginning of a sentence. */
  private boolean isName(int i) {
    String word = words.get(i).text();
    boolean capital = Character.isUpperCase(word.charAt(0));
    boolean begins =
        i == 0
            || (between(i - 1, i).matches("(?s).*[.?!].*")
                && !TITLES.contains(words.get(i - 1).text()));
    boolean next =
        i + 1 < words.size()
            && Character.isUpperCase(words.get(i + 1).text().charAt(0))
            && between(i, i + 1).isBlank();
    String small = word.toLowerCase(Locale.ROOT);
    return capital
        && !Words.isStop(small)
        && !small.equals("i")
        && (!begins || (next && !Words.isStop(small) && word.length() > 1 && i > 0));
  }

  private static boolean isAmount(String word) {
    return word.matches("[$€£]?\\d[\\d.,]*(?:%|\\p{L}{1,3}(?:/\\p{L}{1,2})?)?");
  }

  private String between(int i, int j) {
    return text.substring(words.get(i).end(), words.get(j).start());
  }

  private void add(String found, TextMention.Kind kind, int start, int end, Set<String> seen) {
    if (found.isBlank() || !seen.add(found + "@" + start)) {
      return;
    }
    String before = "";
    String after = "";
    for (Word word : words) {
      if (word.end() <= start) {
        before = word.text().toLowerCase(Locale.ROOT);
      } else if (word.start() >= end && after.isEmpty()) {
        after = word.text().toLowerCase(Locale.ROOT);
      }
    }
    boolean function = before.equals("function") || after.equals("function");
    if (!function || kind == TextMention.Kind.PLAIN || kind == TextMention.Kind.NAME) {
      texts.add(new TextMention(found, kind, start, end, before, after));
    }
  }

  private record Word(String text, int start, int end) {
    boolean isNumber() {
      return text.matches("[$€£]?\\d.*");
    }
  }
}
