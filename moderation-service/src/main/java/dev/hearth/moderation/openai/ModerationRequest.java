package dev.hearth.moderation.openai;

import dev.hearth.contracts.moderation.Direction;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A request in OpenAI's form, whose input is a string, an array of strings (each judged by itself),
 * or an array of text parts (judged as one).
 *
 * @param inputs the texts, at least one
 * @param direction which way the texts go; input, where the request does not say
 */
record ModerationRequest(List<String> inputs, Direction direction) {

  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final String INPUT = "input";

  /**
   * Reads a body.
   *
   * @throws InvalidInput where it is not of this form, naming the field at fault
   */
  static ModerationRequest read(byte[] body) {
    JsonNode root = parse(body);
    if (!root.isObject()) {
      throw InvalidInput.of(null, "the body must be a JSON object");
    }
    JsonNode model = root.get("model");
    if (model != null && !model.isNull() && !model.isString()) {
      throw InvalidInput.of("model", "model must be a string");
    }
    return new ModerationRequest(inputs(root.get(INPUT)), direction(root.get("direction")));
  }

  private static JsonNode parse(byte[] body) {
    String text;
    try {
      text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(body)).toString();
    } catch (CharacterCodingException broken) {
      throw new InvalidInput(
          HttpStatus.BAD_REQUEST, "invalid_encoding", null, "the body is not valid UTF-8");
    }
    try {
      return JSON.readTree(text);
    } catch (JacksonException malformed) {
      throw new InvalidInput(
          HttpStatus.BAD_REQUEST, "invalid_json", null, "the body is not valid JSON");
    }
  }

  private static List<String> inputs(@Nullable JsonNode input) {
    if (input == null || input.isNull()) {
      throw new InvalidInput(
          HttpStatus.BAD_REQUEST, "missing_required_parameter", INPUT, "input is missing");
    }
    if (input.isString()) {
      return List.of(input.stringValue());
    }
    if (!input.isArray()) {
      throw InvalidInput.of(INPUT, "input must be a string or an array");
    }
    if (input.isEmpty()) {
      throw InvalidInput.of(INPUT, "input must not be empty");
    }
    boolean parts = input.get(0).isObject();
    List<String> texts = new ArrayList<>();
    for (int i = 0; i < input.size(); i++) {
      String name = INPUT + "[" + i + "]";
      JsonNode element = input.get(i);
      if (parts) {
        texts.add(part(name, element));
      } else if (element.isString()) {
        texts.add(element.stringValue());
      } else {
        throw InvalidInput.of(name, name + " must be a string, as the first element is");
      }
    }
    return parts ? List.of(String.join("\n", texts)) : texts;
  }

  private static String part(String name, JsonNode part) {
    if (!part.isObject()) {
      throw InvalidInput.of(name, name + " must be an object, as the first element is");
    }
    JsonNode type = part.get("type");
    if (type == null || !type.isString()) {
      throw InvalidInput.of(name + ".type", name + ".type must be a string");
    }
    if (!type.stringValue().equals("text")) {
      throw new InvalidInput(
          HttpStatus.BAD_REQUEST,
          "unsupported_input",
          name + ".type",
          name + ".type '" + type.stringValue() + "' is not supported; only text can be judged");
    }
    JsonNode text = part.get("text");
    if (text == null || !text.isString()) {
      throw InvalidInput.of(name + ".text", name + ".text must be a string");
    }
    return text.stringValue();
  }

  private static Direction direction(@Nullable JsonNode direction) {
    if (direction == null || direction.isNull()) {
      return Direction.INPUT;
    }
    if (!direction.isString()) {
      throw InvalidInput.of("direction", "direction must be a string");
    }
    try {
      return Direction.of(direction.stringValue());
    } catch (IllegalArgumentException unknown) {
      throw InvalidInput.of("direction", "direction must be input, tool or output");
    }
  }
}
