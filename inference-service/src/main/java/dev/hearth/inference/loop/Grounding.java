package dev.hearth.inference.loop;

import dev.hearth.inference.loop.TextMention.Kind;
import dev.hearth.inference.schema.Schemas;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;

/**
 * Finds in a question what a tool's parameters may be: each number, name or word is weighed by the
 * words around it, by what it means beside the parameter, and by its place. What is found without
 * doubt is one candidate; where there is doubt, the model decides among several.
 */
final class Grounding {

  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

  /** Numbers of a question that are weighed against each other; more are taken in their order. */
  private static final int MOST_NUMBERS = 7;

  private static final int MOST_PARAMETERS = 7;

  /** What an optional parameter must score before a number is thought to be meant for it. */
  private static final double OPTIONAL_NUMBER = 1.6;

  /** "Two points" seldom says more than that there are two. */
  private static final double SPELLED_OUT = -2;

  private static final double MISSING = -6;

  private static final int MOST_TEXTS = 6;
  private static final double IN_ORDER = 0.25;
  private static final double MEANING = 1.5;

  /** For being the beginning or the end of what is named as reaching from one to the other. */
  private static final double BOUND = 1;

  private static final Pattern RANGE = Pattern.compile("(?is).*\\bbetween\\b[^.?!]*\\band ");

  private static final Set<String> PLACES =
      Set.of(
          "location",
          "city",
          "place",
          "state",
          "country",
          "county",
          "region",
          "court",
          "area",
          "destination",
          "origin",
          "address",
          "venue",
          "jurisdiction",
          "start",
          "end",
          "from",
          "to");
  private static final Set<String> PLACE_CUES =
      Set.of("in", "at", "from", "to", "near", "around", "for", "of", "the", "visit", "between");
  private static final Set<String> BEGINNINGS =
      Set.of("start", "origin", "from", "departure", "source", "begin", "base");
  private static final Set<String> ENDS =
      Set.of("end", "destination", "to", "arrival", "target", "dest");
  private static final Set<String> ADDRESSES =
      Set.of("url", "link", "path", "document", "file", "image", "website", "page", "source");
  private static final Set<String> CODES =
      Set.of(
          "id",
          "number",
          "code",
          "docket",
          "path",
          "file",
          "date",
          "key",
          "identifier",
          "url",
          "day",
          "time",
          "symbol",
          "formula",
          "sequence",
          "gene",
          "ip",
          "no");

  private final Mentions mentions;
  private final Similarity similarity;
  private final double margin;

  /**
   * A search in this question.
   *
   * @param margin how far ahead of the next a candidate must be to be without doubt
   */
  Grounding(String question, Similarity similarity, double margin) {
    this.mentions = new Mentions(question);
    this.similarity = similarity;
    this.margin = margin;
  }

  /**
   * The candidates of each parameter for each of the calls that the question asks for: one, or
   * several where it names several of what a parameter takes one of. Best first; an empty list
   * where the question names none for a parameter that is needed.
   */
  List<Map<String, List<JsonNode>>> calls(JsonNode schema) {
    List<Parameter> all = Parameter.of(schema);
    Map<String, List<JsonNode>> found = new LinkedHashMap<>();
    Repetition repetition = new Repetition(mentions);
    Set<NumberMention> used = new HashSet<>();
    listsOfNumbers(all, found, used);
    numbers(all, found, repetition, used);
    List<TextMention> taken = new ArrayList<>();
    options(all, found, repetition, taken);
    texts(all, found, repetition, taken);
    Map<String, List<JsonNode>> first = new LinkedHashMap<>();
    for (Parameter parameter : all) {
      List<JsonNode> values = found.get(parameter.name());
      if (values != null) {
        first.put(parameter.name(), List.copyOf(values));
      } else if (parameter.required()) {
        first.put(parameter.name(), List.of());
      }
    }
    return repetition.calls(first);
  }

  private static boolean noneRequired(List<Parameter> all) {
    return all.stream().noneMatch(Parameter::required);
  }

  Mentions mentions() {
    return mentions;
  }

