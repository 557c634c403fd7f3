package dev.hearth.deploy;

import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/**
 * A label selector, as the Kubernetes API defines it: all of matchLabels and matchExpressions; an
 * empty one matches everything.
 *
 * @param selector a LabelSelector
 */
record Selector(JsonNode selector) {

  boolean matches(Map<String, String> labels) {
    for (Map.Entry<String, JsonNode> label : selector.path("matchLabels").properties()) {
      if (!label.getValue().asString().equals(labels.get(label.getKey()))) {
        return false;
      }
    }
    for (JsonNode expression : selector.path("matchExpressions")) {
      if (!matches(expression, labels)) {
        return false;
      }
    }
    return true;
  }

  private static boolean matches(JsonNode expression, Map<String, String> labels) {
    String value = labels.get(expression.path("key").asString());
    List<String> values =
        Workload.list(expression.path("values")).stream().map(JsonNode::asString).toList();
    String operator = expression.path("operator").asString();
    return switch (operator) {
      case "In" -> value != null && values.contains(value);
      case "NotIn" -> value == null || !values.contains(value);
      case "Exists" -> value != null;
      case "DoesNotExist" -> value == null;
      default -> throw new IllegalArgumentException("operator " + operator);
    };
  }
}
