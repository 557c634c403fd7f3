package dev.hearth.registry.catalog;

import java.time.Clock;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import org.springframework.transaction.annotation.Transactional;

/** What was done about plugins, by whom and when. It outlives the plugins. Thread-safe. */
@Repository
public class History {

  private final JdbcClient jdbc;
  private final Clock clock;

  History(JdbcClient jdbc, Clock clock) {
    this.jdbc = jdbc;
    this.clock = clock;
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
  public List<Event> of(Plugin plugin, String team) {
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

  /** Writes into the plugin's history what was done about it elsewhere. */
  @Transactional
  public void note(
      Plugin plugin, String team, String subject, String action, @Nullable String detail) {
    write(plugin.id(), plugin.version(), team, subject, action, detail);
  }

  /** The same about a version, within the transaction that does it. */
  void write(
      UUID plugin,
      int version,
      @Nullable String team,
      String subject,
      String action,
      @Nullable String detail) {
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
        .param("now", OffsetDateTime.now(clock.withZone(ZoneOffset.UTC)))
        .update();
  }
}
