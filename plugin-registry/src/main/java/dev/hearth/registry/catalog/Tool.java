package dev.hearth.registry.catalog;

import dev.hearth.contracts.plugins.PluginTool;
import dev.hearth.registry.openapi.ToolDraft;
import java.util.UUID;

/**
 * A registered tool.
 *
 * @param pluginId the plugin it belongs to
 * @param plugin the plugin's name
 * @param draft the tool under its registered name
 */
public record Tool(UUID pluginId, String plugin, ToolDraft draft) {

  /** The tool's name. */
  public String name() {
    return draft.name();
  }

  /** The tool as a model is shown it. */
  public PluginTool shown() {
    return new PluginTool(
        plugin, draft.name(), draft.description(), draft.parameters(), draft.consequential());
  }

  /** About how many tokens of a model's context showing it takes. */
  public int tokens() {
    return draft.tokens();
  }
}
