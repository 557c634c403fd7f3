package dev.hearth.gateway.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hearth.contracts.Scope;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

class FirstAdministratorTest {

  private static final EmbeddedPostgres POSTGRES;

  static {
    try {
      POSTGRES = EmbeddedPostgres.start();
    } catch (IOException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  private final DataSource database = POSTGRES.getPostgresDatabase();
  private final ApiKeys keys = keys(database);

  @BeforeEach
  void emptyDatabase() {
    JdbcClient.create(database).sql("drop schema if exists gateway cascade").update();
    Flyway.configure()
        .dataSource(database)
        .locations("classpath:db/gateway")
        .schemas("gateway")
        .load()
        .migrate();
  }

  @AfterAll
  static void stop() throws IOException {
    POSTGRES.close();
  }

  @Test
  void generatesAKeyAtTheFirstStartAndShowsItOnce() {
    FirstAdministrator first = start("");

    String key = first.takeGeneratedKey().orElseThrow();

    assertThat(keys.verify(key))
        .hasValueSatisfying(
            identity -> {
              assertThat(identity.team()).isEqualTo("default");
              assertThat(identity.scopes()).containsExactlyInAnyOrder(Scope.values());
            });
    assertThat(first.takeGeneratedKey()).isEmpty();
    assertThat(start("").takeGeneratedKey()).isEmpty();
  }

  @Test
  void generatesAnotherOneIfNoAdministratorIsLeft() {
    start("").takeGeneratedKey();
    keys.list(null).forEach(key -> keys.revoke(key.id()));

    assertThat(start("").takeGeneratedKey()).isPresent();
  }

  @Test
  void aConfiguredKeyIsGoodUntilAnotherOneIsConfigured() {
    String first = "a configured key of 24+ characters";
    String second = "another configured key: $%&/()=?`";

    assertThat(start(first).takeGeneratedKey()).isEmpty();
    assertThat(keys.verify(first)).isPresent();

    start(second);
    start(second);
    assertThat(keys(database).verify(first)).isEmpty();
    assertThat(keys.verify(second)).isPresent();

    start(first);
    assertThat(keys(database).verify(first)).isPresent();
    assertThat(keys.list(null)).hasSize(2);
  }

  @Test
  void refusesAConfiguredKeyThatIsTooShortWithoutQuotingIt() {
    assertThatThrownBy(() -> start("only 23 characters long"))
        .hasMessageContaining("24 to 200")
        .hasMessageNotContaining("only");
  }

  private FirstAdministrator start(String configured) {
    FirstAdministrator first = new FirstAdministrator(keys, properties(configured));
    first.start();
    return first;
  }

  private static IdentityProperties properties(String key) {
    return new IdentityProperties(key, Duration.ofSeconds(5), Duration.ofSeconds(10), List.of());
  }

  private static ApiKeys keys(DataSource database) {
    return new ApiKeys(
        JdbcClient.create(database),
        new TransactionTemplate(new JdbcTransactionManager(database)),
        tools.jackson.databind.json.JsonMapper.shared(),
        properties(""));
  }
}
