package dev.hearth.inference.remote;

import dev.hearth.contracts.inference.CompletionRequest.Tool;
import org.springframework.ai.tool.ToolCallback;
import org.springframework.ai.tool.definition.ToolDefinition;

/** A tool as a model is shown it. Never called here: the loop does that, within its budgets. */
final class DeclaredTool implements ToolCallback {

  private final ToolDefinition definition;

  DeclaredTool(Tool tool) {
    definition =
        ToolDefinition.builder()
            .name(tool.name())
            .description(tool.description())
            .inputSchema(tool.parameters().toString())
            .build();
  }

  @Override
  public ToolDefinition getToolDefinition() {
    return definition;
  }

  @Override
  public String call(String arguments) {
    throw new UnsupportedOperationException("the loop calls tools");
  }
}
