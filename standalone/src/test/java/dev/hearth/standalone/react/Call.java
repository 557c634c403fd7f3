package dev.hearth.standalone.react;

import tools.jackson.databind.JsonNode;

/**
 * A call that a model made.
 *
 * @param tool the name that it gave
 * @param arguments what it gave
 */
record Call(String tool, JsonNode arguments) {}
