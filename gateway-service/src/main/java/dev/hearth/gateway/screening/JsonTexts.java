package dev.hearth.gateway.screening;

import dev.hearth.contracts.moderation.Action;
import dev.hearth.contracts.moderation.Verdict;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * The texts of a JSON value, to be judged: every name, string and number by itself, as they read
 * once escapes are resolved, and the value as a whole, in case something stands across them. One
 * thread uses it.
 */
public final class JsonTexts {

  private final JsonNode value;
  private final Batch batch;
  private final @Nullable String field;
  private final List<Integer> places = new ArrayList<>();
  private int next;

  /** Adds the texts of this value to the batch. */
  public JsonTexts(JsonNode value, Batch batch) {
    this(value, batch, null);
  }

  /**
   * Adds the texts of this value to the batch.
   *
   * @param field the field of the request that the caller sent it in, if a caller did
   */
  public JsonTexts(JsonNode value, Batch batch, @Nullable String field) {
    this.value = value;
    this.batch = batch;
    this.field = field;
    StringBuilder whole = new StringBuilder();
    collect(value, whole);
    places.add(batch.add(whole.toString(), field));
  }

  /** Whether any of the texts must not be passed on. */
  public boolean blocked() {
    return places.stream().anyMatch(place -> batch.verdict(place).action() == Action.BLOCK);
  }

  /** The value with every text in it redacted. */
  public JsonNode redacted() {
    Verdict whole = batch.verdict(places.getLast());
    boolean parts = places.stream().anyMatch(this::redacts);
    if (!parts) {
      return value;
    }
    next = 0;
    JsonNode redacted = rebuild(value);
    boolean onlyAcross =
        whole.action() == Action.REDACT
            && places.subList(0, places.size() - 1).stream().noneMatch(this::redacts);
    // What only shows across several texts cannot be cut out of any one of them.
    return onlyAcross ? JsonNodeFactory.instance.objectNode() : redacted;
  }

  private boolean redacts(int place) {
    return batch.verdict(place).action() == Action.REDACT;
  }

  private void collect(JsonNode node, StringBuilder whole) {
    switch (node) {
      case ObjectNode object -> {
        for (Map.Entry<String, JsonNode> property : object.properties()) {
          text(property.getKey(), whole);
          collect(property.getValue(), whole);
        }
      }
      case ArrayNode array -> array.values().forEach(element -> collect(element, whole));
      default -> {
        if (node.isString() || node.isNumber()) {
          text(node.asString(), whole);
        }
      }
    }
  }

  private void text(String text, StringBuilder whole) {
    whole.append(whole.isEmpty() ? "" : " ").append(text);
    if (!text.isEmpty()) {
      places.add(batch.add(text, field));
    }
  }

  private JsonNode rebuild(JsonNode node) {
    return switch (node) {
      case ObjectNode object -> {
        ObjectNode copy = JsonNodeFactory.instance.objectNode();
        for (Map.Entry<String, JsonNode> property : object.properties()) {
          String name = redactedText(property.getKey());
          copy.set(name, rebuild(property.getValue()));
        }
        yield copy;
      }
      case ArrayNode array -> {
        ArrayNode copy = JsonNodeFactory.instance.arrayNode();
        array.values().forEach(element -> copy.add(rebuild(element)));
        yield copy;
      }
      default -> {
        if (!node.isString() && !node.isNumber()) {
          yield node;
        }
        String text = node.asString();
        String redacted = redactedText(text);
        yield redacted.equals(text) ? node : JsonNodeFactory.instance.stringNode(redacted);
      }
    };
  }

  private String redactedText(String text) {
    return text.isEmpty() ? text : batch.redacted(places.get(next++));
  }
}