  /** Whether a value is beyond doubt a name, a number, or a choice, and not a word like others. */
  boolean isNamed(JsonNode value) {
    return !value.isString()
        || mentions.texts().stream()
            .noneMatch(text -> text.kind() == Kind.PLAIN && text.text().equals(value.asString()));
  }

  private void listsOfNumbers(
      List<Parameter> all, Map<String, List<JsonNode>> found, Set<NumberMention> used) {
    List<Parameter> wanting = all.stream().filter(Parameter::isListOfNumbers).toList();
    List<List<NumberMention>> lists = new ArrayList<>(mentions.lists());
    for (Parameter parameter : wanting) {
      if (!parameter.required() && lists.isEmpty()) {
        continue;
      }
      List<NumberMention> list =
          lists.isEmpty()
              ? mentions.numbers().stream().filter(n -> !used.contains(n)).toList()
              : lists.removeFirst();
      if (list.isEmpty()) {
        continue;
      }
      boolean whole = parameter.schema().path("items").path("type").asString("").equals("integer");
      ArrayNode values = JSON.arrayNode();
      for (NumberMention number : list) {
        if (!whole || number.isWhole()) {
          values.add(number(number.value()));
        }
      }
      used.addAll(list);
      found.put(parameter.name(), List.of(values));
    }
  }

  /** The best way to give the numbers out, weighed together. */
  private void numbers(
      List<Parameter> all,
      Map<String, List<JsonNode>> found,
      Repetition repetition,
      Set<NumberMention> used) {
    List<Parameter> wanting =
        all.stream().filter(Parameter::isNumber).limit(MOST_PARAMETERS).toList();
    List<NumberMention> free =
        mentions.numbers().stream()
            .filter(number -> !used.contains(number))
            .limit(MOST_NUMBERS)
            .toList();
    if (wanting.isEmpty()) {
      return;
    }
    double[][] scores = new double[wanting.size()][free.size()];
    for (int i = 0; i < wanting.size(); i++) {
      for (int j = 0; j < free.size(); j++) {
        scores[i][j] = score(wanting.get(i), free.get(j));
      }
    }
    int[] best = new Assignment(wanting, scores).best();
    Map<Parameter, NumberMention> chosen = new LinkedHashMap<>();
    for (int i = 0; i < wanting.size(); i++) {
      if (best[i] >= 0) {
        chosen.put(wanting.get(i), free.get(best[i]));
      }
    }
    List<NumberMention> left =
        mentions.numbers().stream()
            .filter(number -> !used.contains(number) && !chosen.containsValue(number))
            .toList();
    repetition.numbers(
        chosen, left, this::score, (parameter, one) -> number(valueOf(one, parameter)));
    repetition.pairs(
        wanting.stream().filter(Parameter::required).toList(),
        (parameter, one) -> number(valueOf(one, parameter)));
    for (int i = 0; i < wanting.size(); i++) {
      Parameter parameter = wanting.get(i);
      if (best[i] >= 0) {
        NumberMention number = free.get(best[i]);
        used.add(number);
        found.put(parameter.name(), inDoubt(parameter, free, scores[i], best[i]));
      } else if (parameter.required()) {
        BigDecimal usual = parameter.defaultNumber();
        if (usual != null && (!parameter.isWhole() || usual.stripTrailingZeros().scale() <= 0)) {
          found.put(parameter.name(), List.of(number(usual)));
        } else {
          List<JsonNode> again = new ArrayList<>();
          for (NumberMention number : mentions.numbers()) {
            if (!parameter.isWhole() || number.isWhole()) {
              again.add(number(valueOf(number, parameter)));
            }
          }
          if (!again.isEmpty()) {
            found.put(parameter.name(), again);
          }
        }
      }
    }
  }

  /** The number that is given out, and those that fit about as well. */
  private List<JsonNode> inDoubt(
      Parameter parameter, List<NumberMention> free, double[] scores, int chosen) {
    Set<JsonNode> values = new LinkedHashSet<>();
    values.add(number(valueOf(free.get(chosen), parameter)));
    for (int j = 0; j < scores.length; j++) {
      if (scores[j] > Double.NEGATIVE_INFINITY
          && scores[j] > scores[chosen] - margin
          && margin > 0) {
        values.add(number(valueOf(free.get(j), parameter)));
      }
    }
    return List.copyOf(values);
  }

