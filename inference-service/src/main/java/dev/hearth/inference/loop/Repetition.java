package dev.hearth.inference.loop;

import dev.hearth.inference.loop.TextMention.Kind;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Predicate;
import java.util.function.ToDoubleBiFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * Finds out for how many calls a question asks. Clauses that ask for a call each name the same
 * parameters again, and in the same manner: in a list, with the same unit, after the same word.
 * What a clause leaves out holds on from the one before.
 */
final class Repetition {

  private static final int MOST_CALLS = 8;

  /** How much worse than the chosen text another may fit that stands in its manner. */
  private static final double ALIKE = 0.3;

  /** The same, where the places of other values call for one. */
  private static final double IN_STEP = 0.6;

  private static final Pattern JOINT =
      Pattern.compile(
          "(?: ?%| ?°\\p{L}?| [\\p{L}/²³^]{1,12}(?: [\\p{L}.]{1,8})?)?['\"”’]?"
              + "(?:\\s*,\\s*(?:and |or )?|\\s+(?:and|or|&)\\s+)(?:the |a |an )?['\"“‘]?[$€£]?");
  private static final Pattern RANGE = Pattern.compile("(?is).*\\bbetween\\b[^.?!,;]*");
  private static final Pattern RESPECTIVELY = Pattern.compile("(?i)\\brespectively\\b");
  private static final Pattern SENTENCE = Pattern.compile("[^.?!;]+(?:[.](?=\\S)[^.?!;]+)*[.?!;]*");
  private static final Pattern ASKS_ALSO =
      Pattern.compile("(?is)\\s*(?:also|and|then|additionally|finally|after that|lastly)\\b.*");

  private final Mentions mentions;
  private final Map<String, List<Placed>> series = new LinkedHashMap<>();
  private final Map<String, List<Placed>> possible = new LinkedHashMap<>();

  Repetition(Mentions mentions) {
    this.mentions = mentions;
  }

  /**
   * Values of a parameter.
   *
   * @param start where it stands in the question
   * @param candidates what it may be
   */
  record Placed(int start, List<JsonNode> candidates) {}

  /** Numbers that no parameter has taken, as further values of those that have one. */
  void numbers(
      Map<Parameter, NumberMention> chosen,
      List<NumberMention> free,
      ToDoubleBiFunction<Parameter, NumberMention> fit,
      BiFunction<Parameter, NumberMention, JsonNode> value) {
    Map<Parameter, List<NumberMention>> further = new LinkedHashMap<>();
    for (NumberMention number : free) {
      if (!Character.isDigit(mentions.text().charAt(number.end() - 1)) && !number.percent()) {
        continue;
      }
      chosen.keySet().stream()
          .filter(parameter -> fit.applyAsDouble(parameter, number) > Double.NEGATIVE_INFINITY)
          .filter(parameter -> isLike(parameter, chosen.get(parameter), number, free))
          .max(Comparator.comparingDouble(parameter -> fit.applyAsDouble(parameter, number)))
          .ifPresent(
              parameter ->
                  further.computeIfAbsent(parameter, key -> new ArrayList<>()).add(number));
    }
    further.forEach(
        (parameter, numbers) -> {
          List<Placed> all = new ArrayList<>();
          numbers.add(chosen.get(parameter));
          numbers.forEach(
              one -> all.add(new Placed(one.start(), List.of(value.apply(parameter, one)))));
          put(parameter.name(), all);
        });
  }

  private boolean isLike(
      Parameter parameter,
      @Nullable NumberMention chosen,
      NumberMention number,
      List<NumberMention> free) {
    if (chosen == null) {
      return false;
    }
    if (areListed(chosen, number, free)) {
      return true;
    }
    String unit = unit(chosen);
    String other = unit(number);
    boolean units = !unit.isEmpty() && !other.isEmpty();
    if (units && !Words.alike(unit, other)) {
      return false;
    }
    Optional<String> before = lastWord(chosen);
    Optional<String> beforeOther = lastWord(number);
    if (before.isPresent() && beforeOther.isPresent()) {
      boolean named =
          parameter.nameWords().stream().anyMatch(word -> Words.alike(word, beforeOther.get()));
      boolean years = chosen.isYear() && number.isYear();
      return named || years || Words.alike(before.get(), beforeOther.get());
    }
    return units || (chosen.isYear() && number.isYear());
  }

