package dev.hearth.registry.openapi;

import tools.jackson.databind.JsonNode;

/**
 * A tool as its document describes it, before its name is made unique within a team.
 *
 * @param name at most 64 of {@code [A-Za-z0-9_-]}, unique within the document
 * @param description what it does, cut
 * @param parameters JSON Schema (2020-12) of the arguments, an object
 * @param consequential whether a call waits for an approval
 * @param alwaysAsk whether the document says itself that it is consequential, so that no standing
 *     approval may cover it
 * @param operation how it is called
 */
public record ToolDraft(
    String name,
    String description,
    JsonNode parameters,
    boolean consequential,
    boolean alwaysAsk,
    Operation operation) {

  /** Characters of English and JSON that make about one token of a usual vocabulary. */
  private static final int CHARACTERS_PER_TOKEN = 4;

  static int tokens(int characters) {
    return Math.ceilDiv(characters, CHARACTERS_PER_TOKEN);
  }

  /** About how many tokens of a model's context showing it takes. */
  public int tokens() {
    return tokens(name.length() + description.length() + parameters.toString().length());
  }

  /** The same tool under another name. */
  public ToolDraft named(String other) {
    return new ToolDraft(other, description, parameters, consequential, alwaysAsk, operation);
  }
}
