package dev.hearth.gateway.audit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.base.ServiceProperties;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.List;
import java.util.UUID;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

class AuditRetentionTest {

  private static final AuditProperties PROPERTIES =
      new AuditProperties(
          "a key of this test that is long enough",
          Duration.ofDays(30),
          10,
          10,
          Duration.ofSeconds(5));

  private static final EmbeddedPostgres POSTGRES = started();
  private static final DataSource DATABASE = POSTGRES.getPostgresDatabase();

  private final AuditSeal seal =
      new AuditSeal(PROPERTIES, new ServiceProperties("0".repeat(32), Duration.ofSeconds(1)));
  private final JdbcTransactionManager transactions = new JdbcTransactionManager(DATABASE);
  private final AuditRetention retention =
      new AuditRetention(
          JdbcClient.create(DATABASE), new TransactionTemplate(transactions), seal, PROPERTIES);
  private final AuditVerification verification =
      new AuditVerification(new JdbcTemplate(DATABASE), transactions, seal);

  private static EmbeddedPostgres started() {
    try {
      return EmbeddedPostgres.start();
    } catch (IOException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  @BeforeAll
  static void migrate() {
    Flyway.configure()
        .dataSource(DATABASE)
        .locations("classpath:db/gateway")
        .schemas("gateway")
        .defaultSchema("gateway")
        .load()
        .migrate();
  }

  @AfterAll
  static void stop() throws IOException {
    POSTGRES.close();
  }

  @Test
  void aMonthThatIsOverIsDeletedAndWhatRemainsOfTheChainStaysVerifiable() throws SQLException {
    AuditStore store = new AuditStore(DATABASE, seal);
    store.write(List.of(entry("old"), entry("old")));
    // What the clock does in months: the records that follow belong to the next one.
    YearMonth month = YearMonth.now(ZoneOffset.UTC);
    Instant later = month.plusMonths(1).atDay(2).atStartOfDay().toInstant(ZoneOffset.UTC);
    store.write(List.of(entry("new"), entry("new"), entry("new")), later);

    assertThat(retention.delete(Instant.now())).isEmpty();
    Instant afterwards = later.plus(Duration.ofDays(31));
    assertThat(retention.delete(afterwards)).containsExactly(month);
    assertThat(retention.delete(afterwards)).isEmpty();

    AuditVerification.Result result = verification.verify(List.of());
    assertThat(result.findings()).isEmpty();
    assertThat(result.records()).isEqualTo(3);
    assertThat(result.chains().getLast().first()).isEqualTo(3);

    // A checkpoint that somebody moves would hide what was removed behind it.
    execute("update gateway.audit_checkpoint set seq = 3");
    assertThat(verification.verify(List.of()).findings())
        .extracting(AuditVerification.Finding::kind)
        .contains("checkpoint_changed");
    execute("update gateway.audit_checkpoint set seq = 2");
    assertThat(verification.verify(List.of()).findings()).isEmpty();
    execute("alter table gateway.audit_record disable trigger append_only");
    execute("delete from gateway.audit_record where seq = 3");
    assertThat(verification.verify(List.of()).findings())
        .extracting(AuditVerification.Finding::kind, AuditVerification.Finding::seq)
        .containsExactly(org.assertj.core.groups.Tuple.tuple("removed", 3L));
  }

  private static void execute(String statement) throws SQLException {
    try (Connection connection = DATABASE.getConnection();
        Statement made = connection.createStatement()) {
      made.execute(statement);
    }
  }

  private static AuditRecord entry(String requestId) {
    return new AuditRecord(
        AuditRecord.Kind.REQUEST,
        Instant.now(),
        requestId,
        UUID.randomUUID(),
        "default",
        "POST",
        "/v1/chat/completions",
        "small",
        true,
        List.of("a\"b\\c", "d,e"),
        0,
        List.of(),
        1,
        2,
        200,
        null,
        new AuditRecord.Latency(
            Duration.ofMillis(3), Duration.ZERO, Duration.ZERO, Duration.ZERO, Duration.ZERO),
        null,
        null);
  }
}
