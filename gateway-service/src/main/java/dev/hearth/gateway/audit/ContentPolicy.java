package dev.hearth.gateway.audit;

import dev.hearth.gateway.lookup.Lookups;
import java.time.Duration;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * Whether a team's questions and answers are kept with its records; they are not unless an
 * administrator says so. A change takes effect at once in this process, within seconds in others.
 * Thread-safe.
 */
@Component
final class ContentPolicy {

  private final JdbcClient jdbc;
  private final Lookups<String, Boolean> known;

  ContentPolicy(JdbcClient jdbc) {
    this.jdbc = jdbc;
    known = new Lookups<>(Duration.ofSeconds(5), 10_000, team -> Optional.of(read(team)));
  }

  /** Whether this team's content is kept. */
  boolean keepsContent(String team) {
    return known.find(team).orElseThrow();
  }

  private boolean read(String team) {
    return jdbc.sql("select content from gateway.audit_policy where team = :team")
        .param("team", team)
        .query(Boolean.class)
        .optional()
        .orElse(false);
  }

  /**
   * Changes a team's policy.
   *
   * @return false if there is no such team
   */
  boolean change(String team, boolean content) {
    int changed =
        jdbc.sql(
                "insert into gateway.audit_policy (team, content)"
                    + " select name, :content from gateway.team where name = :team"
                    + " on conflict (team) do update set content = excluded.content")
            .param("team", team)
            .param("content", content)
            .update();
    known.forget(team);
    return changed == 1;
  }
}
