package dev.hearth.gateway.screening;

import dev.hearth.contracts.moderation.Action;
import dev.hearth.contracts.moderation.Verdict;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * The texts of a JSON value, to be judged: every name, string and number by itself, as they read
 * once escapes are resolved, and all of them as one text, a line {@code name: value} for each
 * property, in case something stands across them or is what its name says. What is to be redacted
 * there is redacted in every text that it reaches into. One thread uses it.
 */
public final class JsonTexts {

  private final JsonNode value;
  private final Batch batch;
  private final @Nullable String field;
  private final StringBuilder whole = new StringBuilder();
  private final int wholePlace;
  private final List<Part> parts = new ArrayList<>();
  private boolean named;

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
    int first = batch.size();
    collect(value);
    wholePlace = batch.around(first, whole.toString(), field);
  }

  /** Whether any of the texts must not be passed on. */
  public boolean blocked() {
    return blocks(wholePlace) || parts.stream().anyMatch(part -> blocks(part.place));
  }

  private boolean blocks(int place) {
    return batch.verdict(place).action() == Action.BLOCK;
  }

  /** The value with every text in it redacted. */
  public JsonNode redacted() {
    List<Span> spans = spans();
    return spans.isEmpty() ? value : new Rebuilding(spans).node(value);
  }

  private void collect(JsonNode node) {
    switch (node) {
      case ObjectNode object -> {
        for (Map.Entry<String, JsonNode> property : object.properties()) {
          text(property.getKey(), "\n");
          named = true;
          collect(property.getValue());
          named = false;
        }
      }
      case ArrayNode array -> array.values().forEach(this::collect);
      default -> {
        if (node.isString() || node.isNumber()) {
          text(node.asString(), named ? ": " : " ");
        }
        named = false;
      }
    }
  }

  private void text(String text, String joint) {
    whole.append(whole.isEmpty() ? "" : joint);
    if (!text.isEmpty()) {
      parts.add(new Part(batch.add(text, field), whole.length(), text.length()));
      whole.append(text);
    }
  }

  /** What is to be redacted, in their order and apart from each other. */
  private List<Span> spans() {
    List<Span> found = new ArrayList<>();
    collect(batch.verdict(wholePlace), 0, found);
    parts.forEach(part -> collect(batch.verdict(part.place), part.start, found));
    found.sort(Comparator.comparingInt(Span::start));
    List<Span> spans = new ArrayList<>();
    for (Span next : found) {
      Span last = spans.isEmpty() ? null : spans.getLast();
      if (last != null && next.start < last.end) {
        spans.set(
            spans.size() - 1, new Span(last.start, Math.max(last.end, next.end), last.replacement));
      } else {
        spans.add(next);
      }
    }
    return spans;
  }

  private static void collect(Verdict verdict, int offset, List<Span> spans) {
    for (Verdict.Finding finding : verdict.findings()) {
      if (finding.action() == Action.REDACT && finding.start() < finding.end()) {
        spans.add(
            new Span(
                offset + finding.start(), offset + finding.end(), Redaction.replacement(finding)));
      }
    }
  }

  /**
   * A text that is judged by itself.
   *
   * @param start where it stands in the whole
   */
  private record Part(int place, int start, int length) {}

  /** What is to be replaced in the whole. */
  private record Span(int start, int end, String replacement) {}

  /** Makes the value anew, going through its texts in the order in which they were collected. */
  private final class Rebuilding {

    private final List<Span> spans;
    private int nextPart;
    private int nextSpan;

    Rebuilding(List<Span> spans) {
      this.spans = spans;
    }

    JsonNode node(JsonNode node) {
      return switch (node) {
        case ObjectNode object -> {
          ObjectNode copy = JsonNodeFactory.instance.objectNode();
          for (Map.Entry<String, JsonNode> property : object.properties()) {
            String name = text(property.getKey());
            copy.set(name, node(property.getValue()));
          }
          yield copy;
        }
        case ArrayNode array -> {
          ArrayNode copy = JsonNodeFactory.instance.arrayNode();
          array.values().forEach(element -> copy.add(node(element)));
          yield copy;
        }
        default -> {
          if (!node.isString() && !node.isNumber()) {
            yield node;
          }
          String text = node.asString();
          String redacted = text(text);
          yield redacted.equals(text) ? node : JsonNodeFactory.instance.stringNode(redacted);
        }
      };
    }

    private String text(String text) {
      if (text.isEmpty()) {
        return text;
      }
      Part part = parts.get(nextPart++);
      int end = part.start + part.length;
      while (nextSpan < spans.size() && spans.get(nextSpan).end <= part.start) {
        nextSpan++;
      }
      StringBuilder redacted = new StringBuilder();
      int at = part.start;
      for (int i = nextSpan; i < spans.size() && spans.get(i).start < end; i++) {
        Span span = spans.get(i);
        redacted.append(whole, at, Math.max(at, span.start)).append(span.replacement);
        at = Math.min(end, span.end);
      }
      return redacted.append(whole, at, end).toString();
    }
  }
}