  private double score(Parameter parameter, NumberMention number) {
    boolean share = number.percent() && !parameter.isWhole();
    if (parameter.isWhole() && !number.isWhole() && !share) {
      return Double.NEGATIVE_INFINITY;
    }
    double score = MEANING * Math.max(0, similarity.between(number.phrase(), parameter.phrase()));
    if (mentions.hasDigits()
        && !Character.isDigit(mentions.text().charAt(number.end() - 1))
        && !number.percent()) {
      score += SPELLED_OUT;
    }
    score += lexical(parameter, number.before(), 1.0) + lexical(parameter, number.after(), 0.8);
    if (number.percent()) {
      score +=
          parameter.nameWords().contains("rate") || parameter.saysPercent() || !parameter.isWhole()
              ? 0.6
              : -0.4;
    }
    boolean year = number.isYear();
    if (parameter.nameWords().contains("year")) {
      score += year ? 1.4 : -0.8;
    }
    if (number.list() >= 0 && !mentions.lists().isEmpty()) {
      score -= 0.1;
    }
    return score;
  }

  /** Words of the parameter near the number, the nearer the better. */
  private static double lexical(Parameter parameter, List<String> near, double weight) {
    List<String> name = parameter.nameWords();
    List<String> description = parameter.descriptionWords();
    double score = 0;
    Set<String> counted = new HashSet<>();
    for (int i = 0; i < near.size(); i++) {
      String word = near.get(i);
      double closeness = weight / Math.sqrt(i + 1.0);
      boolean named =
          name.stream()
              .anyMatch(
                  part ->
                      (part.length() == 1 || word.length() == 1)
                          ? part.equals(word)
                          : Words.alike(part, word));
      if ((Words.isStop(word) && !named) || !counted.add(word)) {
        continue;
      }
      if (named) {
        score += 1.6 * closeness;
      } else if (description.stream().anyMatch(part -> Words.alike(part, word))) {
        score += 0.8 * closeness;
      }
    }
    return score;
  }

  private static BigDecimal valueOf(NumberMention number, Parameter parameter) {
    boolean share = number.percent() && !parameter.isWhole() && !parameter.saysPercent();
    return share ? number.value().movePointLeft(2) : number.value();
  }

  private static JsonNode number(BigDecimal value) {
    BigDecimal plain = value.stripTrailingZeros();
    if (plain.scale() <= 0) {
      BigInteger whole = plain.toBigIntegerExact();
      return whole.bitLength() < 63 ? JSON.numberNode(whole.longValue()) : JSON.numberNode(whole);
    }
    return JSON.numberNode(plain);
  }

  /** Parameters that are one of several values which schema or description list. */
  private void options(
      List<Parameter> all,
      Map<String, List<JsonNode>> found,
      Repetition repetition,
      List<TextMention> taken) {
    for (Parameter parameter : all) {
      String type = parameter.type();
      if (type.equals("boolean")) {
        flag(parameter, found);
        continue;
      }
      String items = Schemas.type(parameter.schema().path("items"));
      boolean list = type.equals("array") && (items.equals("string") || items.isEmpty());
      List<String> options = parameter.options();
      boolean strict = parameter.schema().has("enum");
      if (found.containsKey(parameter.name())
          || options.isEmpty()
          || !(list || strict || type.equals("string"))) {
        continue;
      }
      List<String> named = options.stream().filter(mentions::hasWord).toList();
      if (named.isEmpty()) {
        named = options.stream().filter(mentions::holds).toList();
      }
      if (named.isEmpty()) {
        named =
            options.stream()
                .filter(
                    option ->
                        option.matches("[\\p{L} _-]{3,}")
                            && Words.contentOf(option).stream().allMatch(mentions::mentions)
                            && !Words.contentOf(option).isEmpty())
                .toList();
      }
      if (list) {
        if (!named.isEmpty()) {
          ArrayNode values = JSON.arrayNode();
          named.forEach(values::add);
          found.put(parameter.name(), List.of(values));
          take(named, taken);
        }
        continue;
      }
      if (named.isEmpty() && !(strict && parameter.required())) {
        continue;
      }
      List<JsonNode> values = new ArrayList<>();
      for (JsonNode option : strict ? parameter.schema().get("enum") : texts(options)) {
        if (named.isEmpty() || named.contains(option.asString())) {
          values.add(option);
        }
      }
      values.sort(
          Comparator.comparingDouble(
              value -> -similarity.between(mentions.text(), value.asString())));
      found.put(parameter.name(), named.size() == 1 ? List.of(values.getFirst()) : values);
      if (named.size() > 1) {
        List<Repetition.Placed> placed = new ArrayList<>();
        for (JsonNode value : values) {
          int start = mentions.indexOf(value.asString());
          if (start >= 0) {
            placed.add(new Repetition.Placed(start, List.of(value)));
          }
        }
        if (placed.size() > 1) {
          repetition.options(parameter, placed, parameter.required() && areListed(named));
        }
      }
      take(named, taken);
    }
  }

