package dev.hearth.registry.catalog;

import dev.hearth.base.ServiceException;
import dev.hearth.registry.manifest.Content;
import dev.hearth.registry.manifest.Finding;
import dev.hearth.registry.manifest.Texts;
import dev.hearth.registry.manifest.Trees;
import dev.hearth.registry.openapi.ToolDraft;
import java.net.URI;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import org.springframework.transaction.annotation.Transactional;

/**
 * The stored plugins. What a method returns has been committed. A version's tools never change, so
 * they are read once and kept; who sees which version is asked anew every time. Thread-safe.
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

  private static final int LONGEST_NAME = 64;

  private final JdbcClient jdbc;
  private final Clock clock;
  private final Map<VersionKey, VersionContent> contents = new ConcurrentHashMap<>();

  Catalog(JdbcClient jdbc, Clock clock) {
    this.jdbc = jdbc;
    this.clock = clock;
  }

  /**
   * What came of a registration.
   *
   * @param version the plugin's latest version
   * @param created whether there was no plugin of this name before
   * @param changed whether this is a new version
   * @param live whether models see it; otherwise it waits for an approval
   */
  public record Registered(int version, boolean created, boolean changed, boolean live) {}

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
   * An entry of a plugin's history.
   *
   * @param version which version was the latest then
   * @param team whose change it was; null for the platform
   * @param actor who made it
   * @param action what was done
   * @param detail more about it, or null
   */
  public record Event(
      OffsetDateTime at,
      int version,
      @Nullable String team,
      String actor,
      String action,
      @Nullable String detail) {}

  /** What was done about a plugin, as far as it concerns a team, the latest first. */
  @Transactional(readOnly = true)
  public List<Event> events(Plugin plugin, String team) {
    return jdbc.sql(
            """
            select at, version, team, actor, action, detail from registry.plugin_event
            where plugin_id = :plugin and (team = :team or team is null)
            order by id desc limit 500
            """)
        .param("plugin", plugin.id())
        .param("team", team)
        .query(
            (row, number) ->
                new Event(
                    row.getObject("at", OffsetDateTime.class),
                    row.getInt("version"),
                    row.getString("team"),
                    row.getString("actor"),
                    row.getString("action"),
                    row.getString("detail")))
        .list();
  }

  /** Locks the plugin for this transaction and checks that nobody changed it meanwhile. */
  private void expect(Plugin plugin, String team, @Nullable String ifMatch) {
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

  /**
   * Shows models another version: a newer one that waited, or an older one again.
   *
   * @param ifMatch the entity tag that the caller knows; null for any
   * @throws ServiceException 412 {@code version_conflict} if the plugin changed meanwhile
   */
  @Transactional
  public void approve(
      Plugin plugin, int number, String team, String subject, @Nullable String ifMatch) {
    expect(plugin, team, ifMatch);
    jdbc.sql(
            """
            update registry.plugin set live_version = :version, revision = revision + 1
            where id = :id
            """)
        .param("version", number)
        .param("id", plugin.id())
        .update();
    jdbc.sql(
            """
            update registry.plugin_version set refused_at = null, refused_by = null
            where plugin_id = :id and version = :version
            """)
        .param("version", number)
        .param("id", plugin.id())
        .update();
    event(
        plugin.id(), number, plugin.team(), subject, "approved", "was " + plugin.version(), now());
  }

  /**
   * Refuses a version that waits: it waits no longer, and models never see it, unless it is
   * approved later after all.
   *
   * @param ifMatch the entity tag that the caller knows; null for any
   * @throws ServiceException 409 {@code version_live} if models see it, 412 {@code
   *     version_conflict} if the plugin changed meanwhile
   */
  @Transactional
  public void refuse(
      Plugin plugin, int number, String team, String subject, @Nullable String ifMatch) {
    expect(plugin, team, ifMatch);
    int refused =
        jdbc.sql(
                """
                update registry.plugin_version v set refused_at = :now, refused_by = :subject
                from registry.plugin p
                where v.plugin_id = :id and v.version = :version and p.id = v.plugin_id
                  and p.live_version <> v.version
                """)
            .param("now", now())
            .param("subject", subject)
            .param("id", plugin.id())
            .param("version", number)
            .update();
    if (refused == 0) {
      throw new ServiceException(
          HttpStatus.CONFLICT,
          "version_live",
          "models see this version; approve another one instead",
          "version");
    }
    touch(plugin);
    event(plugin.id(), number, plugin.team(), subject, "refused", null, now());
  }

  private void touch(Plugin plugin) {
    jdbc.sql("update registry.plugin set revision = revision + 1 where id = :id")
        .param("id", plugin.id())
        .update();
  }

  /**
   * Names who may change a plugin beside administrators.
   *
   * @param owners ids of API keys, at least one
   * @throws ServiceException 412 {@code version_conflict} if the plugin changed meanwhile
   */
  @Transactional
  public void own(
      Plugin plugin, List<String> owners, String team, String subject, @Nullable String ifMatch) {
    expect(plugin, team, ifMatch);
    jdbc.sql(
            """
            update registry.plugin set owners = :owners, revision = revision + 1 where id = :id
            """)
        .param("owners", owners.toArray(String[]::new))
        .param("id", plugin.id())
        .update();
    event(
        plugin.id(),
        plugin.version(),
        plugin.team(),
        subject,
        "owners-set",
        String.join(", ", owners),
        now());
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

  /**
   * Shows a plugin to these other teams, and to no more.
   *
   * @throws ServiceException 409 {@code plugin_name_taken} if one of them has a plugin or a tool of
   *     the same name, 412 {@code version_conflict} if the plugin changed meanwhile
   */
  @Transactional
  public void share(
      Plugin plugin, List<String> teams, String team, String subject, @Nullable String ifMatch) {
    // As with registrations, so that names stay unique.
    jdbc.sql("select pg_advisory_xact_lock(7211943)").query((row, number) -> 0).single();
    expect(plugin, team, ifMatch);
    jdbc.sql("delete from registry.plugin_share where plugin_id = :plugin")
        .param("plugin", plugin.id())
        .update();
    for (String other : teams) {
      refuseClash(plugin, other);
      jdbc.sql("insert into registry.plugin_share (plugin_id, team) values (:plugin, :team)")
          .param("plugin", plugin.id())
          .param("team", other)
          .update();
    }
    touch(plugin);
    event(
        plugin.id(),
        plugin.version(),
        plugin.team(),
        subject,
        "shared-with",
        teams.isEmpty() ? "nobody" : String.join(", ", teams),
        now());
  }

  private void refuseClash(Plugin plugin, String team) {
    Set<String> names = new HashSet<>();
    for (Plugin seen : visible(team)) {
      names.add(seen.name().toLowerCase(Locale.ROOT));
      seen.tools().forEach(tool -> names.add(tool.name().toLowerCase(Locale.ROOT)));
    }
    boolean clash =
        names.contains(plugin.name().toLowerCase(Locale.ROOT))
            || plugin.tools().stream()
                .anyMatch(tool -> names.contains(tool.name().toLowerCase(Locale.ROOT)));
    if (clash) {
      throw new ServiceException(
          HttpStatus.CONFLICT,
          "plugin_name_taken",
          "the team '" + team + "' already has a plugin or a tool of this name",
          "shared_with");
    }
  }

  /**
   * Stores a registration: as a new plugin, as a new version if something changed, or not at all. A
   * new plugin is live at once, a new version when it is approved.
   *
   * @param approved whether an administrator approves it with the registration
   * @throws ServiceException 409 {@code plugin_name_taken} if the platform has a plugin of this
   *     name, 412 {@code version_conflict} if the plugin changed meanwhile
   */
  @Transactional
  public Registered register(
      Registrant registrant, NewVersion version, boolean approved, @Nullable String ifMatch) {
    // One registration at a time, so that tool names stay unique; they take milliseconds.
    jdbc.sql("select pg_advisory_xact_lock(7211943)").query((row, number) -> 0).single();
    if (registrant.team() != null && isPlatformName(version.name())) {
      throw new ServiceException(
          HttpStatus.CONFLICT,
          "plugin_name_taken",
          "the name '" + version.name() + "' belongs to a built-in plugin; choose another one",
          "manifest.name_for_model");
    }
    Optional<Existing> existing = existing(registrant, version.name());
    String team = registrant.team();
    if (ifMatch != null && team != null) {
      Plugin plugin =
          find(team, version.name())
              .orElseThrow(
                  () ->
                      new ServiceException(
                          HttpStatus.PRECONDITION_FAILED,
                          "version_conflict",
                          "there is no plugin of this name",
                          "If-Match"));
      expect(plugin, team, ifMatch);
    }
    if (existing.isPresent() && existing.get().contentHash().equals(version.contentHash())) {
      Existing same = existing.get();
      return new Registered(same.version(), false, false, same.version() == same.live());
    }
    boolean live =
        approved || existing.isEmpty() || version.contentHash().equals(existing.get().liveHash());
    OffsetDateTime now = now();
    UUID id = existing.map(Existing::id).orElseGet(UUID::randomUUID);
    int number = existing.map(plugin -> plugin.version() + 1).orElse(1);
    if (existing.isPresent()) {
      jdbc.sql(
              """
              update registry.plugin set version = :version, revision = revision + 1,
                live_version = case when :live then :version else live_version end
              where id = :id
              """)
          .param("version", number)
          .param("live", live)
          .param("id", id)
          .update();
    } else {
      jdbc.sql(
              """
              insert into registry.plugin (id, team, name, version, live_version, created_at, created_by,
                owners)
              values (:id, :team, :name, :version, :version, :now, :subject,
                case when cast(:team as text) is null then '{}' else array[:subject] end)
              """)
          .param("id", id)
          .param("team", registrant.team())
          .param("name", version.name())
          .param("version", number)
          .param("now", now)
          .param("subject", registrant.subject())
          .update();
    }
    insertVersion(registrant, version, id, number, now);
    insertTools(registrant, version, id, number);
    event(
        id,
        number,
        registrant.team(),
        registrant.subject(),
        "registered",
        live ? "live" : "waits",
        now);
    return new Registered(number, existing.isEmpty(), true, live);
  }

  private record Existing(UUID id, int version, int live, String contentHash, String liveHash) {}

  private Optional<Existing> existing(Registrant registrant, String name) {
    return jdbc.sql(
            """
            select p.id, p.version, p.live_version, v.content_hash, l.content_hash as live_hash
            from registry.plugin p
            join registry.plugin_version v on v.plugin_id = p.id and v.version = p.version
            join registry.plugin_version l on l.plugin_id = p.id and l.version = p.live_version
            where p.removed_at is null and coalesce(p.team, '') = :team and lower(p.name) = :name
            """)
        .param("team", registrant.team() == null ? "" : registrant.team())
        .param("name", name.toLowerCase(Locale.ROOT))
        .query(
            (row, number) ->
                new Existing(
                    row.getObject("id", UUID.class),
                    row.getInt("version"),
                    row.getInt("live_version"),
                    row.getString("content_hash"),
                    row.getString("live_hash")))
        .optional();
  }

  private boolean isPlatformName(String name) {
    return jdbc.sql(
                """
                select count(*) from registry.plugin
                where removed_at is null and team is null and lower(name) = :name
                """)
            .param("name", name.toLowerCase(Locale.ROOT))
            .query(Long.class)
            .single()
        > 0;
  }

  private void insertVersion(
      Registrant registrant, NewVersion version, UUID id, int number, OffsetDateTime now) {
    jdbc.sql(
            """
            insert into registry.plugin_version (plugin_id, version, content_hash, manifest,
              manifest_url, document, document_url, logo, summary, findings, created_at, created_by)
            values (:id, :version, :hash, :manifest, :manifestUrl, :document, :documentUrl, :logo,
              cast(:summary as json), cast(:findings as json), :now, :subject)
            """)
        .param("id", id)
        .param("version", number)
        .param("hash", version.contentHash())
        .param("manifest", bytes(version.manifest()))
        .param("manifestUrl", version.manifestUrl())
        .param("document", version.document().bytes())
        .param("documentUrl", version.documentUrl())
        .param("logo", bytes(version.logo()))
        .param("summary", Trees.JSON.writeValueAsString(version.summary()))
        .param("findings", Trees.JSON.writeValueAsString(version.findings()))
        .param("now", now)
        .param("subject", registrant.subject())
        .update();
  }

  private static byte @Nullable [] bytes(@Nullable Content content) {
    return content == null ? null : content.bytes();
  }

  private void insertTools(Registrant registrant, NewVersion version, UUID id, int number) {
    Set<String> taken = namesOfOthers(registrant, id);
    int position = 0;
    for (ToolDraft tool : version.tools()) {
      ToolDraft named = tool.named(freeName(tool.name(), version.name(), taken));
      taken.add(named.name().toLowerCase(Locale.ROOT));
      jdbc.sql(
              """
              insert into registry.tool (plugin_id, version, position, name, draft)
              values (:id, :version, :position, :name, cast(:draft as json))
              """)
          .param("id", id)
          .param("version", number)
          .param("position", position++)
          .param("name", named.name())
          .param("draft", Trees.JSON.writeValueAsString(named))
          .update();
    }
  }

  private Set<String> namesOfOthers(Registrant registrant, UUID id) {
    List<String> names =
        jdbc.sql(
                """
                select t.name from registry.tool t
                join registry.plugin p on p.id = t.plugin_id
                  and t.version in (p.version, p.live_version)
                where p.removed_at is null and p.id <> :id
                  and (p.team is null or p.team = :team or cast(:team as text) is null
                    or exists (select 1 from registry.plugin_share s
                      where s.plugin_id = p.id and s.team = :team)
                    or exists (select 1 from registry.plugin_share s
                      where s.plugin_id = :id and s.team = p.team))
                """)
            .param("id", id)
            .param("team", registrant.team())
            .query(String.class)
            .list();
    Set<String> taken = new HashSet<>();
    names.forEach(name -> taken.add(name.toLowerCase(Locale.ROOT)));
    return taken;
  }

  private static String freeName(String name, String plugin, Set<String> taken) {
    if (!taken.contains(name.toLowerCase(Locale.ROOT))) {
      return name;
    }
    String qualified = Texts.name(plugin + "_" + name, LONGEST_NAME);
    String free = qualified;
    for (int n = 2; taken.contains(free.toLowerCase(Locale.ROOT)); n++) {
      free = Texts.name(qualified, LONGEST_NAME - 5) + "_" + n;
    }
    return free;
  }

  /**
   * Enables or disables a plugin for one team.
   *
   * @param ifMatch the entity tag that the caller knows; null for any
   * @throws ServiceException 412 {@code version_conflict} if the plugin changed meanwhile
   */
  @Transactional
  public void enable(
      Plugin plugin, String team, String subject, boolean enabled, @Nullable String ifMatch) {
    expect(plugin, team, ifMatch);
    OffsetDateTime now = now();
    jdbc.sql(
            """
            insert into registry.plugin_team (plugin_id, team, enabled, changed_at, changed_by)
            values (:plugin, :team, :enabled, :now, :subject)
            on conflict (plugin_id, team) do update
            set enabled = excluded.enabled, changed_at = excluded.changed_at,
              changed_by = excluded.changed_by
            """)
        .param("plugin", plugin.id())
        .param("team", team)
        .param("enabled", enabled)
        .param("now", now)
        .param("subject", subject)
        .update();
    event(
        plugin.id(), plugin.version(), team, subject, enabled ? "enabled" : "disabled", null, now);
  }

  /**
   * Removes a plugin; its history stays. False if it was removed meanwhile.
   *
   * @param ifMatch the entity tag that the caller knows; null for any
   * @throws ServiceException 412 {@code version_conflict} if the plugin changed meanwhile
   */
  @Transactional
  public boolean remove(Plugin plugin, String team, String subject, @Nullable String ifMatch) {
    expect(plugin, team, ifMatch);
    OffsetDateTime now = now();
    int removed =
        jdbc.sql(
                """
                update registry.plugin set removed_at = :now, removed_by = :subject
                where id = :plugin and removed_at is null
                """)
            .param("now", now)
            .param("subject", subject)
            .param("plugin", plugin.id())
            .update();
    if (removed > 0) {
      event(plugin.id(), plugin.version(), plugin.team(), subject, "removed", null, now);
    }
    return removed > 0;
  }

  /** Writes into the plugin's history what was done about it elsewhere. */
  @Transactional
  public void note(
      Plugin plugin, String team, String subject, String action, @Nullable String detail) {
    event(plugin.id(), plugin.version(), team, subject, action, detail, now());
  }

  private void event(
      UUID plugin,
      int version,
      @Nullable String team,
      String subject,
      String action,
      @Nullable String detail,
      OffsetDateTime now) {
    jdbc.sql(
            """
            insert into registry.plugin_event (plugin_id, version, team, actor, action, detail, at)
            values (:plugin, :version, :team, :subject, :action, :detail, :now)
            """)
        .param("plugin", plugin)
        .param("version", version)
        .param("team", team)
        .param("subject", subject)
        .param("action", action)
        .param("detail", detail)
        .param("now", now)
        .update();
  }

  private OffsetDateTime now() {
    return OffsetDateTime.now(clock.withZone(ZoneOffset.UTC));
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
