package dev.hearth.gateway.json;

import dev.hearth.base.ServiceException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The fields of a JSON object that a caller sent. Every getter takes a field that is missing and
 * one that is null for the same, and throws a {@link ServiceException} of status 400 that names the
 * field where its value is of the wrong type or out of range.
 */
public final class Fields {

  private final ObjectNode node;
  private final String path;

  private Fields(ObjectNode node, String path) {
    this.node = node;
    this.path = path;
  }

  /**
   * The fields of this value.
   *
   * @param path where the value stands in the body, such as {@code messages[0]}; empty for the body
   */
  static Fields of(JsonNode value, String path) {
    if (value instanceof ObjectNode object) {
      return new Fields(object, path);
    }
    throw wrongType(path, "an object", value);
  }

  /** The path of one of these fields, such as {@code messages[0].content}. */
  public String path(String name) {
    return path.isEmpty() ? name : path + "." + name;
  }

  /** The object as it is. */
  public ObjectNode json() {
    return node;
  }

  /** Refuses, by name, every field that is not one of these. */
  public void refuseOthers(Collection<String> known) {
    for (String name : node.propertyNames()) {
      if (!known.contains(name)) {
        throw new ServiceException(
            HttpStatus.BAD_REQUEST,
            "unknown_parameter",
            "Unknown parameter: '" + path(name) + "'.",
            path(name));
      }
    }
  }

  /** Whether the field is there and not null. */
  public boolean has(String name) {
    return get(name) != null;
  }

  /** The field's value, or null. */
  public @Nullable JsonNode get(String name) {
    JsonNode value = node.get(name);
    return value == null || value.isNull() ? null : value;
  }

  /** The text, or null. */
  public @Nullable String text(String name) {
    JsonNode value = get(name);
    return value == null ? null : text(value, path(name));
  }

  /** The text; a field that is missing is an error. */
  public String requiredText(String name) {
    String text = text(name);
    if (text == null) {
      throw missing(name);
    }
    return text;
  }

  /** The text of at least one and at most {@code longest} characters, or null. */
  public @Nullable String text(String name, int longest) {
    String text = text(name);
    if (text != null && (text.isEmpty() || text.length() > longest)) {
      throw invalid(name, "must have 1 to " + longest + " characters");
    }
    return text;
  }

  /** The number within the bounds, or null. */
  public @Nullable Double number(String name, double least, double most) {
    JsonNode value = get(name);
    if (value == null) {
      return null;
    }
    if (!value.isNumber()) {
      throw wrongType(path(name), "a number", value);
    }
    double number = value.doubleValue(Double.NaN);
    if (!(number >= least && number <= most)) {
      throw invalid(name, "must be a number from " + plain(least) + " to " + plain(most));
    }
    return number;
  }

  /** The whole number within the bounds, or null. */
  public @Nullable Long integer(String name, long least, long most) {
    JsonNode value = get(name);
    if (value == null) {
      return null;
    }
    if (!value.isNumber() || !value.canConvertToExactIntegral()) {
      throw wrongType(path(name), "an integer", value);
    }
    if (!value.canConvertToLong() || value.longValue() < least || value.longValue() > most) {
      throw invalid(name, "must be an integer from " + least + " to " + most);
    }
    return value.longValue();
  }

  /** The truth value; false where the field is missing. */
  public boolean flag(String name) {
    JsonNode value = get(name);
    if (value == null) {
      return false;
    }
    if (!value.isBoolean()) {
      throw wrongType(path(name), "a boolean", value);
    }
    return value.booleanValue();
  }

  /** The object, or null. */
  public @Nullable Fields object(String name) {
    JsonNode value = get(name);
    return value == null ? null : of(value, path(name));
  }

  /** The object; a field that is missing is an error. */
  public Fields requiredObject(String name) {
    Fields object = object(name);
    if (object == null) {
      throw missing(name);
    }
    return object;
  }

  /** The JSON object as it is, or null. */
  public @Nullable ObjectNode json(String name) {
    Fields object = object(name);
    return object == null ? null : object.node;
  }

  /**
   * The objects of an array; none where the field is missing.
   *
   * @param most how many there may be
   */
  public List<Fields> objects(String name, int most) {
    List<Fields> objects = new ArrayList<>();
    for (JsonNode element : array(name, most)) {
      objects.add(of(element, path(name) + "[" + objects.size() + "]"));
    }
    return objects;
  }

  /**
   * The texts of an array; none where the field is missing.
   *
   * @param most how many there may be
   */
  public List<String> texts(String name, int most) {
    List<String> texts = new ArrayList<>();
    for (JsonNode element : array(name, most)) {
      texts.add(text(element, path(name) + "[" + texts.size() + "]"));
    }
    return texts;
  }

  private List<JsonNode> array(String name, int most) {
    JsonNode value = get(name);
    if (value == null) {
      return List.of();
    }
    if (!value.isArray()) {
      throw wrongType(path(name), "an array", value);
    }
    if (value.size() > most) {
      throw invalid(name, "may have at most " + most + " elements");
    }
    return List.copyOf(value.values());
  }

  /** A refusal of the field's type. */
  public ServiceException wrongType(String name, String expected) {
    JsonNode value = get(name);
    return value == null ? missing(name) : wrongType(path(name), expected, value);
  }

  /** A refusal that says the field must be there. */
  public ServiceException missing(String name) {
    return new ServiceException(
        HttpStatus.BAD_REQUEST,
        "missing_required_parameter",
        "Missing required parameter: '" + path(name) + "'.",
        path(name));
  }

  /**
   * A refusal of the field's value.
   *
   * @param rule what the value must be, such as {@code must be positive}
   */
  public ServiceException invalid(String name, String rule) {
    return new ServiceException(
        HttpStatus.BAD_REQUEST,
        "invalid_value",
        "Invalid value for '" + path(name) + "': it " + rule + ".",
        path(name));
  }

  /** A refusal of a field or value that exists in the API but not here. */
  public ServiceException unsupported(String name, String what) {
    return new ServiceException(
        HttpStatus.BAD_REQUEST,
        "unsupported_parameter",
        "Unsupported: '" + path(name) + "': " + what + ".",
        path(name));
  }

  private static String text(JsonNode value, String path) {
    if (!value.isString()) {
      throw wrongType(path, "a string", value);
    }
    String text = value.stringValue();
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      boolean pair =
          Character.isHighSurrogate(c)
              && i + 1 < text.length()
              && Character.isLowSurrogate(text.charAt(i + 1));
      if (c == 0 || (Character.isSurrogate(c) && !pair)) {
        throw new ServiceException(
            HttpStatus.BAD_REQUEST,
            "invalid_value",
            "Invalid value for '"
                + path
                + "': it holds a "
                + (c == 0 ? "NUL character" : "surrogate without its pair")
                + " at index "
                + i
                + ".",
            path);
      }
      if (pair) {
        i++;
      }
    }
    return text;
  }

  private static ServiceException wrongType(String path, String expected, JsonNode value) {
    String where = path.isEmpty() ? "the body" : "'" + path + "'";
    return new ServiceException(
        HttpStatus.BAD_REQUEST,
        "invalid_type",
        "Invalid type for "
            + where
            + ": expected "
            + expected
            + ", but got "
            + value.getNodeType().name().toLowerCase(Locale.ROOT)
            + ".",
        path.isEmpty() ? null : path);
  }

  private static String plain(double number) {
    return number == Math.rint(number) ? Long.toString((long) number) : Double.toString(number);
  }
}
