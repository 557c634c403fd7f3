package dev.hearth.inference.loop;

import dev.hearth.inference.schema.Schemas;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * One parameter of a tool.
 *
 * @param name as it is called
 * @param schema what it takes
 * @param required whether a call needs it
 */
record Parameter(String name, JsonNode schema, boolean required) {

  private static final Pattern OPTION =
      Pattern.compile("(?<![\\p{L}\\p{N}])['\"‘“]([^'\"’”]{1,40})['\"’”](?!\\p{L})");
  private static final Pattern LISTED =
      Pattern.compile(
          "(?i)(?:e\\.g\\.|i\\.e\\.|such as|like|options?(?: are)?:?|can be|either)[,:]?"
              + " ([^.();]+)");
  private static final int LONGEST_OPTION = 3;
  private static final Pattern DEFAULT =
      Pattern.compile("(?i)default(?:s)?(?: value)?(?: is| to|:)? *['\"]?([^'\".,;)]+)");

  /** The parameters of a tool, in its order. */
  static List<Parameter> of(JsonNode schema) {
    Set<String> required = Schemas.required(schema);
    List<Parameter> parameters = new ArrayList<>();
    schema
        .path("properties")
        .properties()
        .forEach(
            property ->
                parameters.add(
                    new Parameter(
                        property.getKey(),
                        property.getValue(),
                        required.contains(property.getKey()))));
    return parameters;
  }

  String type() {
    return Schemas.type(schema);
  }

  boolean isNumber() {
    return !schema.has("enum") && (type().equals("number") || type().equals("integer"));
  }

  boolean isFreeText() {
    return type().equals("string")
        && !schema.has("enum")
        && !schema.has("const")
        && !schema.has("format");
  }

  boolean isWhole() {
    return type().equals("integer");
  }

  boolean isListOfNumbers() {
    String items = Schemas.type(schema.path("items"));
    return type().equals("array") && (items.equals("number") || items.equals("integer"));
  }

  String description() {
    return schema.path("description").asString("");
  }

  /** Name and description in words, for comparing meanings. */
  String phrase() {
    return String.join(" ", Words.of(name)) + ". " + description();
  }

  /** The words of its name. */
  List<String> nameWords() {
    return Words.of(name);
  }

  /** The words of its description that carry meaning, up to where it tells of its default. */
  List<String> descriptionWords() {
    return Words.contentOf(description().split("(?i)default|e\\.g\\.|such as|optional")[0]);
  }

  boolean saysPercent() {
    return description().matches("(?is).*percent.*") || nameWords().contains("percentage");
  }

  /** What it may be, where schema or description list that. */
  List<String> options() {
    Set<String> options = new LinkedHashSet<>();
    JsonNode values = schema.has("enum") ? schema.get("enum") : schema.path("items").path("enum");
    values.forEach(option -> options.add(option.asString()));
    if (options.isEmpty()) {
      Matcher matcher = OPTION.matcher(description());
      while (matcher.find()) {
        options.add(matcher.group(1));
      }
      Matcher listed = LISTED.matcher(description());
      if (options.isEmpty() && listed.find()) {
        for (String option : listed.group(1).split(",| or | and ")) {
          String plain = option.replaceFirst("\\betc\\b.*", "").strip();
          if (!plain.isEmpty() && plain.split(" ").length <= LONGEST_OPTION) {
            options.add(plain);
          }
        }
      }
    }
    return List.copyOf(options);
  }

  /** The number that it is by default, or null. */
  @Nullable BigDecimal defaultNumber() {
    JsonNode given = schema.path("default");
    if (given.isNumber()) {
      return given.decimalValue();
    }
    Matcher matcher = DEFAULT.matcher(description());
    if (matcher.find()) {
      Matcher number = Pattern.compile("-?\\d+(?:\\.\\d+)?").matcher(matcher.group(1));
      if (number.find()) {
        return new BigDecimal(number.group());
      }
    }
    return null;
  }
}
