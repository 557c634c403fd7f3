package dev.hearth.contracts.plugins;

import tools.jackson.databind.JsonNode;

/**
 * One operation of a plugin, as a model is shown it.
 *
 * @param plugin the plugin's name, such as {@code calculator}
 * @param tool the tool's name, unique within the team, at most 64 of {@code [A-Za-z0-9_-]}
 * @param description what it does, screened and cut
 * @param parameters JSON Schema (2020-12) of the arguments, always of type object
 * @param consequential whether a call changes something and so waits for an approval
 */
public record PluginTool(
    String plugin, String tool, String description, JsonNode parameters, boolean consequential) {}
