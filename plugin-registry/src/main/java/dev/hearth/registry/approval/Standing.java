package dev.hearth.registry.approval;

import dev.hearth.base.ServiceException;
import dev.hearth.contracts.Caller;
import dev.hearth.contracts.plugins.Approval.Extent;
import dev.hearth.contracts.plugins.StandingApproval;
import dev.hearth.registry.RegistryProperties;
import dev.hearth.registry.catalog.Catalog;
import dev.hearth.registry.catalog.History;
import dev.hearth.registry.catalog.Plugin;
import dev.hearth.registry.catalog.Tool;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import org.springframework.transaction.annotation.Transactional;

/**
 * Approvals that stand: for the rest of a conversation, or, where the team's policy allows it, for
 * always. Each is bound to team, API key, plugin version and tool, and ends by itself. An operation
 * whose document says {@code x-openai-isConsequential: true} has none. Thread-safe.
 */
@Repository
class Standing {

  private final JdbcClient jdbc;
  private final Catalog catalog;
  private final History history;
  private final Clock clock;
  private final Duration conversationLifetime;
  private final Duration lifetime;
  private final SecureRandom random = new SecureRandom();

  Standing(
      JdbcClient jdbc,
      Catalog catalog,
      History history,
      Clock clock,
      RegistryProperties properties) {
    this.jdbc = jdbc;
    this.catalog = catalog;
    this.history = history;
    this.clock = clock;
    this.conversationLifetime = properties.conversationApprovalLifetime();
    this.lifetime = properties.standingApprovalLifetime();
  }

  /** The standing approval that covers a call, if there is one. */
  Optional<String> covering(Caller caller, Plugin plugin, Tool tool, String thread) {
    return jdbc.sql(
            """
            select s.id from registry.standing_approval s
            where s.team = :team and s.subject = :subject and s.plugin_id = :plugin
              and s.plugin_version = :version and s.tool = :tool
              and s.withdrawn_at is null and s.expires_at > :now
              and (s.thread = :thread or (s.thread is null and exists (
                select 1 from registry.approval_policy p where p.team = s.team and p.allow_always)))
            order by s.created_at limit 1
            """)
        .param("team", caller.team())
        .param("subject", caller.subject())
        .param("plugin", plugin.id())
        .param("version", plugin.version())
        .param("tool", tool.name())
        .param("thread", thread)
        .param("now", now())
        .query(String.class)
        .optional();
  }

  private record Asked(
      @Nullable UUID plugin,
      String name,
      int version,
      String tool,
      @Nullable String subject,
      String conversation,
      boolean alwaysAsk) {}

  /**
   * Lets the approval of a call stand for calls to come.
   *
   * @throws ServiceException 409 {@code always_ask} if this operation must be asked for every time,
   *     403 {@code not_allowed_by_policy} if the team's policy does not allow it for always
   */
  void give(String team, String subject, String approval, Extent extent) {
    Asked asked =
        jdbc.sql(
                """
                select plugin_id, plugin, coalesce(plugin_version, 0) as version, tool, subject,
                  conversation, always_ask
                from registry.approval where id = :id and team = :team
                """)
            .param("id", approval)
            .param("team", team)
            .query(
                (row, number) ->
                    new Asked(
                        row.getObject("plugin_id", UUID.class),
                        row.getString("plugin"),
                        row.getInt("version"),
                        row.getString("tool"),
                        row.getString("subject"),
                        row.getString("conversation"),
                        row.getBoolean("always_ask")))
            .single();
    if (asked.alwaysAsk() || asked.plugin() == null || asked.subject() == null) {
      throw new ServiceException(
          HttpStatus.CONFLICT,
          "always_ask",
          "this operation says of itself that it must be asked for every time; approve it once",
          "for");
    }
    if (extent == Extent.ALWAYS && !allowsAlways(team)) {
      throw new ServiceException(
          HttpStatus.FORBIDDEN,
          "not_allowed_by_policy",
          "the team's policy does not allow approvals for always",
          "for");
    }
    byte[] bytes = new byte[18];
    random.nextBytes(bytes);
    String id = "stand_" + Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    OffsetDateTime now = now();
    boolean always = extent == Extent.ALWAYS;
    jdbc.sql(
            """
            insert into registry.standing_approval (id, team, subject, thread, plugin_id,
              plugin_version, tool, created_at, created_by, expires_at)
            values (:id, :team, :subject, :thread, :plugin, :version, :tool, :now, :by, :expires)
            """)
        .param("id", id)
        .param("team", team)
        .param("subject", asked.subject())
        .param("thread", always ? null : asked.conversation().replaceFirst("\\..*", ""))
        .param("plugin", asked.plugin())
        .param("version", asked.version())
        .param("tool", asked.tool())
        .param("now", now)
        .param("by", subject)
        .param("expires", now.plus(always ? lifetime : conversationLifetime))
        .update();
    note(team, subject, asked.name(), "standing-approval-given", asked.tool() + " " + id);
  }

