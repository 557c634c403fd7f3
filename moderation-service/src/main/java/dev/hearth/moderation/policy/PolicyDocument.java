package dev.hearth.moderation.policy;

import dev.hearth.base.ServiceException;
import dev.hearth.contracts.moderation.Action;
import dev.hearth.contracts.moderation.Category;
import dev.hearth.contracts.moderation.Direction;
import java.util.EnumMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * A policy as it is written and stored: {@code {"rules": {"input": {"fraud": {"threshold": 0.5,
 * "action": "block"}}}, "shadow": null, "keep_text": false}}.
 */
final class PolicyDocument {

  private static final JsonMapper JSON = JsonMapper.shared();
  private static final String RULES = "rules";
  private static final String SHADOW = "shadow";
  private static final String KEEP_TEXT = "keep_text";
  private static final String THRESHOLD = "threshold";
  private static final String ACTION = "action";

  private PolicyDocument() {}

  /**
   * Reads what an administrator wrote.
   *
   * @throws ServiceException 400 that names the field
   */
  static TeamPolicy read(JsonNode document, int version) {
    onlyFields(document, "", Set.of(RULES, SHADOW, KEEP_TEXT));
    JsonNode keep = document.path(KEEP_TEXT);
    if (!keep.isMissingNode() && !keep.isBoolean()) {
      throw invalid(KEEP_TEXT, "must be true or false");
    }
    return new TeamPolicy(
        version,
        document.has(RULES) ? rules(document.path(RULES), RULES) : Rules.NONE,
        document.hasNonNull(SHADOW) ? rules(document.path(SHADOW), SHADOW) : null,
        keep.asBoolean(false));
  }

  static TeamPolicy parse(String stored, int version) {
    return read(JSON.readTree(stored), version);
  }

  /** Writes a policy as {@link #read} reads it. */
  static ObjectNode write(TeamPolicy policy) {
    ObjectNode document = JSON.createObjectNode();
    document.set(RULES, write(policy.rules()));
    @Nullable Rules shadow = policy.shadow();
    if (shadow == null) {
      document.putNull(SHADOW);
    } else {
      document.set(SHADOW, write(shadow));
    }
    return document.put(KEEP_TEXT, policy.keepText());
  }

  private static ObjectNode write(Rules rules) {
    ObjectNode written = JSON.createObjectNode();
    for (Direction direction : Direction.values()) {
      Map<Category, Rule> own = rules.byDirection().getOrDefault(direction, Map.of());
      if (own.isEmpty()) {
        continue;
      }
      ObjectNode categories = written.putObject(direction.text());
      for (Category category : Category.values()) {
        Rule rule = own.get(category);
        if (rule != null) {
          categories
              .putObject(category.text())
              .put(THRESHOLD, rule.threshold())
              .put(ACTION, rule.action().text());
        }
      }
    }
    return written;
  }

  private static Rules rules(JsonNode written, String path) {
    onlyFields(written, path, null);
    Map<Direction, Map<Category, Rule>> rules = new EnumMap<>(Direction.class);
    for (Map.Entry<String, JsonNode> side : written.properties()) {
      String at = path + "." + side.getKey();
      Direction direction = named(at, side.getKey(), Direction::of);
      onlyFields(side.getValue(), at, null);
      Map<Category, Rule> own = new EnumMap<>(Category.class);
      for (Map.Entry<String, JsonNode> each : side.getValue().properties()) {
        String field = at + "." + each.getKey();
        Category category = named(field, each.getKey(), Category::of);
        own.put(category, rule(category, each.getValue(), field));
      }
      rules.put(direction, Map.copyOf(own));
    }
    return new Rules(rules);
  }

  private static Rule rule(Category category, JsonNode written, String path) {
    onlyFields(written, path, Set.of(THRESHOLD, ACTION));
    JsonNode threshold = written.path(THRESHOLD);
    if (!threshold.isNumber() || threshold.asDouble() < 0 || threshold.asDouble() > 1) {
      throw invalid(path + "." + THRESHOLD, "must be a number from 0 to 1");
    }
    JsonNode action = written.path(ACTION);
    if (!action.isString()) {
      throw invalid(path + "." + ACTION, "must be one of block, redact, flag, allow");
    }
    Rule rule =
        new Rule(threshold.asDouble(), named(path + "." + ACTION, action.asString(), Action::of));
    if (category == Category.SEXUAL_MINORS && rule.action() == Action.ALLOW) {
      throw invalid(path + "." + ACTION, "must not be allow: no team can permit this category");
    }
    return rule;
  }

  private static void onlyFields(JsonNode node, String path, @Nullable Set<String> known) {
    if (!node.isObject()) {
      throw invalid(path.isEmpty() ? "body" : path, "must be an object");
    }
    if (known == null) {
      return;
    }
    for (String name : node.propertyNames()) {
      if (!known.contains(name)) {
        String field = path.isEmpty() ? name : path + "." + name;
        throw invalid(field, "is not known here; there are: " + String.join(", ", known));
      }
    }
  }

  private interface Names<T> {
    T of(String name);
  }

  private static <T> T named(String field, String name, Names<T> names) {
    try {
      return names.of(name);
    } catch (IllegalArgumentException unknown) {
      throw new ServiceException(
          HttpStatus.BAD_REQUEST,
          "invalid_value",
          field + ": " + unknown.getMessage(),
          field,
          null,
          unknown);
    }
  }

  private static ServiceException invalid(String field, String what) {
    return ServiceException.badRequest(field, field + " " + what);
  }
}
