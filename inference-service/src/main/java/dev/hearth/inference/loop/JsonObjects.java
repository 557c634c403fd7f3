package dev.hearth.inference.loop;

import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Reads JSON objects that a model wrote. */
final class JsonObjects {

  private JsonObjects() {}

  /** The object, or null if the text is no JSON object. */
  static @Nullable ObjectNode read(String json) {
    try {
      return JsonMapper.shared().readTree(json) instanceof ObjectNode object ? object : null;
    } catch (JacksonException malformed) {
      return null;
    }
  }

  /** The object itself, or an empty one for null. */
  static ObjectNode orEmpty(@Nullable ObjectNode object) {
    return object == null ? JsonNodeFactory.instance.objectNode() : object;
  }
}
