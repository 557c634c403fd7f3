package dev.hearth.standalone.react;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import tools.jackson.databind.JsonNode;

/**
 * Judges calls as the Berkeley function calling leaderboard judges them (its abstract syntax tree
 * checker), from what the rows say of themselves: types are Python's; an argument is right if it is
 * one of its accepted values; among them an empty text means that it may be left out.
 */
final class CallChecker {

  private final Map<String, JsonNode> functions;

  /**
   * A checker for calls of these.
   *
   * @param functions as the set describes them
   */
  CallChecker(JsonNode functions) {
    this.functions =
        StreamSupport.stream(functions.spliterator(), false)
            .collect(
                Collectors.toMap(
                    function -> function.path("name").asString(),
                    function -> function,
                    (a, b) -> a));
  }

  /** Whether the calls are the accepted ones, in any order. */
  Verdict check(List<Call> calls, JsonNode accepted) {
    if (calls.size() != accepted.size()) {
      return Verdict.wrong("%d calls instead of %d".formatted(calls.size(), accepted.size()));
    }
    List<JsonNode> open = new ArrayList<>();
    accepted.forEach(open::add);
    for (Call call : calls) {
      Verdict last = Verdict.wrong("nothing accepted is left");
      JsonNode match = null;
      for (JsonNode one : open) {
        Verdict verdict = checkOne(call, one);
        if (verdict.right()) {
          match = one;
          break;
        }
        last = verdict;
      }
      if (match == null) {
        return last;
      }
      open.remove(match);
    }
    return Verdict.RIGHT;
  }

  private Verdict checkOne(Call call, JsonNode accepted) {
    Map.Entry<String, JsonNode> wanted = accepted.properties().iterator().next();
    JsonNode function = functions.get(call.tool());
    if (!call.tool().equals(wanted.getKey()) || function == null) {
      return Verdict.wrong("wrong function");
    }
    if (!call.arguments().isObject()) {
      return Verdict.wrong("arguments are no object");
    }
    JsonNode parameters = function.path("parameters");
    for (JsonNode required : parameters.path("required")) {
      if (!call.arguments().has(required.asString())) {
        return Verdict.wrong("missing " + required.asString());
      }
    }
    for (Map.Entry<String, JsonNode> argument : call.arguments().properties()) {
      JsonNode schema = parameters.path("properties").path(argument.getKey());
      JsonNode values = wanted.getValue().path(argument.getKey());
      if (schema.isMissingNode() || values.isMissingNode()) {
        return Verdict.wrong("unexpected " + argument.getKey());
      }
      if (!isOfType(argument.getValue(), schema)) {
        return Verdict.wrong("type of " + argument.getKey());
      }
      if (!isAmong(argument.getValue(), values)) {
        return Verdict.wrong("value of " + argument.getKey());
      }
    }
    for (Map.Entry<String, JsonNode> value : wanted.getValue().properties()) {
      if (!call.arguments().has(value.getKey()) && !mayBeLeftOut(value.getValue())) {
        return Verdict.wrong("missing " + value.getKey());
      }
    }
    return Verdict.RIGHT;
  }

  /** Python's types; a whole number will do for a float. */
  private static boolean isOfType(JsonNode value, JsonNode schema) {
    return switch (schema.path("type").asString("any")) {
      case "integer" -> value.isIntegralNumber();
      case "float", "number" -> value.isNumber();
      case "string" -> value.isString();
      case "boolean" -> value.isBoolean();
      case "array", "tuple", "list" -> {
        boolean all = value.isArray();
        JsonNode items = schema.path("items");
        if (all && !items.isMissingNode()) {
          for (JsonNode item : value) {
            all &= isOfType(item, items);
          }
        }
        yield all;
      }
      case "dict", "object" -> value.isObject();
      default -> true;
    };
  }

  private static boolean isAmong(JsonNode value, JsonNode accepted) {
    for (JsonNode one : accepted) {
      if (isSame(value, one)) {
        return true;
      }
    }
    return false;
  }

  private static boolean isSame(JsonNode value, JsonNode accepted) {
    if (value.isNumber() && accepted.isNumber()) {
      return value.decimalValue().compareTo(accepted.decimalValue()) == 0;
    }
    if (value.isString() && accepted.isString()) {
      return plain(value.asString()).equals(plain(accepted.asString()));
    }
    if (value.isArray() && accepted.isArray()) {
      if (value.size() != accepted.size()) {
        return false;
      }
      for (int i = 0; i < value.size(); i++) {
        if (!isSame(value.get(i), accepted.get(i))) {
          return false;
        }
      }
      return true;
    }
    if (value.isObject() && accepted.isObject()) {
      return isSameObject(value, accepted);
    }
    return value.equals(accepted);
  }

  /** Within accepted objects each value is again a list of accepted ones. */
  private static boolean isSameObject(JsonNode value, JsonNode accepted) {
    for (Map.Entry<String, JsonNode> entry : value.properties()) {
      JsonNode values = accepted.path(entry.getKey());
      boolean right =
          values.isArray()
              ? isAmong(entry.getValue(), values) || isSame(entry.getValue(), values)
              : isSame(entry.getValue(), values);
      if (values.isMissingNode() || !right) {
        return false;
      }
    }
    for (Map.Entry<String, JsonNode> entry : accepted.properties()) {
      if (!value.has(entry.getKey()) && !mayBeLeftOut(entry.getValue())) {
        return false;
      }
    }
    return true;
  }

  private static boolean mayBeLeftOut(JsonNode accepted) {
    for (JsonNode one : accepted) {
      if (one.isString() && one.asString().isEmpty()) {
        return true;
      }
    }
    return false;
  }

  /** Capitals, blanks and the punctuation that the leaderboard ignores make no difference. */
  private static String plain(String text) {
    return text.toLowerCase(Locale.ROOT).replaceAll("[ ,./\\-_*^]", "").replace('\'', '"');
  }

  /** Names of functions, for messages. */
  Set<String> names() {
    return functions.keySet();
  }
}