  /** In a list, perhaps over others between them. */
  private boolean areListed(NumberMention one, NumberMention other, List<NumberMention> free) {
    List<NumberMention> chain = new ArrayList<>(free);
    chain.add(one);
    chain.sort(Comparator.comparingInt(NumberMention::start));
    int from = Math.min(chain.indexOf(one), chain.indexOf(other));
    int to = Math.max(chain.indexOf(one), chain.indexOf(other));
    for (int i = from; i < to; i++) {
      if (!isJoint(chain.get(i).end(), chain.get(i + 1).start())) {
        return false;
      }
    }
    return true;
  }

  private boolean isJoint(int from, int to) {
    // "Between" two there is one thing, not one for each.
    return from <= to
        && JOINT.matcher(mentions.text().substring(from, to)).matches()
        && !RANGE.matcher(mentions.text().substring(0, from)).matches();
  }

  private static String unit(NumberMention number) {
    return number.percent()
        ? "percent"
        : number.after().stream()
            .limit(1)
            .filter(word -> !Words.isStop(word))
            .findFirst()
            .orElse("");
  }

  private static Optional<String> lastWord(NumberMention number) {
    return number.before().stream().filter(word -> !Words.isStop(word)).findFirst();
  }

  /** Lists of as many numbers as are wanted: each list is a call. */
  void pairs(List<Parameter> wanting, BiFunction<Parameter, NumberMention, JsonNode> value) {
    List<List<NumberMention>> lists =
        mentions.lists().stream().filter(list -> list.size() == wanting.size()).toList();
    if (wanting.size() < 2 || lists.size() < 2) {
      return;
    }
    for (int i = 0; i < wanting.size(); i++) {
      Parameter parameter = wanting.get(i);
      int place = i;
      put(
          parameter.name(),
          lists.stream()
              .map(list -> list.get(place))
              .map(one -> new Placed(one.start(), List.of(value.apply(parameter, one))))
              .toList());
    }
  }

  /** Texts that no parameter has taken, as further values of those that have one. */
  void texts(
      Map<Parameter, TextMention> chosen,
      Predicate<TextMention> free,
      ToDoubleBiFunction<Parameter, TextMention> fit,
      BiFunction<Parameter, TextMention, List<JsonNode>> value) {
    List<TextMention> left = new ArrayList<>(mentions.texts().stream().filter(free).toList());
    boolean alone = chosen.keySet().stream().filter(Parameter::required).count() <= 1;
    for (Map.Entry<Parameter, TextMention> one : chosen.entrySet()) {
      List<TextMention> all = alike(one.getKey(), one.getValue(), left, alone, fit);
      if (all.size() > 1 && (one.getKey().required() || chosen.size() == 1)) {
        left.removeIf(text -> all.stream().anyMatch(text::overlaps));
        putTexts(one.getKey(), all, value);
      }
    }
    for (Map.Entry<Parameter, TextMention> one : chosen.entrySet()) {
      if (!series.containsKey(one.getKey().name())) {
        List<TextMention> all = inStep(one.getKey(), one.getValue(), left, fit);
        if (all.size() > 1) {
          left.removeIf(text -> all.stream().anyMatch(text::overlaps));
          putTexts(one.getKey(), all, value);
        }
      }
    }
  }

  private void putTexts(
      Parameter parameter,
      List<TextMention> texts,
      BiFunction<Parameter, TextMention, List<JsonNode>> value) {
    put(
        parameter.name(),
        texts.stream()
            .map(text -> new Placed(text.start(), value.apply(parameter, text)))
            .toList());
  }