  private void take(List<String> options, List<TextMention> taken) {
    for (TextMention text : mentions.texts()) {
      if (options.stream().anyMatch(option -> option.equalsIgnoreCase(text.text()))) {
        taken.add(text);
      }
    }
  }

  private static List<JsonNode> texts(List<String> texts) {
    List<JsonNode> nodes = new ArrayList<>();
    texts.forEach(text -> nodes.add(JSON.stringNode(text)));
    return nodes;
  }

  /** True where it is named, unless that is denied. */
  private void flag(Parameter parameter, Map<String, List<JsonNode>> found) {
    List<String> own =
        parameter.nameWords().stream()
            .filter(word -> word.length() > 2 && !Words.isStop(word))
            .filter(
                word -> !Set.of("include", "get", "with", "enable", "has", "format").contains(word))
            .toList();
    List<String> words = mentions.words();
    int at = -1;
    for (int i = 0; i < words.size() && at < 0; i++) {
      String word = words.get(i);
      if (own.stream().anyMatch(part -> Words.alike(part, word))) {
        at = i;
      }
    }
    if (at < 0 && !parameter.required()) {
      return;
    }
    boolean denied =
        at > 0
            && words.subList(Math.max(0, at - 3), at).stream()
                .anyMatch(
                    word ->
                        Set.of("no", "not", "without", "exclude", "excluding", "don't")
                            .contains(word));
    found.put(parameter.name(), List.of(JSON.booleanNode(!denied)));
  }

  /** Free texts and lists of them, the surest first, each word given out once. */
  private void texts(
      List<Parameter> all,
      Map<String, List<JsonNode>> found,
      Repetition repetition,
      List<TextMention> taken) {
    Map<Parameter, TextMention> chosen = new LinkedHashMap<>();
    List<Parameter> open = new ArrayList<>();
    for (Parameter parameter : all) {
      String items = Schemas.type(parameter.schema().path("items"));
      boolean text =
          parameter.type().equals("string")
              || parameter.type().isEmpty()
              || (parameter.type().equals("array") && (items.equals("string") || items.isEmpty()));
      if (text && !found.containsKey(parameter.name()) && !parameter.schema().has("enum")) {
        open.add(parameter);
      }
    }
    while (!open.isEmpty()) {
      Weighed best = null;
      for (Parameter parameter : open) {
        for (Weighed weighed : weighed(parameter, taken)) {
          if (best == null || weighed.score() > best.score()) {
            best = weighed;
          }
          break;
        }
      }
      if (best == null) {
        break;
      }
      Weighed sure = best;
      open.remove(sure.parameter());
      boolean needed = sure.parameter().required() || (noneRequired(all) && all.size() == 1);
      if (!needed && sure.score() < OPTIONAL_TEXT) {
        continue;
      }
      List<JsonNode> values = new ArrayList<>();
      if (sure.parameter().type().equals("array")) {
        ArrayNode list = JSON.arrayNode();
        for (TextMention one : listFrom(sure.mention(), taken)) {
          list.add(one.text());
          taken.add(one);
        }
        values.add(list);
      } else {
        for (Weighed one : weighed(sure.parameter(), taken)) {
          if (values.size() < MOST_TEXTS && one.score() >= sure.score() - margin) {
            values.add(
                JSON.stringNode(
                    Dates.inFormOf(one.mention().text(), sure.parameter().description())));
          }
        }
        taken.add(sure.mention());
        chosen.put(sure.parameter(), sure.mention());
        inPlaceFormat(sure.parameter(), sure.mention(), values);
      }
      found.put(sure.parameter().name(), values);
    }
    repetition.texts(
        chosen,
        text -> taken.stream().noneMatch(text::overlaps),
        this::score,
        (parameter, text) -> {
          List<JsonNode> values = new ArrayList<>();
          values.add(JSON.stringNode(Dates.inFormOf(text.text(), parameter.description())));
          inPlaceFormat(parameter, text, values);
          return values;
        });
  }

