package dev.hearth.registry.catalog;

import dev.hearth.registry.manifest.Finding;
import dev.hearth.registry.manifest.Manifest;
import java.net.URI;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A plugin in its current version, as one team sees it.
 *
 * @param id never changes, nor is it used again
 * @param team the owner; null for the platform's own, which every team sees
 * @param name unique among the plugins that a team sees
 * @param version which registration this is, counted from 1: the one that models see, unless
 *     another was asked for
 * @param latest the latest registration; above {@code version} while it waits for an approval
 * @param revision counts all changes of the plugin
 * @param enabled whether the team's models may use it
 * @param owners the API keys that may change it, beside administrators
 * @param summary what it says of itself
 * @param manifestUrl where its manifest was fetched, or null
 * @param tools what it offers
 * @param findings what its author should know
 * @param created when this version was registered
 */
public record Plugin(
    UUID id,
    @Nullable String team,
    String name,
    int version,
    int latest,
    long revision,
    boolean enabled,
    List<String> owners,
    Summary summary,
    @Nullable URI manifestUrl,
    List<Tool> tools,
    List<Finding> findings,
    Instant created) {

  /** Copies the lists. */
  public Plugin {
    owners = List.copyOf(owners);
    tools = List.copyOf(tools);
    findings = List.copyOf(findings);
  }

  /** Changes whenever the plugin does, for this team (RFC 9110, 8.8.3). */
  public String etag() {
    return "\"%d.%d%s\"".formatted(revision, version, enabled ? "" : ".off");
  }

  /**
   * What a plugin says of itself.
   *
   * @param title its name for people
   * @param description what it does, for people
   * @param purpose what it does, for models
   * @param authentication how it wants to be called, lower case
   * @param auth what that takes; null for versions stored before it was kept
   * @param operations how many operations its document has
   * @param mcpUrl where the MCP server is whose tools these are; null for all other plugins
   */
  public record Summary(
      String title,
      String description,
      String purpose,
      String authentication,
      Manifest.@Nullable Auth auth,
      int operations,
      @Nullable URI mcpUrl) {

    /** What a plugin says of itself that has a document. */
    public Summary(
        String title,
        String description,
        String purpose,
        String authentication,
        Manifest.@Nullable Auth auth,
        int operations) {
      this(title, description, purpose, authentication, auth, operations, null);
    }
  }
}