  private List<TextMention> alike(
      Parameter parameter,
      TextMention chosen,
      List<TextMention> left,
      boolean alone,
      ToDoubleBiFunction<Parameter, TextMention> fit) {
    List<TextMention> all = new ArrayList<>(List.of(chosen));
    double score = fit.applyAsDouble(parameter, chosen);
    boolean grown = true;
    while (grown) {
      grown = false;
      for (TextMention text : left) {
        boolean apart = all.stream().noneMatch(text::overlaps);
        if (text.kind() != chosen.kind() || !apart) {
          continue;
        }
        boolean listed =
            all.stream()
                .anyMatch(
                    one ->
                        isJoint(
                            Math.min(one.end(), text.end()), Math.max(one.start(), text.start())));
        boolean manner =
            chosen.kind() != Kind.PLAIN
                && fit.applyAsDouble(parameter, text) >= score - ALIKE
                && (hasManner(chosen, text) || (alone && asksAgain(chosen, text, left)));
        if (listed || manner) {
          grown |= all.add(text);
        }
      }
    }
    return all;
  }

  /** After the same preposition, or before the same word. */
  private static boolean hasManner(TextMention one, TextMention other) {
    boolean before = !one.before().isEmpty() && one.before().equals(other.before());
    boolean after = !one.after().isEmpty() && one.after().equals(other.after());
    return (before && !one.before().equals("and")) || (after && !one.after().equals("and"));
  }

  /** The only name of another sentence that asks, too. */
  private boolean asksAgain(TextMention one, TextMention other, List<TextMention> left) {
    int first = sentence(Math.min(one.start(), other.start()));
    int second = sentence(Math.max(one.start(), other.start()));
    if (first == second) {
      return false;
    }
    String earlier = sentences().get(first);
    String later = sentences().get(second);
    boolean asks = later.strip().endsWith("?") && earlier.strip().endsWith("?");
    long names =
        left.stream()
            .filter(text -> text.kind() == other.kind() && sentence(text.start()) == second)
            .count();
    return (asks || ASKS_ALSO.matcher(later).matches()) && names <= 1;
  }

  private List<String> sentences() {
    return SENTENCE.matcher(mentions.text()).results().map(found -> found.group()).toList();
  }

  private int sentence(int at) {
    int index = -1;
    Matcher matcher = SENTENCE.matcher(mentions.text());
    while (matcher.find() && matcher.start() <= at) {
      index++;
    }
    return index;
  }

  /** One text beside each value that another parameter has several of. */
  private List<TextMention> inStep(
      Parameter parameter,
      TextMention chosen,
      List<TextMention> left,
      ToDoubleBiFunction<Parameter, TextMention> fit) {
    double score = fit.applyAsDouble(parameter, chosen);
    for (List<Placed> values : series.values()) {
      int own = -1;
      boolean behind = chosen.start() > values.getFirst().start();
      List<TextMention> all = new ArrayList<>();
      for (int i = 0; i < values.size(); i++) {
        int from = behind ? values.get(i).start() : i == 0 ? 0 : values.get(i - 1).start();
        int to =
            behind
                ? (i + 1 == values.size() ? mentions.text().length() : values.get(i + 1).start())
                : values.get(i).start();
        if (from <= chosen.start() && chosen.start() < to) {
          own = i;
          all.add(chosen);
        } else {
          left.stream()
              .filter(text -> text.kind() == chosen.kind() && chosen.kind() != Kind.PLAIN)
              .filter(text -> from <= text.start() && text.start() < to)
              .filter(text -> fit.applyAsDouble(parameter, text) >= score - IN_STEP)
              .max(Comparator.comparingDouble(text -> fit.applyAsDouble(parameter, text)))
              .ifPresent(all::add);
        }
      }
      if (own >= 0 && all.size() == values.size()) {
        return all;
      }
    }
    return List.of(chosen);
  }

