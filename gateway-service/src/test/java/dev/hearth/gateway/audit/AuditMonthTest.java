package dev.hearth.gateway.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** What happens to the tables of months while somebody reads, as a backup does for long. */
class AuditMonthTest {

  private static final int GATEWAYS = 6;
  private static final int MONTHS = 5;

  /** Longer than any lock is waited for, however slow the machine. */
  private static final Duration LONG = Duration.ofSeconds(60);

  private AuditDatabase database;
  private ExecutorService threads;

  @BeforeEach
  void start() throws IOException {
    database = new AuditDatabase();
    threads = Executors.newCachedThreadPool();
  }

  @AfterEach
  void stop() throws IOException {
    // The database first: a statement that waits does not heed an interruption.
    database.close();
    threads.close();
  }

  @Test
  void gatewaysThatBeginAMonthAtOnceAllKeepTheirRecords() throws Exception {
    CyclicBarrier together = new CyclicBarrier(GATEWAYS);
    List<Future<Integer>> writing = new ArrayList<>();
    for (int i = 0; i < GATEWAYS; i++) {
      AuditStore store = database.store();
      writing.add(threads.submit(() -> write(store, together)));
    }
    for (Future<Integer> one : writing) {
      one.get();
    }

    assertThat(records()).isEqualTo(GATEWAYS * MONTHS);
  }

  private static int write(AuditStore store, CyclicBarrier together) throws Exception {
    for (int month = 1; month <= MONTHS; month++) {
      together.await();
      store.write(List.of(AuditDatabase.entry("request")), AuditDatabase.inMonths(month));
    }
    return MONTHS;
  }

  @Test
  void theFirstRecordOfAMonthDoesNotWaitForWhoeverReads() throws Exception {
    AuditStore store = database.store();
    store.write(List.of(AuditDatabase.entry("before")));

    try (Connection reader = reader()) {
      inTime(() -> store.write(List.of(AuditDatabase.entry("new")), AuditDatabase.inMonths(3)));
      assertThat(reader.isClosed()).isFalse();
    }

    assertThat(records()).isEqualTo(2);
    // It is protected as the others are.
    for (String change : List.of("update %s set status = 1", "delete from %s", "truncate %s")) {
      String month =
          database
              .jdbc
              .sql(
                  "select tableoid::regclass::text from gateway.audit_record where at >= now() -"
                      + " interval '1 day' and request_id = 'new'")
              .query(String.class)
              .single();
      assertThatThrownBy(() -> database.jdbc.sql(change.formatted(month)).update())
          .as(change)
          .hasMessageContaining("append-only");
    }
  }

  @Test
  void thisMonthAndTheNextAreThereBeforeTheirRecords() {
    AuditMonths months = new AuditMonths(database.jdbc);
    try {
      Instant later = AuditDatabase.inMonths(7);
      months.provide(later);
      months.provide(later);

      assertThat(tables()).contains(table(7), table(8));
      assertThat(
              database
                  .jdbc
                  .sql(
                      "select 'gateway.' || tablename from pg_indexes"
                          + " where indexdef like '%(key_id, recorded_at)'")
                  .query(String.class)
                  .list())
          .as("an index for what one key did")
          .contains(table(7), table(8));
    } finally {
      months.destroy();
    }
  }

  @Test
  void aMonthThatCannotBeDeletedNowHoldsUpNobodyAndIsDeletedLater() throws Exception {
    AuditRetention retention = retention();
    AuditStore store = database.store();
    Instant later = AuditDatabase.inMonths(1);
    store.write(List.of(AuditDatabase.entry("old")));
    store.write(List.of(AuditDatabase.entry("new")), later);
    Instant afterwards = later.plus(Duration.ofDays(31));
    try {
      try (Connection reader = reader()) {
        Future<?> deleting = threads.submit(() -> retention.delete(afterwards));
        inTime(
            () -> {
              do {
                store.write(List.of(AuditDatabase.entry("meanwhile")), later);
              } while (!deleting.isDone());
            });
        assertThatThrownBy(deleting::get)
            .hasCauseInstanceOf(DataAccessException.class)
            .hasMessageContaining("lock timeout");
        assertThat(reader.isClosed()).isFalse();
      }
      assertThat(tables()).contains(table(0));
      assertThat(database.verification().verify(List.of()).findings()).isEmpty();

      assertThat(retention.delete(afterwards)).hasSize(1);
      assertThat(tables()).doesNotContain(table(0));
      assertThat(database.verification().verify(List.of()).findings()).isEmpty();
    } finally {
      retention.destroy();
    }
  }

  @Test
  void aRecordOfAChainThatDoesNotExistDoesNotKeepAMonthFromBeingDeleted() throws Exception {
    AuditRetention retention = retention();
    try {
      database.store().write(List.of(AuditDatabase.entry("old")));
      database.jdbc.sql("create table forged as select * from gateway.audit_record").update();
      database.jdbc.sql("update forged set chain = 999").update();
      database.jdbc.sql("insert into gateway.audit_record select * from forged").update();

      assertThat(retention.delete(AuditDatabase.inMonths(3))).isNotEmpty();
    } finally {
      retention.destroy();
    }
  }

  private AuditRetention retention() {
    return new AuditRetention(
        database.jdbc,
        new TransactionTemplate(new JdbcTransactionManager(database.source)),
        database.seal,
        database.properties);
  }

  /** Somebody who has read and is not at the end, as pg_dump holds all tables until it is. */
  private Connection reader() throws SQLException {
    Connection reader = database.source.getConnection();
    reader.setAutoCommit(false);
    try (Statement statement = reader.createStatement()) {
      statement.execute("lock table gateway.audit_record in access share mode");
    }
    return reader;
  }

  private void inTime(Writing writing) throws Exception {
    threads
        .submit(
            () -> {
              writing.run();
              return null;
            })
        .get(LONG.toSeconds(), TimeUnit.SECONDS);
  }

  private int records() {
    return database
        .jdbc
        .sql("select count(*) from gateway.audit_record")
        .query(Integer.class)
        .single();
  }

  private List<String> tables() {
    return database
        .jdbc
        .sql(
            "select inhrelid::regclass::text from pg_inherits"
                + " where inhparent = 'gateway.audit_record'::regclass")
        .query(String.class)
        .list();
  }

  private static String table(int months) {
    return "gateway.audit_record_"
        + AuditDatabase.inMonths(months).toString().substring(0, 7).replace('-', '_');
  }

  private interface Writing {
    void run() throws SQLException;
  }
}
