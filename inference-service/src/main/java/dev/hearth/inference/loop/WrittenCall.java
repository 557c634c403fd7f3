package dev.hearth.inference.loop;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectReader;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * A call as a model wrote it in its text.
 *
 * @param tool the name that it gave
 * @param arguments what it gave for arguments; null if that is no JSON object
 */
record WrittenCall(String tool, @Nullable ObjectNode arguments) {

  private static final ObjectReader LENIENT =
      JsonMapper.shared()
          .readerFor(JsonNode.class)
          .without(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

  private static final List<String> NAMES = List.of("tool", "name", "function", "tool_name");
  private static final List<String> ARGUMENTS =
      List.of("arguments", "parameters", "args", "params", "input");

  private static final Pattern MEANT =
      Pattern.compile("\"(?:tool|name|function|tool_name)\"\\s*:\\s*\"([^\"]+)\"");

  /** The calls in a text, among whatever else it says; what only begins as a call is one, too. */
  static List<WrittenCall> in(String text) {
    List<WrittenCall> calls = new ArrayList<>();
    int from = text.indexOf('{');
    while (from >= 0) {
      ObjectNode object = objectAt(text, from);
      String name = object == null ? null : name(object);
      int next = from + 1;
      if (object != null && name != null) {
        calls.add(new WrittenCall(name, arguments(object)));
        next = end(text, from);
      } else if (object == null) {
        Matcher meant = MEANT.matcher(text);
        if (meant.find(from) && meant.start() < from + 3) {
          calls.add(new WrittenCall(meant.group(1), null));
          break;
        }
      }
      from = text.indexOf('{', next);
    }
    return calls;
  }

  private static @Nullable ObjectNode objectAt(String text, int from) {
    try {
      return LENIENT.readValue(text.substring(from)) instanceof ObjectNode object ? object : null;
    } catch (JacksonException malformed) {
      return null;
    }
  }

  /** Where the object that begins here ends: it was read, so its braces match. */
  private static int end(String text, int from) {
    int depth = 0;
    boolean quoted = false;
    for (int i = from; i < text.length(); i++) {
      char c = text.charAt(i);
      if (quoted) {
        if (c == '\\') {
          i++;
        } else if (c == '"') {
          quoted = false;
        }
      } else if (c == '"') {
        quoted = true;
      } else if (c == '{') {
        depth++;
      } else if (c == '}' && --depth == 0) {
        return i + 1;
      }
    }
    return text.length();
  }

  private static @Nullable String name(ObjectNode object) {
    for (String key : NAMES) {
      if (object.path(key).isString()) {
        return object.get(key).asString();
      }
    }
    return null;
  }

  private static @Nullable ObjectNode arguments(ObjectNode object) {
    for (String key : ARGUMENTS) {
      JsonNode given = object.path(key);
      if (given instanceof ObjectNode node) {
        return node;
      }
      if (given.isString()) {
        return objectAt(given.asString(), 0);
      }
    }
    return null;
  }
}
