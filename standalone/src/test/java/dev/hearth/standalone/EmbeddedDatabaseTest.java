package dev.hearth.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedDatabaseTest {

  @TempDir private Path folder;

  @Test
  void keepsItsDataAndItsPasswordOverARestart() throws SQLException {
    try (Home home = Home.open(folder)) {
      try (EmbeddedDatabase database = EmbeddedDatabase.start(home);
          Connection connection = connect(database, database.password());
          Statement statement = connection.createStatement()) {
        statement.execute("CREATE TABLE kept AS SELECT 42 AS answer");
      }
      try (EmbeddedDatabase database = EmbeddedDatabase.start(home);
          Connection connection = connect(database, database.password());
          Statement statement = connection.createStatement();
          ResultSet row = statement.executeQuery("SELECT answer FROM kept")) {
        assertThat(row.next()).isTrue();
        assertThat(row.getInt(1)).isEqualTo(42);
      }
    }
  }

  @Test
  void letsNobodyInWithoutThePassword() {
    try (Home home = Home.open(folder);
        EmbeddedDatabase database = EmbeddedDatabase.start(home)) {
      assertThatThrownBy(() -> connect(database, "guess")).hasMessageContaining("password");
      assertThatThrownBy(() -> connect(database, "")).isInstanceOf(SQLException.class);
    }
  }

  @Test
  void writesDurably() throws SQLException {
    try (Home home = Home.open(folder);
        EmbeddedDatabase database = EmbeddedDatabase.start(home);
        Connection connection = connect(database, database.password());
        Statement statement = connection.createStatement()) {
      for (String setting : new String[] {"fsync", "synchronous_commit", "full_page_writes"}) {
        try (ResultSet row = statement.executeQuery("SHOW " + setting)) {
          row.next();
          assertThat(row.getString(1)).as(setting).isEqualTo("on");
        }
      }
    }
  }

  private static Connection connect(EmbeddedDatabase database, String password)
      throws SQLException {
    return DriverManager.getConnection(database.url(), EmbeddedDatabase.USER, password);
  }
}
