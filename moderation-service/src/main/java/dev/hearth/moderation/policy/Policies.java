package dev.hearth.moderation.policy;

import dev.hearth.base.ServiceException;
import dev.hearth.moderation.ModerationProperties;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.http.HttpStatus;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.scheduling.TaskScheduler;
import org.springframework.stereotype.Component;

/**
 * The policies of all teams. They are remembered and read anew every few seconds, so that no
 * verdict waits for the database and another instance's change counts soon; while the database is
 * away, what is remembered holds on. Thread-safe.
 */
@Component
public class Policies {

  private static final Logger log = LoggerFactory.getLogger(Policies.class);

  private final JdbcClient jdbc;

  /** By team, of those that have one; null until they were read for the first time. */
  private volatile @Nullable Map<String, TeamPolicy> remembered;

  @SuppressWarnings("FutureReturnValueIgnored") // it goes on as long as the scheduler
  Policies(JdbcClient jdbc, TaskScheduler scheduler, ModerationProperties properties) {
    this.jdbc = jdbc;
    Duration pause = properties.policyCache();
    scheduler.scheduleWithFixedDelay(this::follow, Instant.now().plus(pause), pause);
  }

  /**
   * One version of a team's policy.
   *
   * @param policy what it says
   * @param changedBy who wrote it; null for the version 0 that nobody wrote
   * @param changedAt when; null likewise
   */
  record Version(
      String team, TeamPolicy policy, @Nullable String changedBy, @Nullable Instant changedAt) {}

  /**
   * The policy that holds for a team.
   *
   * @throws ServiceException 503 if it was never read and cannot be now: without it there is no
   *     verdict
   */
  public TeamPolicy of(String team) {
    Map<String, TeamPolicy> known = remembered;
    try {
      return (known == null ? read() : known).getOrDefault(team, TeamPolicy.NONE);
    } catch (DataAccessException away) {
      throw new ServiceException(
          HttpStatus.SERVICE_UNAVAILABLE,
          ServiceException.UNAVAILABLE,
          "the team's policy cannot be read at the moment; try again",
          null,
          1,
          away);
    }
  }

  /** Follows what other instances changed. */
  private void follow() {
    try {
      read();
    } catch (DataAccessException away) {
      log.debug("the policies could not be read; those of before hold on", away);
    }
  }

  /** One at a time, so that an older answer never replaces a newer one. */
  private synchronized Map<String, TeamPolicy> read() {
    Map<String, TeamPolicy> read =
        all().stream().collect(Collectors.toUnmodifiableMap(Version::team, Version::policy));
    remembered = read;
    return read;
  }

  /** The version in force, as it is stored. */
  Version current(String team) {
    return versions(team, 1).stream()
        .findFirst()
        .orElse(new Version(team, TeamPolicy.NONE, null, null));
  }

  /** The newest versions, the newest first. */
  List<Version> versions(String team, int most) {
    return jdbc.sql(
            """
            select team, version, document, changed_by, changed_at
            from moderation.policies where team = :team order by version desc limit :most
            """)
        .param("team", team)
        .param("most", most)
        .query(Policies::version)
        .list();
  }

  /** The policy in force of every team that has one. */
  List<Version> all() {
    return jdbc.sql(
            """
            select distinct on (team) team, version, document, changed_by, changed_at
            from moderation.policies order by team, version desc
            """)
        .query(Policies::version)
        .list();
  }

  private static Version version(ResultSet row, int number) throws SQLException {
    return new Version(
        row.getString("team"),
        PolicyDocument.parse(row.getString("document"), row.getInt("version")),
        row.getString("changed_by"),
        row.getObject("changed_at", OffsetDateTime.class).toInstant());
  }

  /**
   * Stores the next version.
   *
   * @param policy with the version that it replaces
   * @throws ServiceException 412 if another one has replaced that
   */
  Version replace(String team, TeamPolicy policy, String by) {
    TeamPolicy next =
        new TeamPolicy(policy.version() + 1, policy.rules(), policy.shadow(), policy.keepText());
    if (current(team).policy().version() != policy.version()) {
      throw changedMeanwhile(null);
    }
    try {
      jdbc.sql(
              """
              insert into moderation.policies (team, version, document, changed_by)
              values (:team, :version, cast(:document as jsonb), :by)
              """)
          .param("team", team)
          .param("version", next.version())
          .param("document", PolicyDocument.write(next).toString())
          .param("by", by)
          .update();
    } catch (DuplicateKeyException other) {
      throw changedMeanwhile(other);
    }
    read();
    return current(team);
  }

  private static ServiceException changedMeanwhile(@Nullable Throwable cause) {
    return new ServiceException(
        HttpStatus.PRECONDITION_FAILED,
        "changed_meanwhile",
        "the policy has changed since; read it again",
        "If-Match",
        null,
        cause);
  }
}