  /** A city where city and state are wanted: the model knows in which state it lies. */
  private static void inPlaceFormat(
      Parameter parameter, TextMention mention, List<JsonNode> values) {
    boolean wanted =
        parameter
            .description()
            .matches("(?s).*\\b\\p{Lu}\\p{L}+(?: \\p{Lu}\\p{L}+)*, [A-Z]{2}\\b.*");
    if (wanted && mention.kind() == Kind.NAME && !mention.text().contains(",")) {
      values.clear();
      STATES.forEach(state -> values.add(JSON.stringNode(mention.text() + ", " + state)));
    }
  }

  /** The postal codes of the states of the USA. */
  private static final List<String> STATES =
      List.of(
          ("AL AK AZ AR CA CO CT DE FL GA HI ID IL IN IA KS KY LA ME MD MA MI MN MS MO MT NE NV NH"
                  + " NJ NM NY NC ND OH OK OR PA RI SC SD TN TX UT VT VA WA WV WI WY DC")
              .split(" "));

  private boolean areListed(List<String> options) {
    List<TextMention> texts =
        mentions.texts().stream()
            .filter(text -> options.stream().anyMatch(one -> one.equalsIgnoreCase(text.text())))
            .toList();
    return texts.stream()
        .anyMatch(
            one -> texts.stream().anyMatch(other -> !one.equals(other) && isListed(one, other)));
  }

  private static final double OPTIONAL_TEXT = 1.0;

  private List<Weighed> weighed(Parameter parameter, List<TextMention> taken) {
    List<Weighed> weighed = new ArrayList<>();
    for (TextMention text : mentions.texts()) {
      if (taken.stream().noneMatch(text::overlaps)) {
        weighed.add(new Weighed(parameter, text, score(parameter, text)));
      }
    }
    weighed.sort(Comparator.comparingDouble(Weighed::score).reversed());
    return weighed;
  }

  private double score(Parameter parameter, TextMention text) {
    List<String> name = parameter.nameWords();
    double score = similarity.between(text.text(), parameter.phrase());
    score +=
        switch (text.kind()) {
          case QUOTED -> 0.8;
          case NAME -> 0.3;
          case CODE -> name.stream().anyMatch(CODES::contains) ? 0.9 : 0.3;
          case PLAIN -> 0;
        };
    double beside = text.kind() == Kind.PLAIN ? 0.4 : 0.6;
    if (!text.before().isEmpty() && name.stream().anyMatch(w -> Words.alike(w, text.before()))) {
      score += beside;
    }
    if (!text.after().isEmpty() && name.stream().anyMatch(w -> Words.alike(w, text.after()))) {
      score += beside;
    }
    if (text.text().contains("@") && name.contains("email")) {
      score += 1;
    }
    if (text.text().contains("://") && name.stream().anyMatch(ADDRESSES::contains)) {
      score += 0.6;
    }
    if (text.before().equals("from") && name.stream().anyMatch(BEGINNINGS::contains)) {
      score += 0.6;
    }
    if (text.after().equals("to") && name.stream().anyMatch(BEGINNINGS::contains)) {
      score += 0.4;
    }
    if (text.before().equals("to") && name.stream().anyMatch(ENDS::contains)) {
      score += 0.6;
    }
    if (text.before().equals("between") && name.stream().anyMatch(BEGINNINGS::contains)) {
      score += BOUND;
    }
    if (text.before().equals("and")
        && RANGE.matcher(mentions.text().substring(0, text.start())).matches()
        && name.stream().anyMatch(ENDS::contains)) {
      score += BOUND;
    }
    boolean place = name.stream().anyMatch(PLACES::contains);
    if (place && PLACE_CUES.contains(text.before())) {
      score += text.kind() == Kind.NAME ? 0.5 : 0.1;
    }
    List<String> own = Words.of(text.text());
    boolean onlyName =
        own.stream().allMatch(word -> name.stream().anyMatch(part -> Words.alike(part, word)));
    if (onlyName) {
      score -= 0.5;
    }
    if (text.kind() == Kind.PLAIN) {
      List<String> described = parameter.descriptionWords();
      long said =
          own.stream()
              .filter(
                  word ->
                      Words.isStop(word)
                          || described.stream().anyMatch(part -> Words.alike(part, word)))
              .count();
      score -= 0.5 * said / own.size() + 0.04 * (own.size() - 1);
      if (said == own.size()) {
        // It repeats the description: "the kind of pizza" is not "pizza".
        score -= 0.4;
      }
    }
    if (parameter.type().equals("array") && isInList(text)) {
      score += 0.5;
    }
    return score;
  }

