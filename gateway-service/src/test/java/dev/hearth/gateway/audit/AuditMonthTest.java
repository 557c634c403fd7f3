package dev.hearth.gateway.audit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.base.ServiceProperties;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.time.Duration;
import java.time.Instant;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;

class AuditMonthTest {

  private static final int GATEWAYS = 6;
  private static final int MONTHS = 5;

  private static final AuditProperties PROPERTIES =
      new AuditProperties(
          "a key of this test that is long enough",
          Duration.ofDays(30),
          10,
          10,
          Duration.ofSeconds(5),
          Duration.ofMinutes(5));

  @Test
  void gatewaysThatBeginAMonthAtOnceAllKeepTheirRecords() throws Exception {
    try (EmbeddedPostgres postgres = EmbeddedPostgres.start();
        ExecutorService gateways = Executors.newFixedThreadPool(GATEWAYS)) {
      DataSource database = postgres.getPostgresDatabase();
      Flyway.configure()
          .dataSource(database)
          .locations("classpath:db/gateway")
          .schemas("gateway")
          .defaultSchema("gateway")
          .load()
          .migrate();
      AuditSeal seal =
          new AuditSeal(PROPERTIES, new ServiceProperties("0".repeat(32), Duration.ofSeconds(1)));
      CyclicBarrier together = new CyclicBarrier(GATEWAYS);
      List<Future<Integer>> writing = new ArrayList<>();
      for (int i = 0; i < GATEWAYS; i++) {
        AuditStore store = new AuditStore(database, seal);
        writing.add(gateways.submit(() -> write(store, together)));
      }
      for (Future<Integer> one : writing) {
        one.get();
      }

      assertThat(
              JdbcClient.create(database)
                  .sql("select count(*) from gateway.audit_record")
                  .query(Integer.class)
                  .single())
          .isEqualTo(GATEWAYS * MONTHS);
    }
  }

  private static int write(AuditStore store, CyclicBarrier together) throws Exception {
    for (int month = 1; month <= MONTHS; month++) {
      Instant at =
          YearMonth.now(ZoneOffset.UTC)
              .plusMonths(month)
              .atDay(1)
              .atStartOfDay()
              .toInstant(ZoneOffset.UTC);
      together.await();
      store.write(List.of(entry("request")), at);
    }
    return MONTHS;
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
