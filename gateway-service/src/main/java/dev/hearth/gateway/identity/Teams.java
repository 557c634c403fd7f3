package dev.hearth.gateway.identity;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** The teams. Thread-safe; what a method returns is committed. */
@Component
public class Teams {

  /** The team that always exists and to which the first administrator belongs. */
  public static final String DEFAULT = "default";

  private static final String COLUMNS = "name, created_at";

  private final JdbcClient jdbc;

  Teams(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  /**
   * A team.
   *
   * @param name its name and id: 1 to 63 of {@code [a-z0-9-]}, not beginning with {@code -}
   * @param createdAt when it was made
   */
  public record Team(String name, Instant createdAt) {}

  /**
   * Makes a team.
   *
   * @return empty if there is one of this name
   */
  public Optional<Team> create(String name) {
    try {
      return jdbc.sql("insert into gateway.team (name) values (:name) returning " + COLUMNS)
          .param("name", name)
          .query(Teams::team)
          .optional();
    } catch (DuplicateKeyException exists) {
      return Optional.empty();
    }
  }

  /** All teams by name. */
  public List<Team> list() {
    return jdbc.sql("select " + COLUMNS + " from gateway.team order by name")
        .query(Teams::team)
        .list();
  }

  /** The team of this name. */
  public Optional<Team> find(String name) {
    return jdbc.sql("select " + COLUMNS + " from gateway.team where name = :name")
        .param("name", name)
        .query(Teams::team)
        .optional();
  }

  private static Team team(java.sql.ResultSet row, int number) throws java.sql.SQLException {
    return new Team(row.getString("name"), row.getTimestamp("created_at").toInstant());
  }
}