  private void note(String team, String subject, String plugin, String action, String detail) {
    catalog
        .find(team, plugin)
        .ifPresent(found -> history.note(found, team, subject, action, detail));
  }

  /** Those of a team that hold, the latest first. */
  @Transactional(readOnly = true)
  List<StandingApproval> of(String team) {
    return jdbc.sql(
            """
            select s.*, p.name from registry.standing_approval s
            join registry.plugin p on p.id = s.plugin_id
            where s.team = :team and s.withdrawn_at is null and s.expires_at > :now
            order by s.created_at desc limit 1000
            """)
        .param("team", team)
        .param("now", now())
        .query(
            (row, number) ->
                new StandingApproval(
                    row.getString("id"),
                    row.getString("name"),
                    row.getInt("plugin_version"),
                    row.getString("tool"),
                    row.getString("thread") == null ? Extent.ALWAYS : Extent.CONVERSATION,
                    row.getString("subject"),
                    row.getObject("created_at", OffsetDateTime.class).toInstant(),
                    row.getString("created_by"),
                    row.getObject("expires_at", OffsetDateTime.class).toInstant()))
        .list();
  }

  /**
   * Ends one.
   *
   * @throws ServiceException 404 {@code approval_not_found} if the team has none of this id
   */
  @Transactional
  void withdraw(String team, String subject, String id) {
    record Ended(String plugin, String tool) {}
    Ended ended =
        jdbc.sql(
                """
                update registry.standing_approval s set withdrawn_at = :now, withdrawn_by = :subject
                from registry.plugin p
                where s.id = :id and s.team = :team and s.withdrawn_at is null
                  and p.id = s.plugin_id
                returning p.name, s.tool
                """)
            .param("now", now())
            .param("subject", subject)
            .param("id", id)
            .param("team", team)
            .query((row, number) -> new Ended(row.getString("name"), row.getString("tool")))
            .optional()
            .orElseThrow(
                () ->
                    new ServiceException(
                        HttpStatus.NOT_FOUND,
                        "approval_not_found",
                        "there is no such standing approval, or it ended",
                        "id"));
    note(team, subject, ended.plugin(), "standing-approval-withdrawn", ended.tool() + " " + id);
  }

  /** Whether a team's members may approve for always; not, until an administrator says so. */
  @Transactional(readOnly = true)
  boolean allowsAlways(String team) {
    return jdbc.sql("select allow_always from registry.approval_policy where team = :team")
        .param("team", team)
        .query(Boolean.class)
        .optional()
        .orElse(false);
  }

  /** Sets that. Where it is taken back, approvals for always stop holding at once. */
  @Transactional
  void allowAlways(String team, boolean allow, String subject) {
    jdbc.sql(
            """
            insert into registry.approval_policy (team, allow_always, changed_at, changed_by)
            values (:team, :allow, :now, :subject)
            on conflict (team) do update set allow_always = excluded.allow_always,
              changed_at = excluded.changed_at, changed_by = excluded.changed_by
            """)
        .param("team", team)
        .param("allow", allow)
        .param("now", now())
        .param("subject", subject)
        .update();
    jdbc.sql(
            """
            insert into registry.approval_policy_event (team, actor, allow_always, at)
            values (:team, :subject, :allow, :now)
            """)
        .param("team", team)
        .param("subject", subject)
        .param("allow", allow)
        .param("now", now())
        .update();
  }

  private OffsetDateTime now() {
    return OffsetDateTime.now(clock.withZone(ZoneOffset.UTC));
  }
}
