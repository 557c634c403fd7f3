package dev.hearth.registry.catalog;

import dev.hearth.base.ServiceException;
import java.time.Clock;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import org.springframework.transaction.annotation.Transactional;

/**
 * What may be changed about a registered plugin: which version models see, who may change it, who
 * sees it, whether it is enabled, and whether it is there. Each change is in its history. What a
 * method returns has been committed. Thread-safe.
 */
@Repository
public class Changes {

  private final JdbcClient jdbc;
  private final Catalog catalog;
  private final History history;
  private final Clock clock;

  Changes(JdbcClient jdbc, Catalog catalog, History history, Clock clock) {
    this.jdbc = jdbc;
    this.catalog = catalog;
    this.history = history;
    this.clock = clock;
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
    catalog.expect(plugin, team, ifMatch);
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
    history.write(
        plugin.id(), number, plugin.team(), subject, "approved", "was " + plugin.version());
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
    catalog.expect(plugin, team, ifMatch);
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
    history.write(plugin.id(), number, plugin.team(), subject, "refused", null);
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
    catalog.expect(plugin, team, ifMatch);
    jdbc.sql(
            """
            update registry.plugin set owners = :owners, revision = revision + 1 where id = :id
            """)
        .param("owners", owners.toArray(String[]::new))
        .param("id", plugin.id())
        .update();
    history.write(
        plugin.id(),
        plugin.version(),
        plugin.team(),
        subject,
        "owners-set",
        String.join(", ", owners));
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
    catalog.lockNames();
    catalog.expect(plugin, team, ifMatch);
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
    history.write(
        plugin.id(),
        plugin.version(),
        plugin.team(),
        subject,
        "shared-with",
        teams.isEmpty() ? "nobody" : String.join(", ", teams));
  }

  private void refuseClash(Plugin plugin, String team) {
    Set<String> names = new HashSet<>();
    for (Plugin seen : catalog.visible(team)) {
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
   * Enables or disables a plugin for one team.
   *
   * @param ifMatch the entity tag that the caller knows; null for any
   * @throws ServiceException 412 {@code version_conflict} if the plugin changed meanwhile
   */
  @Transactional
  public void enable(
      Plugin plugin, String team, String subject, boolean enabled, @Nullable String ifMatch) {
    catalog.expect(plugin, team, ifMatch);
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
    history.write(
        plugin.id(), plugin.version(), team, subject, enabled ? "enabled" : "disabled", null);
  }

  /**
   * Removes a plugin; its history stays. False if it was removed meanwhile.
   *
   * @param ifMatch the entity tag that the caller knows; null for any
   * @throws ServiceException 412 {@code version_conflict} if the plugin changed meanwhile
   */
  @Transactional
  public boolean remove(Plugin plugin, String team, String subject, @Nullable String ifMatch) {
    catalog.expect(plugin, team, ifMatch);
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
      history.write(plugin.id(), plugin.version(), plugin.team(), subject, "removed", null);
    }
    return removed > 0;
  }

  private OffsetDateTime now() {
    return OffsetDateTime.now(clock.withZone(ZoneOffset.UTC));
  }
}
