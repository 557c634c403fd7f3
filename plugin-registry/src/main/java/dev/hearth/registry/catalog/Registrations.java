package dev.hearth.registry.catalog;

import dev.hearth.base.ServiceException;
import dev.hearth.registry.manifest.Content;
import dev.hearth.registry.manifest.Texts;
import dev.hearth.registry.manifest.Trees;
import dev.hearth.registry.openapi.ToolDraft;
import java.time.Clock;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import org.springframework.transaction.annotation.Transactional;

/**
 * Takes new plugins and new versions into the catalog, under names that are unique for each team.
 * What a method returns has been committed. Thread-safe.
 */
@Repository
public class Registrations {

  private static final int LONGEST_NAME = 64;

  private final JdbcClient jdbc;
  private final Catalog catalog;
  private final History history;
  private final Clock clock;

  Registrations(JdbcClient jdbc, Catalog catalog, History history, Clock clock) {
    this.jdbc = jdbc;
    this.catalog = catalog;
    this.history = history;
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
    catalog.lockNames();
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
          catalog
              .find(team, version.name())
              .orElseThrow(
                  () ->
                      new ServiceException(
                          HttpStatus.PRECONDITION_FAILED,
                          "version_conflict",
                          "there is no plugin of this name",
                          "If-Match"));
      catalog.expect(plugin, team, ifMatch);
    }
    if (existing.isPresent() && existing.get().contentHash().equals(version.contentHash())) {
      Existing same = existing.get();
      return new Registered(same.version(), false, false, same.version() == same.live());
    }
    boolean live =
        approved || existing.isEmpty() || version.contentHash().equals(existing.get().liveHash());
    OffsetDateTime now = OffsetDateTime.now(clock.withZone(ZoneOffset.UTC));
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
    history.write(
        id, number, registrant.team(), registrant.subject(), "registered", live ? "live" : "waits");
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
}
