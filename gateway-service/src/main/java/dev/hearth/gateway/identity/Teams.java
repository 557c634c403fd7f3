package dev.hearth.gateway.identity;

import dev.hearth.gateway.lookup.Lookups;
import dev.hearth.gateway.policy.TeamPolicy;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;

/** The teams and their policies. Thread-safe; what a method returns is committed. */
@Component
class Teams {

  /** The team that always exists and to which the first administrator belongs. */
  static final String DEFAULT = "default";

  private static final String COLUMNS = "name, created_at, policy::text as policy, version";

  private final JdbcClient jdbc;
  private final JsonMapper mapper;
  private final Lookups<String, Team> remembered;

  Teams(JdbcClient jdbc, JsonMapper mapper, IdentityProperties properties) {
    this.jdbc = jdbc;
    this.mapper = mapper;
    remembered = new Lookups<>(properties.keyCacheTime(), 10_000, this::find);
  }

  /**
   * A team.
   *
   * @param name its name and id: 1 to 63 of {@code [a-z0-9-]}, not beginning with {@code -}
   * @param createdAt when it was made
   * @param policy what it is allowed
   * @param version counts the changes of its policy, from 1
   */
  record Team(String name, Instant createdAt, TeamPolicy policy, long version) {}

  /**
   * Makes a team.
   *
   * @return empty if there is one of this name
   */
  Optional<Team> create(String name, TeamPolicy policy) {
    try {
      return jdbc.sql(
              "insert into gateway.team (name, policy) values (:name, :policy::jsonb) returning "
                  + COLUMNS)
          .param("name", name)
          .param("policy", mapper.writeValueAsString(policy))
          .query(this::team)
          .optional();
    } catch (DuplicateKeyException exists) {
      return Optional.empty();
    }
  }

  /**
   * Gives a team another policy, in force at once here and after the time for which other gateways
   * remember it there.
   *
   * @param version the version that is replaced; null means whichever there is
   * @return empty if there is no such team of this version
   */
  Optional<Team> change(
      String name, TeamPolicy policy, @org.jspecify.annotations.Nullable Long version) {
    Optional<Team> changed =
        jdbc.sql(
                "update gateway.team set policy = :policy::jsonb, version = version + 1"
                    + " where name = :name and (:version::bigint is null or version = :version)"
                    + " returning "
                    + COLUMNS)
            .param("name", name)
            .param("policy", mapper.writeValueAsString(policy))
            .param("version", version)
            .query(this::team)
            .optional();
    remembered.forget(name);
    return changed;
  }

  /** All teams by name. */
  List<Team> list() {
    return jdbc.sql("select " + COLUMNS + " from gateway.team order by name")
        .query(this::team)
        .list();
  }

  /** The team of this name. */
  Optional<Team> find(String name) {
    return jdbc.sql("select " + COLUMNS + " from gateway.team where name = :name")
        .param("name", name)
        .query(this::team)
        .optional();
  }

  /** The team of this name as it was some seconds ago at most; does not block if it is known. */
  Optional<Team> remembered(String name) {
    return remembered.find(name);
  }

  private Team team(ResultSet row, int number) throws SQLException {
    return new Team(
        row.getString("name"),
        row.getTimestamp("created_at").toInstant(),
        mapper.readValue(row.getString("policy"), TeamPolicy.class),
        row.getLong("version"));
  }
}
