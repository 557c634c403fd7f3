package dev.hearth.gateway.audit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

class AuditRetentionTest {

  private AuditDatabase database;

  @BeforeEach
  void start() throws IOException {
    database = new AuditDatabase();
  }

  @AfterEach
  void stop() throws IOException {
    database.close();
  }

  @Test
  void aMonthThatIsOverIsDeletedAndWhatRemainsOfTheChainStaysVerifiable() throws SQLException {
    AuditRetention retention =
        new AuditRetention(
            database.jdbc,
            new TransactionTemplate(new JdbcTransactionManager(database.source)),
            database.seal,
            database.properties);
    AuditVerification verification = database.verification();
    AuditStore store = database.store();
    store.write(List.of(AuditDatabase.entry("old"), AuditDatabase.entry("old")));
    // What the clock does in months: the records that follow belong to the next one.
    YearMonth month = YearMonth.now(ZoneOffset.UTC);
    Instant later = month.plusMonths(1).atDay(2).atStartOfDay().toInstant(ZoneOffset.UTC);
    store.write(
        List.of(AuditDatabase.entry("new"), AuditDatabase.entry("new"), AuditDatabase.entry("new")),
        later);

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
    retention.destroy();
  }

  private void execute(String statement) {
    database.jdbc.sql(statement).update();
  }
}
