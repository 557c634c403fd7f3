package dev.hearth.contracts.plugins;

import tools.jackson.databind.JsonNode;

/**
 * A call of one tool.
 *
 * @param plugin the plugin's name
 * @param tool the tool's name
 * @param arguments a JSON object that should fit the tool's schema; the registry checks it
 * @param conversation a hash of the conversation that the call belongs to; approvals are bound to
 *     it
 */
public record Invocation(String plugin, String tool, JsonNode arguments, String conversation) {}