  /** This text with those that are listed beside it. */
  private List<TextMention> listFrom(TextMention first, List<TextMention> taken) {
    List<TextMention> peers =
        mentions.texts().stream()
            .filter(text -> text.kind() == first.kind())
            .filter(text -> taken.stream().noneMatch(text::overlaps))
            .sorted(Comparator.comparingInt(TextMention::start))
            .toList();
    LinkedHashSet<TextMention> list = new LinkedHashSet<>();
    list.add(first);
    boolean grown = true;
    while (grown) {
      grown = false;
      for (TextMention peer : peers) {
        boolean apart = list.stream().noneMatch(peer::overlaps);
        if (apart && list.stream().anyMatch(one -> isListed(one, peer))) {
          grown |= list.add(peer);
        }
      }
    }
    return list.stream().sorted(Comparator.comparingInt(TextMention::start)).toList();
  }

  private boolean isInList(TextMention text) {
    return mentions.texts().stream()
        .anyMatch(
            other -> other.kind() == text.kind() && !other.overlaps(text) && isListed(other, text));
  }

  private boolean isListed(TextMention one, TextMention other) {
    int from = Math.min(one.end(), other.end());
    int to = Math.max(one.start(), other.start());
    return from <= to
        && mentions
            .text()
            .substring(from, to)
            .matches("['\"”’]?\\s*(?:,|and|or|&|, and|, or)\\s+(?:the |a |an )?['\"“‘]?");
  }

  private record Weighed(Parameter parameter, TextMention mention, double score) {}

  /** Gives each parameter one number at most so that the scores together are the highest. */
  private static final class Assignment {

    private final List<Parameter> parameters;
    private final double[][] scores;
    private final int[] best;
    private final int[] current;
    private double most = Double.NEGATIVE_INFINITY;

    Assignment(List<Parameter> parameters, double[][] scores) {
      this.parameters = parameters;
      this.scores = scores;
      this.best = new int[parameters.size()];
      this.current = new int[parameters.size()];
      Arrays.fill(best, -1);
    }

    int[] best() {
      place(0, 0, 0, -1);
      return best;
    }

    private void place(int next, int used, double score, int last) {
      if (next == parameters.size()) {
        if (score > most) {
          most = score;
          System.arraycopy(current, 0, best, 0, best.length);
        }
        return;
      }
      boolean required = parameters.get(next).required();
      for (int j = 0; j < scores[next].length; j++) {
        if ((used & (1 << j)) == 0 && scores[next][j] > Double.NEGATIVE_INFINITY) {
          current[next] = j;
          double gain = scores[next][j] - (required ? 0 : OPTIONAL_NUMBER);
          place(next + 1, used | (1 << j), score + gain + (j > last ? IN_ORDER : 0), j);
        }
      }
      current[next] = -1;
      place(next + 1, used, score + (required ? MISSING : 0), last);
    }
  }
}
