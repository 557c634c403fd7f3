package dev.hearth.registry.openapi;

import dev.hearth.registry.manifest.Finding;
import dev.hearth.registry.manifest.Findings;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Makes of a tool's own argument schema the small one that a model is shown. */
public final class ToolSchemas {

  private ToolSchemas() {}

  /**
   * The schema, its references spelled out, within the tokens that a tool may take. It accepts all
   * that the tool's own does.
   *
   * @param schema JSON Schema of an object; references lead into it
   * @param pointer where it stands, for findings
   * @param label what the tool is called in findings
   */
  public static ObjectNode compact(
      JsonNode schema, String pointer, String label, Finding.Source source, Findings findings) {
    ModelSchemas schemas = new ModelSchemas(new References(schema, findings, source));
    ObjectNode compact = schemas.compact(schema, pointer);
    ObjectNode whole = JsonNodeFactory.instance.objectNode();
    whole.put("type", "object");
    whole.set("properties", JsonNodeFactory.instance.objectNode());
    compact
        .properties()
        .forEach(
            keyword -> {
              if (!keyword.getKey().equals("type") && !keyword.getKey().equals("description")) {
                whole.set(keyword.getKey(), keyword.getValue());
              }
            });
    int cost = SchemaBudget.cost(whole);
    ObjectNode fitting = SchemaBudget.fit(whole, OpenApiReader.MOST_TOKENS);
    if (cost > OpenApiReader.MOST_TOKENS) {
      findings.warning(
          source,
          pointer,
          "schema-cut",
          "Describe the arguments of %s more briefly: they take about %d tokens and were cut to %d."
              .formatted(label, cost, SchemaBudget.cost(fitting)));
    } else if (schema.path("additionalProperties").isBoolean()
        && !schema.path("additionalProperties").asBoolean()
        && fitting.path("properties").size() >= schema.path("properties").size()) {
      fitting.put("additionalProperties", false);
    }
    return fitting;
  }
}
