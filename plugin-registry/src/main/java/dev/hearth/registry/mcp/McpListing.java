package dev.hearth.registry.mcp;

import java.net.URI;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * What a server says of itself.
 *
 * @param uri where it is, after redirects within its origin
 * @param name its name; may be empty
 * @param title its name for people, or null
 * @param description what it is, or null
 * @param instructions how models should use it, or null
 * @param tools its tools as it describes them, at most {@value #MOST_TOOLS}
 * @param complete whether these are all
 */
public record McpListing(
    URI uri,
    String name,
    @Nullable String title,
    @Nullable String description,
    @Nullable String instructions,
    List<JsonNode> tools,
    boolean complete) {

  /** How many tools of a server are read. */
  public static final int MOST_TOOLS = 1_000;

  /** Copies the list. */
  public McpListing {
    tools = List.copyOf(tools);
  }
}