  /**
   * Values of a parameter that are chosen among a few.
   *
   * @param listed whether they stand in a list
   */
  void options(Parameter parameter, List<Placed> named, boolean listed) {
    if (listed) {
      put(parameter.name(), named);
    } else {
      possible.put(parameter.name(), sorted(named));
    }
  }

  private void put(String parameter, List<Placed> all) {
    series.put(parameter, sorted(all));
  }

  private static List<Placed> sorted(List<Placed> all) {
    return all.stream().sorted(Comparator.comparingInt(Placed::start)).toList();
  }

  /** The calls, of which this would be the only one if nothing was repeated. */
  List<Map<String, List<JsonNode>>> calls(Map<String, List<JsonNode>> only) {
    possible.forEach(
        (parameter, named) -> {
          if (series.values().stream().anyMatch(values -> values.size() == named.size())) {
            series.put(parameter, named);
          }
        });
    if (series.isEmpty()) {
      return List.of(only);
    }
    List<Map<String, List<JsonNode>>> calls = new ArrayList<>();
    if (isInStep()) {
      for (int i = 0; i < series.values().iterator().next().size(); i++) {
        Map<String, List<JsonNode>> call = new LinkedHashMap<>(only);
        for (Map.Entry<String, List<Placed>> one : series.entrySet()) {
          call.put(one.getKey(), one.getValue().get(i).candidates());
        }
        calls.add(call);
      }
    } else if (areMixed()) {
      calls.addAll(clauses(only));
    } else {
      calls.addAll(combined(only));
    }
    return new LinkedHashSet<>(calls).stream().limit(MOST_CALLS).toList();
  }

  private boolean isInStep() {
    long sizes = series.values().stream().mapToInt(List::size).distinct().count();
    return sizes == 1
        && (series.size() == 1 || areMixed() || RESPECTIVELY.matcher(mentions.text()).find());
  }

  /** Whether the values of each stand between those of the others. */
  private boolean areMixed() {
    List<List<Placed>> all = List.copyOf(series.values());
    for (int i = 0; i < all.size(); i++) {
      for (int j = 0; j < i; j++) {
        if (all.get(i).getLast().start() < all.get(j).getFirst().start()
            || all.get(j).getLast().start() < all.get(i).getFirst().start()) {
          return false;
        }
      }
    }
    return true;
  }

  /** A value of a parameter that has one begins a call, to which all the others hold on. */
  private List<Map<String, List<JsonNode>>> clauses(Map<String, List<JsonNode>> only) {
    record Named(String parameter, Placed placed) {}
    List<Named> all = new ArrayList<>();
    series.forEach((name, values) -> values.forEach(one -> all.add(new Named(name, one))));
    all.sort(Comparator.comparingInt(one -> one.placed().start()));
    Map<String, List<JsonNode>> first = new LinkedHashMap<>(only);
    series.forEach((name, values) -> first.put(name, values.getFirst().candidates()));
    List<Map<String, List<JsonNode>>> calls = new ArrayList<>(List.of(first));
    LinkedHashSet<String> set = new LinkedHashSet<>();
    for (Named one : all) {
      if (!set.add(one.parameter())) {
        calls.add(new LinkedHashMap<>(calls.getLast()));
        set.clear();
        set.add(one.parameter());
      }
      calls.getLast().put(one.parameter(), one.placed().candidates());
    }
    return calls;
  }

  private List<Map<String, List<JsonNode>>> combined(Map<String, List<JsonNode>> only) {
    List<Map<String, List<JsonNode>>> calls = List.of(only);
    for (Map.Entry<String, List<Placed>> one : series.entrySet()) {
      List<Map<String, List<JsonNode>>> more = new ArrayList<>();
      for (Map<String, List<JsonNode>> call : calls) {
        for (Placed value : one.getValue()) {
          Map<String, List<JsonNode>> next = new LinkedHashMap<>(call);
          next.put(one.getKey(), value.candidates());
          more.add(next);
        }
      }
      calls = more;
    }
    return calls;
  }
}
