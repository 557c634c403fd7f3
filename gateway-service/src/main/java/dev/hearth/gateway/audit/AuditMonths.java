package dev.hearth.gateway.audit;

import java.time.Duration;
import java.time.Instant;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * Makes the tables of this month and the next, so that no record waits for one. Thread-safe;
 * several gateways may try at the same time.
 */
@Component
final class AuditMonths implements DisposableBean {

  private static final Logger log = LoggerFactory.getLogger(AuditMonths.class);
  private static final Duration PERIOD = Duration.ofHours(1);

  /** Makes the table of the month that this time is in, if it is missing. */
  static final String PROVIDE = "select gateway.audit_month(?)";

  private final JdbcClient jdbc;
  private final ScheduledExecutorService clock =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().name("audit-months").daemon().factory());

  AuditMonths(JdbcClient jdbc) {
    this.jdbc = jdbc;
    var _ =
        clock.scheduleWithFixedDelay(this::provideQuietly, 0, PERIOD.toSeconds(), TimeUnit.SECONDS);
  }

  private void provideQuietly() {
    try {
      provide(Instant.now());
    } catch (DataAccessException failure) {
      log.warn("the tables of audit records could not be made; tried again in an hour", failure);
    }
  }

  /** Makes what is missing at this time. */
  void provide(Instant now) {
    YearMonth month = YearMonth.from(now.atOffset(ZoneOffset.UTC));
    for (YearMonth one : List.of(month, month.plusMonths(1))) {
      jdbc.sql(PROVIDE)
          .param(one.atDay(1).atStartOfDay().atOffset(ZoneOffset.UTC))
          .query((row, number) -> one)
          .list();
    }
  }

  @Override
  public void destroy() {
    clock.shutdownNow();
  }
}
