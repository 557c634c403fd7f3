package dev.hearth.registry.registration;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import dev.hearth.registry.catalog.Catalog;
import dev.hearth.registry.catalog.Difference;
import dev.hearth.registry.catalog.Plugin;
import dev.hearth.registry.catalog.Tool;
import dev.hearth.registry.manifest.Finding;
import dev.hearth.registry.openapi.ToolDraft;
import dev.hearth.registry.resilience.Protection;
import java.net.URI;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * A plugin as the API shows it.
 *
 * @param builtIn whether the platform owns it; every team sees those
 * @param tokens about how many tokens of a model's context all its tools take
 * @param tools null in lists
 * @param findings null in lists
 * @param pending what a later version would change once it is approved; given for a single plugin
 *     only, null if none waits
 * @param versions given for a single plugin only, the latest first
 * @param owners given for a single plugin of a team only: the API keys that may change it
 * @param sharedWith the other teams that see it; null for none
 * @param resilience given for a single plugin only: how it does on this instance
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record PluginView(
    UUID id,
    String name,
    String title,
    String description,
    int version,
    boolean enabled,
    @JsonProperty("built_in") boolean builtIn,
    String auth,
    @JsonProperty("manifest_url") @Nullable String manifestUrl,
    @JsonProperty("mcp_url") @Nullable URI mcpUrl,
    Instant created,
    int operations,
    @JsonProperty("tool_count") int toolCount,
    int tokens,
    @Nullable List<ToolView> tools,
    @Nullable List<Finding> findings,
    @Nullable Pending pending,
    @Nullable List<VersionView> versions,
    Protection.@Nullable State resilience,
    @Nullable List<String> owners,
    @JsonProperty("shared_with") @Nullable List<String> sharedWith) {

  static PluginView brief(Plugin plugin) {
    return view(plugin, null, null, null, null, null, null);
  }

  static PluginView whole(Plugin plugin) {
    return whole(plugin, null, null, null);
  }

  static PluginView whole(
      Plugin plugin,
      @Nullable Pending pending,
      @Nullable List<Catalog.Version> versions,
      Protection.@Nullable State resilience) {
    return whole(plugin, pending, versions, resilience, null);
  }

  static PluginView whole(
      Plugin plugin,
      @Nullable Pending pending,
      @Nullable List<Catalog.Version> versions,
      Protection.@Nullable State resilience,
      @Nullable List<String> sharedWith) {
    return view(
        plugin,
        plugin.tools().stream().map(ToolView::of).toList(),
        plugin.findings(),
        pending,
        versions == null
            ? null
            : versions.stream().map(version -> VersionView.of(version, plugin)).toList(),
        resilience,
        sharedWith);
  }

  private static PluginView view(
      Plugin plugin,
      @Nullable List<ToolView> tools,
      @Nullable List<Finding> findings,
      @Nullable Pending pending,
      @Nullable List<VersionView> versions,
      Protection.@Nullable State resilience,
      @Nullable List<String> sharedWith) {
    return new PluginView(
        plugin.id(),
        plugin.name(),
        plugin.summary().title(),
        plugin.summary().description(),
        plugin.version(),
        plugin.enabled(),
        plugin.team() == null,
        plugin.summary().authentication(),
        plugin.manifestUrl() == null ? null : plugin.manifestUrl().toString(),
        plugin.summary().mcpUrl(),
        plugin.created(),
        plugin.summary().operations(),
        plugin.tools().size(),
        plugin.tools().stream().mapToInt(Tool::tokens).sum(),
        tools,
        findings,
        pending,
        versions,
        resilience,
        sharedWith == null || plugin.team() == null ? null : plugin.owners(),
        sharedWith == null || sharedWith.isEmpty() ? null : sharedWith);
  }

  /**
   * A tool as the API shows it.
   *
   * @param tokens about how many tokens of a model's context it takes
   */
  record ToolView(
      String name,
      String description,
      JsonNode parameters,
      boolean consequential,
      String method,
      String path,
      String url,
      int tokens) {

    static ToolView of(Tool tool) {
      ToolDraft draft = tool.draft();
      return new ToolView(
          tool.name(),
          draft.description(),
          draft.parameters(),
          draft.consequential(),
          draft.operation().method(),
          draft.operation().path(),
          draft.operation().server() + draft.operation().path(),
          tool.tokens());
    }
  }

  /** A version that waits for an administrator's approval. */
  record Pending(int version, List<Difference> changes) {}

  /**
   * A version in a plugin's history.
   *
   * @param state {@code live}, {@code pending}, {@code refused} or {@code former}
   */
  record VersionView(int version, String state, Instant created, String hash) {
    static VersionView of(Catalog.Version version, Plugin plugin) {
      String state =
          version.version() == plugin.version()
              ? "live"
              : version.refused()
                  ? "refused"
                  : version.version() > plugin.version() ? "pending" : "former";
      return new VersionView(
          version.version(), state, version.created().toInstant(), version.contentHash());
    }
  }
}
