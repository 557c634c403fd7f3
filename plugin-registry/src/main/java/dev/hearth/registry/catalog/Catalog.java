package dev.hearth.registry.catalog;

import dev.hearth.base.ServiceException;
import dev.hearth.registry.manifest.Content;
import dev.hearth.registry.manifest.Finding;
import dev.hearth.registry.manifest.Trees;
import dev.hearth.registry.openapi.ToolDraft;
import java.net.URI;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import org.springframework.transaction.annotation.Transactional;

/**
 * The stored plugins, to be looked up. What a method returns has been committed. A version's tools
 * never change, so they are read once and kept; who sees which version is asked anew every time.
 * Thread-safe.
 */
@Repository
public class Catalog {

  private static final String VISIBLE =
      """
      select p.id, p.team, p.name, p.live_version as version, p.version as latest, p.revision,
        coalesce(t.enabled, true) as enabled, p.owners
      from registry.plugin p
      left join registry.plugin_team t on t.plugin_id = p.id and t.team = :team
      where p.removed_at is null and (p.team = :team or p.team is null
        or exists (select 1 from registry.plugin_share s where s.plugin_id = p.id and s.team = :team))
      """;

  private final JdbcClient jdbc;
  private final Map<VersionKey, VersionContent> contents = new ConcurrentHashMap<>();

