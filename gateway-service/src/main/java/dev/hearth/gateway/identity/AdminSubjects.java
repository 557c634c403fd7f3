package dev.hearth.gateway.identity;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.hearth.base.ServiceException;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** {@code GET /admin/subjects}: who came with an issuer's token, by the ids in the records. */
@RestController
class AdminSubjects {

  private final JdbcClient jdbc;

  AdminSubjects(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  @GetMapping("/admin/subjects")
  SubjectList list(
      @RequestParam(name = "team", required = false) @Nullable String team,
      @RequestParam(name = "limit", defaultValue = "100") int limit) {
    if (limit < 1 || limit > 1000) {
      throw ServiceException.badRequest("limit", "limit must be from 1 to 1000");
    }
    if (team != null && !AdminTeams.NAME.matcher(team).matches()) {
      return new SubjectList(List.of());
    }
    return new SubjectList(
        jdbc.sql(
                "select id, issuer, subject, team, first_seen_at, last_seen_at"
                    + " from gateway.token_subject where :team::text is null or team = :team"
                    + " order by last_seen_at desc, id limit :limit")
            .param("team", team)
            .param("limit", limit)
            .query(
                (row, number) ->
                    new SubjectView(
                        row.getObject("id", UUID.class),
                        row.getString("issuer"),
                        row.getString("subject"),
                        row.getString("team"),
                        row.getTimestamp("first_seen_at").toInstant(),
                        row.getTimestamp("last_seen_at").toInstant()))
            .list());
  }

  record SubjectView(
      UUID id,
      String issuer,
      String subject,
      String team,
      @JsonProperty("first_seen_at") Instant firstSeenAt,
      @JsonProperty("last_seen_at") Instant lastSeenAt) {}

  record SubjectList(List<SubjectView> data) {}
}
