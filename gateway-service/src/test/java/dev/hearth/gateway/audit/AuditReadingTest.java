package dev.hearth.gateway.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;

class AuditReadingTest {

  /** On the server, too: it must not go on with what nobody waits for. */
  @Test
  void aStatementThatTakesTooLongIsEndedAndTheConnectionServesTheNext() throws Exception {
    try (AuditDatabase database = new AuditDatabase()) {
      AuditReading reading = database.reading(AuditDatabase.properties(Duration.ofSeconds(1)));
      try {
        JdbcClient jdbc = JdbcClient.create(reading.database());
        assertThatThrownBy(() -> jdbc.sql("select pg_sleep(600)").query((row, n) -> n).list())
            .isInstanceOf(DataAccessException.class)
            .hasMessageContaining("statement timeout");
        assertThat(
                database
                    .jdbc
                    .sql(
                        "select count(*) from pg_stat_activity where state = 'active'"
                            + " and query like '%pg_sleep(600)%' and pid <> pg_backend_pid()")
                    .query(Integer.class)
                    .single())
            .isZero();
        assertThat(jdbc.sql("select 1").query(Integer.class).single()).isEqualTo(1);
      } finally {
        reading.destroy();
      }
    }
  }

  @Test
  void aVerificationLooksUpWhichChainsThereAreAndDoesNotReadAllRecordsForIt() throws Exception {
    try (AuditDatabase database = new AuditDatabase()) {
      AuditStore store = database.store();
      for (int i = 0; i < 20; i++) {
        store.write(List.of(AuditDatabase.entry("one"), AuditDatabase.entry("two")));
      }
      database.jdbc.sql("create table forged as select * from gateway.audit_record").update();
      for (long chain : new long[] {Long.MIN_VALUE, -7, 0, 500, Long.MAX_VALUE}) {
        database.jdbc.sql("update forged set chain = ?").param(chain).update();
        database.jdbc.sql("insert into gateway.audit_record select * from forged").update();
      }

      AuditVerification.Result result = database.verification().verify(List.of());

      assertThat(result.records()).isEqualTo(40);
      assertThat(result.outside()).isEqualTo(5 * 40);
      assertThat(result.findings())
          .extracting(AuditVerification.Finding::chain)
          .containsExactly(Long.MIN_VALUE, -7L, 0L, 500L, Long.MAX_VALUE);
    }
  }
}