  Catalog(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  /** The plugins that a team sees, by name. */
  @Transactional(readOnly = true)
  public List<Plugin> visible(String team) {
    List<Plugin> plugins = new ArrayList<>();
    for (Row row :
        rows(VISIBLE + " order by lower(p.name), (p.team = :team) desc nulls last", team, null)) {
      plugins.add(plugin(row));
    }
    return plugins;
  }

  /** The plugin with this name, as a team sees it; its own before the platform's. */
  @Transactional(readOnly = true)
  public Optional<Plugin> find(String team, String name) {
    List<Row> rows =
        rows(
            VISIBLE
                + " and lower(p.name) = :name order by (p.team = :team) desc nulls last limit 1",
            team,
            name);
    return rows.stream().findFirst().map(this::plugin);
  }

  /**
   * A version in a plugin's history.
   *
   * @param version its number
   * @param created when it was registered
   * @param contentHash what tells it from the others
   * @param refused whether an administrator does not want it
   */
  public record Version(int version, OffsetDateTime created, String contentHash, boolean refused) {}

  /** All versions, the latest first. */
  @Transactional(readOnly = true)
  public List<Version> versions(UUID plugin) {
    return jdbc.sql(
            """
            select version, created_at, content_hash, refused_at from registry.plugin_version
            where plugin_id = :plugin order by version desc
            """)
        .param("plugin", plugin)
        .query(
            (row, number) ->
                new Version(
                    row.getInt("version"),
                    row.getObject("created_at", OffsetDateTime.class),
                    row.getString("content_hash"),
                    row.getObject("refused_at") != null))
        .list();
  }

  /** One version of a plugin that a team sees, whether or not models do. */
  @Transactional(readOnly = true)
  public Optional<Plugin> version(Plugin plugin, int number) {
    boolean exists =
        jdbc.sql(
                    """
                    select count(*) from registry.plugin_version
                    where plugin_id = :plugin and version = :version
                    """)
                .param("plugin", plugin.id())
                .param("version", number)
                .query(Long.class)
                .single()
            > 0;
    return exists
        ? Optional.of(
            plugin(
                new Row(
                    plugin.id(),
                    plugin.team(),
                    plugin.name(),
                    number,
                    plugin.latest(),
                    plugin.revision(),
                    plugin.enabled(),
                    plugin.owners())))
        : Optional.empty();
  }

  /**
   * What a version was registered from, as it came.
   *
   * @param manifest the manifest, or the description of an MCP server; null if there was none
   * @param document the OpenAPI document, or what an MCP server said
   */
  public record Source(@Nullable Content manifest, Content document) {}

  /** What the latest version was registered from. */
  @Transactional(readOnly = true)
  public Source source(Plugin plugin) {
    return jdbc.sql(
            """
            select manifest, document from registry.plugin_version
            where plugin_id = :plugin and version = :version
            """)
        .param("plugin", plugin.id())
        .param("version", plugin.latest())
        .query(
            (row, number) -> {
              byte[] manifest = row.getBytes("manifest");
              return new Source(
                  manifest == null ? null : Content.of(manifest),
                  Content.of(row.getBytes("document")));
            })
        .single();
  }

  /**
   * The same, for who cannot go on without it.
   *
   * @throws ServiceException 404 {@code plugin_not_found} if the team sees none of this name
   */
  @Transactional(readOnly = true)
  public Plugin need(String team, String name) {
    return find(team, name)
        .orElseThrow(
            () ->
                new ServiceException(
                    HttpStatus.NOT_FOUND,
                    "plugin_not_found",
                    "the team has no plugin '" + name + "'",
                    "name"));
  }

  /** Until this transaction ends, nobody else gives names away; so those of tools stay unique. */
  void lockNames() {
    jdbc.sql("select pg_advisory_xact_lock(7211943)").query((row, number) -> 0).single();
  }

  /**
   * Locks the plugin for this transaction and checks that nobody changed it meanwhile.
   *
   * @throws ServiceException 412 {@code version_conflict} if somebody did
   */
  void expect(Plugin plugin, String team, @Nullable String ifMatch) {
    jdbc.sql("select revision from registry.plugin where id = :id for update")
        .param("id", plugin.id())
        .query(Long.class)
        .optional();
    if (ifMatch == null || ifMatch.strip().equals("*")) {
      return;
    }
    String current = find(team, plugin.name()).map(Plugin::etag).orElse("");
    for (String tag : ifMatch.split(",")) {
      if (tag.strip().equals(current)) {
        return;
      }
    }
    throw new ServiceException(
        HttpStatus.PRECONDITION_FAILED,
        "version_conflict",
        "the plugin was changed meanwhile; read it again",
        "If-Match");
  }

  /** The other teams that see a plugin. */
  @Transactional(readOnly = true)
  public List<String> sharedWith(UUID plugin) {
    return jdbc.sql(
            "select team from registry.plugin_share where plugin_id = :plugin order by team")
        .param("plugin", plugin)
        .query(String.class)
        .list();
  }

  private record Row(
      UUID id,
      @Nullable String team,
      String name,
      int version,
      int latest,
      long revision,
      boolean enabled,
      List<String> owners) {}

  private record VersionKey(UUID plugin, int version) {}

  private record VersionContent(
      Plugin.Summary summary,
      @Nullable URI manifestUrl,
      List<Tool> tools,
      List<Finding> findings,
      OffsetDateTime created) {}

  private List<Row> rows(String sql, String team, @Nullable String name) {
    JdbcClient.StatementSpec statement = jdbc.sql(sql).param("team", team);
    if (name != null) {
      statement = statement.param("name", name.toLowerCase(Locale.ROOT));
    }
    return statement
        .query(
            (row, number) ->
                new Row(
                    row.getObject("id", UUID.class),
                    row.getString("team"),
                    row.getString("name"),
                    row.getInt("version"),
                    row.getInt("latest"),
                    row.getLong("revision"),
                    row.getBoolean("enabled"),
                    List.of((String[]) row.getArray("owners").getArray())))
        .list();
  }

  private Plugin plugin(Row row) {
    VersionKey key = new VersionKey(row.id(), row.version());
    VersionContent content = contents.get(key);
    if (content == null) {
      content = content(row);
      contents.put(key, content);
    }
    return new Plugin(
        row.id(),
        row.team(),
        row.name(),
        row.version(),
        row.latest(),
        row.revision(),
        row.enabled(),
        row.owners(),
        content.summary(),
        content.manifestUrl(),
        content.tools(),
        content.findings(),
        content.created().toInstant());
  }

  private VersionContent content(Row plugin) {
    List<Tool> tools =
        jdbc.sql(
                """
                select draft from registry.tool
                where plugin_id = :plugin and version = :version order by position
                """)
            .param("plugin", plugin.id())
            .param("version", plugin.version())
            .query(
                (row, number) ->
                    new Tool(
                        plugin.id(),
                        plugin.name(),
                        Trees.JSON.readValue(row.getString("draft"), ToolDraft.class)))
            .list();
    return jdbc.sql(
            """
            select summary, findings, manifest_url, created_at from registry.plugin_version
            where plugin_id = :plugin and version = :version
            """)
        .param("plugin", plugin.id())
        .param("version", plugin.version())
        .query((row, number) -> content(row, tools))
        .single();
  }

  private static VersionContent content(ResultSet row, List<Tool> tools) throws SQLException {
    String url = row.getString("manifest_url");
    return new VersionContent(
        Trees.JSON.readValue(row.getString("summary"), Plugin.Summary.class),
        url == null ? null : URI.create(url),
        tools,
        Arrays.asList(Trees.JSON.readValue(row.getString("findings"), Finding[].class)),
        row.getObject("created_at", OffsetDateTime.class));
  }
}
