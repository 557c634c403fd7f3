package dev.hearth.inference.loop;

import dev.hearth.contracts.inference.CompletionRequest.Tool;
import dev.hearth.contracts.plugins.PluginTool;
import dev.hearth.inference.schema.Schemas;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;

/** A tool that the model may call. */
sealed interface Callable {

  /** What a parameter is called that takes whatever is looked for. */
  Set<String> QUERIES =
      Set.of(
          "query",
          "q",
          "question",
          "search",
          "keyword",
          "keywords",
          "term",
          "terms",
          "topic",
          "phrase",
          "prompt");

  /** What a search does. */
  Pattern SEARCHES =
      Pattern.compile(
          "(?i)\\b(?:search(?:es|ing)?|find(?:s|ing)?|look(?:s|ing)? (?:up|for|in|into|through)"
              + "|retriev(?:es?|al|ing)|quer(?:y|ies)|answers? (?:to )?(?:any )?questions?)\\b");

  /** Where texts on any subject stand. */
  Pattern ANYWHERE =
      Pattern.compile(
          "(?i)\\b(?:web|internet|intranet|online|documents?|notes?|knowledge|wiki(?:pedia)?"
              + "|encyclopa?edias?|passages?|handbooks?|manuals?|archives?|newspapers?|articles?"
              + "|files?|anything)\\b");

  /** A text or a list may hold any number of numbers. */
  int MANY = 1_000;

  /** The name of the plugin that it belongs to; empty for the caller's own. */
  String plugin();

  String name();

  String description();

  JsonNode parameters();

  /** A plugin's tool, which the loop calls. */
  record OfPlugin(PluginTool tool) implements Callable {
    @Override
    public String plugin() {
      return tool.plugin();
    }

    @Override
    public String name() {
      return tool.tool();
    }

    @Override
    public String description() {
      return tool.description();
    }

    @Override
    public JsonNode parameters() {
      return tool.parameters();
    }
  }

  /** The caller's own tool; its call ends the completion. */
  record OfCaller(Tool tool) implements Callable {
    @Override
    public String plugin() {
      return "";
    }

    @Override
    public String name() {
      return tool.name();
    }

    @Override
    public String description() {
      return tool.description();
    }

    @Override
    public JsonNode parameters() {
      return tool.parameters();
    }
  }

  /** The names of plugin and tool in words. */
  default String names() {
    return (inWords(plugin()) + " " + inWords(name())).stripLeading();
  }

  /** Whether a text names it or, of a plugin's tool, the plugin, as in "use the calculator". */
  default boolean isNamedIn(String text) {
    return mentions(text, name()) || (!plugin().isEmpty() && mentions(text, plugin()));
  }

  /**
   * The parameter that takes an arithmetic expression, if that is all that the tool needs: its name
   * or description says so.
   */
  default Optional<String> expressionParameter() {
    List<Parameter> needed =
        Parameter.of(parameters()).stream().filter(Parameter::required).toList();
    if (needed.size() != 1 || !needed.getFirst().type().equals("string")) {
      return Optional.empty();
    }
    Parameter only = needed.getFirst();
    boolean says =
        only.nameWords().contains("expression") || only.nameWords().contains("calculation");
    boolean arithmetic =
        (only.description() + description())
            .matches("(?is).*(?:arithmetic|calculat|\\d ?[*+/] ?\\d).*");
    return says && arithmetic ? Optional.of(only.name()) : Optional.empty();
  }

  /**
   * The parameter that takes whatever is looked for, if that is all that the tool needs and it
   * searches texts on any subject. Such a tool says where it looks, not what it can be asked.
   */
  default Optional<String> queryParameter() {
    List<Parameter> needed =
        Parameter.of(parameters()).stream().filter(Parameter::required).toList();
    boolean changes =
        switch (this) {
          case OfPlugin of -> of.tool().consequential();
          case OfCaller _ -> false;
        };
    if (changes || needed.size() != 1 || !needed.getFirst().isFreeText()) {
      return Optional.empty();
    }
    String purpose = names() + ". " + description();
    boolean searches = SEARCHES.matcher(purpose).find() && ANYWHERE.matcher(purpose).find();
    Parameter only = needed.getFirst();
    return searches && only.nameWords().stream().anyMatch(QUERIES::contains)
        ? Optional.of(only.name())
        : Optional.empty();
  }

  /** How many parameters it needs. */
  default int requiredCount() {
    return Schemas.required(parameters()).size();
  }

  /** How many of a question's numbers it can take up at most. */
  default int numbersItTakes() {
    JsonNode properties = Narrowed.asked(parameters()).path("properties");
    int numbers = 0;
    for (JsonNode property : properties) {
      String type = Schemas.type(property);
      if (type.equals("number") || type.equals("integer")) {
        numbers++;
      } else if (!property.has("enum")) {
        boolean whole = properties.size() == 1 || !type.equals("string");
        numbers += whole ? MANY : 1;
      }
    }
    return numbers;
  }

  private static boolean mentions(String text, String name) {
    return plain(text).contains(plain(inWords(name)));
  }

  /** Words in small letters between single spaces, one at either end. */
  private static String plain(String text) {
    return " " + text.toLowerCase(Locale.ROOT).replaceAll("[^\\p{L}\\p{N}]+", " ").strip() + " ";
  }

  /** {@code get_currentWeather} as {@code get current Weather}. */
  private static String inWords(String name) {
    return name.replaceAll("[_-]+", " ").replaceAll("(?<=[a-z])(?=[A-Z])", " ");
  }
}
