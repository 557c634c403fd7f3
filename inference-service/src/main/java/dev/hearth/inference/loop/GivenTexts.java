package dev.hearth.inference.loop;

import dev.hearth.inference.loop.TextMention.Kind;
import dev.hearth.inference.schema.Schemas;
import java.util.ArrayList;
import java.util.Comparator;
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
 * Gives a question's names, quotations, codes and words out to the parameters that take texts: by
 * what they mean, by the words beside them, and by prepositions.
 */
final class GivenTexts {

  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

  private static final int MOST_TEXTS = 6;

  /** What an optional parameter must score before a text is thought to be meant for it. */
  private static final double OPTIONAL_TEXT = 1.0;

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

  /** The postal codes of the states of the USA. */
  private static final List<String> STATES =
      List.of(
          ("AL AK AZ AR CA CO CT DE FL GA HI ID IL IN IA KS KY LA ME MD MA MI MN MS MO MT NE NV NH"
                  + " NJ NM NY NC ND OH OK OR PA RI SC SD TN TX UT VT VA WA WV WI WY DC")
              .split(" "));

  private final Mentions mentions;
  private final Similarity similarity;
  private final double margin;

  /**
   * Texts of a question.
   *
   * @param margin how far ahead of the next a candidate must be to be without doubt
   */
  GivenTexts(Mentions mentions, Similarity similarity, double margin) {
    this.mentions = mentions;
    this.similarity = similarity;
    this.margin = margin;
  }

  /**
   * Finds the candidates of parameters: free texts and lists of them, the surest first, each word
   * given out once.
   *
   * @param found takes them, by the parameter's name
   * @param repetition takes what else of the same kind is named
   * @param taken texts that are given out already; takes those that are given out here
   */
  void find(
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

  private static boolean noneRequired(List<Parameter> all) {
    return all.stream().noneMatch(Parameter::required);
  }

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
        if (apart && list.stream().anyMatch(one -> mentions.areListed(one, peer))) {
          grown |= list.add(peer);
        }
      }
    }
    return list.stream().sorted(Comparator.comparingInt(TextMention::start)).toList();
  }

  private boolean isInList(TextMention text) {
    return mentions.texts().stream()
        .anyMatch(
            other ->
                other.kind() == text.kind()
                    && !other.overlaps(text)
                    && mentions.areListed(other, text));
  }

  private record Weighed(Parameter parameter, TextMention mention, double score) {}
}
