package dev.hearth.registry.manifest;

import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.schema.CoreSchema;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.TokenStreamLocation;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Reads foreign JSON and YAML into trees, bounded in depth and size, aliases expanded. Thread-safe.
 */
public final class Trees {

  private static final Pattern CONTROL =
      Pattern.compile("[\\x00-\\x08\\x0B\\x0C\\x0E-\\x1F\\x7F-\\x84\\x86-\\x9F\\uFFFE\\uFFFF]");
  private static final int DEEPEST = 200;
  private static final int MOST_NODES = 1_000_000;

  /** Reads and writes JSON without any type magic. */
  public static final JsonMapper JSON =
      JsonMapper.builder(
              JsonFactory.builder()
                  .streamReadConstraints(
                      StreamReadConstraints.builder()
                          .maxNestingDepth(DEEPEST)
                          .maxNumberLength(1_000)
                          .build())
                  .build())
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          .build();

  private Trees() {}

  /** A text that is no JSON or YAML; the message says where and why. */
  public static final class Unreadable extends Exception {

    private static final long serialVersionUID = 1;

    private Unreadable(String message, @Nullable Throwable cause) {
      super(message, cause);
    }

    /** What is wrong, with line and column; never null here. */
    public String message() {
      return String.valueOf(getMessage());
    }
  }

  /** Reads JSON. */
  public static JsonNode json(String text) throws Unreadable {
    String plain = withoutByteOrderMark(text);
    if (plain.isBlank()) {
      throw new Unreadable("the file is empty", null);
    }
    try {
      return JSON.readTree(plain);
    } catch (JacksonException invalid) {
      TokenStreamLocation location = invalid.getLocation();
      String where =
          location == null
              ? ""
              : " at line " + location.getLineNr() + ", column " + location.getColumnNr();
      throw new Unreadable(
          "not valid JSON" + where + ": " + Texts.line(invalid.getOriginalMessage(), 200), invalid);
    }
  }

  /** Reads JSON or YAML, whichever it looks like. */
  public static JsonNode jsonOrYaml(String text) throws Unreadable {
    String plain = withoutByteOrderMark(text);
    String start = plain.stripLeading();
    if (start.startsWith("{") || start.startsWith("[")) {
      try {
        return json(plain);
      } catch (Unreadable invalid) {
        // YAML is more lenient with what looks like JSON; its complaint would be less clear.
        try {
          return yaml(plain);
        } catch (Unreadable neither) {
          invalid.addSuppressed(neither);
          throw invalid;
        }
      }
    }
    if (start.startsWith("<")) {
      throw new Unreadable("this is a web page or XML, not a JSON or YAML document", null);
    }
    return yaml(plain);
  }

  private static JsonNode yaml(String text) throws Unreadable {
    LoadSettings settings =
        LoadSettings.builder()
            .setSchema(new CoreSchema())
            .setAllowDuplicateKeys(true)
            .setAllowNonScalarKeys(false)
            .setAllowRecursiveKeys(false)
            .setMaxAliasesForCollections(1_000)
            .setCodePointLimit(Integer.MAX_VALUE)
            .build();
    try {
      // A control character in a description is no reason to refuse the document.
      String plain = CONTROL.matcher(text).replaceAll(" ");
      return new Expansion().node(new Load(settings).loadFromString(plain), 0);
    } catch (MarkedYamlEngineException invalid) {
      Optional<Mark> mark = invalid.getProblemMark();
      String where =
          mark.map(at -> " at line " + (at.getLine() + 1) + ", column " + (at.getColumn() + 1))
              .orElse("");
      throw new Unreadable(
          "not valid YAML" + where + ": " + Texts.line(invalid.getProblem(), 200), invalid);
    } catch (YamlEngineException invalid) {
      throw new Unreadable(
          "not valid YAML: " + Texts.line(String.valueOf(invalid.getMessage()), 200), invalid);
    } catch (StackOverflowError | ClassCastException invalid) {
      throw new Unreadable("not valid YAML: nested too deeply", invalid);
    }
  }

  private static String withoutByteOrderMark(String text) {
    return text.startsWith("\uFEFF") ? text.substring(1) : text;
  }

  /** Turns what the YAML reader made into a tree, counting every node that an alias repeats. */
  private static final class Expansion {

    private final Set<Object> open = Collections.newSetFromMap(new IdentityHashMap<>());
    private int nodes;

    JsonNode node(@Nullable Object value, int depth) throws Unreadable {
      if (++nodes > MOST_NODES) {
        throw new Unreadable("the document is too large once its aliases are expanded", null);
      }
      if (depth > DEEPEST) {
        throw new Unreadable("the document is nested too deeply", null);
      }
      JsonNodeFactory nodeFactory = JsonNodeFactory.instance;
      return switch (value) {
        case null -> nodeFactory.nullNode();
        case Map<?, ?> map -> {
          enter(map);
          ObjectNode object = nodeFactory.objectNode();
          for (Map.Entry<?, ?> entry : map.entrySet()) {
            object.set(String.valueOf(entry.getKey()), node(entry.getValue(), depth + 1));
          }
          open.remove(map);
          yield object;
        }
        case List<?> list -> {
          enter(list);
          ArrayNode array = nodeFactory.arrayNode();
          for (Object item : new ArrayList<>(list)) {
            array.add(node(item, depth + 1));
          }
          open.remove(list);
          yield array;
        }
        case String text -> nodeFactory.stringNode(text);
        case Boolean flag -> nodeFactory.booleanNode(flag);
        case Integer number -> nodeFactory.numberNode(number);
        case Long number -> nodeFactory.numberNode(number);
        case java.math.BigInteger number -> nodeFactory.numberNode(number);
        case Double number when number.isNaN() || number.isInfinite() ->
            nodeFactory.stringNode(number.toString());
        case Double number -> nodeFactory.numberNode(number);
        default -> nodeFactory.stringNode(String.valueOf(value));
      };
    }

    private void enter(Object collection) throws Unreadable {
      if (!open.add(collection)) {
        throw new Unreadable("the document contains itself through an alias", null);
      }
    }
  }
}
