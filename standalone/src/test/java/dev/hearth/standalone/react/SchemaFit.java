package dev.hearth.standalone.react;

import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import dev.hearth.contracts.inference.CompletionRequest.Tool;
import dev.hearth.contracts.plugins.PluginTool;
import java.util.HashMap;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Whether calls name a tool that exists, with arguments that its schema admits. */
final class SchemaFit {

  private final Map<String, JsonNode> schemas = new HashMap<>();

  SchemaFit(Task task) {
    for (Tool tool : task.tools()) {
      schemas.put(tool.name(), tool.parameters());
    }
    for (PluginTool tool : task.plugins()) {
      schemas.put(tool.tool(), tool.parameters());
    }
  }

  boolean admits(String tool, JsonNode arguments) {
    JsonNode schema = schemas.get(tool);
    if (schema == null || !arguments.isObject()) {
      return false;
    }
    for (String name : arguments.propertyNames()) {
      if (!schema.path("properties").has(name)) {
        return false;
      }
    }
    JsonNode checked = schema instanceof ObjectNode object ? object.deepCopy() : schema;
    return SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
        .getSchema(checked)
        .validate(arguments)
        .isEmpty();
  }
}
