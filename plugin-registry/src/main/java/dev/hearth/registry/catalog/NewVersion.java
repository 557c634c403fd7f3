package dev.hearth.registry.catalog;

import dev.hearth.registry.manifest.Content;
import dev.hearth.registry.manifest.Finding;
import dev.hearth.registry.openapi.ToolDraft;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is to be stored of a registration.
 *
 * @param name the plugin's name
 * @param contentHash what tells it from the version before
 * @param manifest the manifest as it came, or how an MCP server is to be described; null if there
 *     was only a document
 * @param manifestUrl where it was fetched, or null
 * @param document the OpenAPI document as it came, or what an MCP server said of its tools
 * @param documentUrl where it was fetched, or null
 * @param logo the logo as it was uploaded, or null
 * @param summary what the plugin says of itself
 * @param tools its tools, names not yet unique in the team
 * @param findings what its author should know
 */
public record NewVersion(
    String name,
    String contentHash,
    @Nullable Content manifest,
    @Nullable String manifestUrl,
    Content document,
    @Nullable String documentUrl,
    @Nullable Content logo,
    Plugin.Summary summary,
    List<ToolDraft> tools,
    List<Finding> findings) {

  /** Copies the lists. */
  public NewVersion {
    tools = List.copyOf(tools);
    findings = List.copyOf(findings);
  }
}
