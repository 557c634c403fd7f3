package dev.hearth.gateway.audit;

import java.time.Duration;
import java.time.Instant;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.TransactionException;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Deletes records whose time is over, a whole month at once, as soon as the month's last day is.
 * What remains of a chain stays verifiable: a sealed checkpoint says where it begins. Thread-safe;
 * several gateways may try at the same time.
 */
@Component
final class AuditRetention implements DisposableBean {

  private static final Logger log = LoggerFactory.getLogger(AuditRetention.class);
  private static final Duration PERIOD = Duration.ofHours(1);
  private static final DateTimeFormatter MONTH = DateTimeFormatter.ofPattern("uuuu_MM");
  private static final String PREFIX = "audit_record_";

  /**
   * A drop waits for all who use the records, and all who come meanwhile wait behind it. So it
   * waits about as long as a batch takes to commit; whoever reads for longer is let finish.
   */
  private static final String HURRY = "set local lock_timeout = '200ms'";

  private final JdbcClient jdbc;
  private final TransactionTemplate transaction;
  private final AuditSeal seal;
  private final Duration retention;
  private final ScheduledExecutorService clock =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().name("audit-retention").daemon().factory());

  private final @Nullable Future<?> running;

  AuditRetention(
      JdbcClient jdbc,
      TransactionTemplate transaction,
      AuditSeal seal,
      AuditProperties properties) {
    this.jdbc = jdbc;
    this.transaction = transaction;
    this.seal = seal;
    retention = properties.retention();
    if (retention.isZero()) {
      running = null;
    } else {
      running =
          clock.scheduleWithFixedDelay(
              this::deleteQuietly, PERIOD.toSeconds() / 60, PERIOD.toSeconds(), TimeUnit.SECONDS);
    }
  }

  private void deleteQuietly() {
    try {
      delete(Instant.now());
    } catch (DataAccessException | TransactionException failure) {
      log.warn("old audit records could not be deleted; tried again in an hour", failure);
    }
  }

  /**
   * Deletes the months that are over.
   *
   * @return those that were deleted
   * @throws DataAccessException if one cannot be deleted now, because somebody reads, for example
   */
  List<YearMonth> delete(Instant now) {
    YearMonth first = YearMonth.from(now.minus(retention).atOffset(ZoneOffset.UTC));
    List<YearMonth> deleted = new ArrayList<>();
    for (YearMonth month : months()) {
      if (month.isBefore(first)) {
        transaction.executeWithoutResult(status -> delete(month));
        log.info("the audit records of {} were deleted", month);
        deleted.add(month);
      }
    }
    return deleted;
  }

  private List<YearMonth> months() {
    return jdbc
        .sql(
            "select c.relname from pg_inherits i join pg_class c on c.oid = i.inhrelid"
                + " where i.inhparent = 'gateway.audit_record'::regclass order by c.relname")
        .query(String.class)
        .list()
        .stream()
        .map(name -> YearMonth.parse(name.substring(PREFIX.length()), MONTH))
        .toList();
  }

  private void delete(YearMonth month) {
    String table = "gateway." + PREFIX + month.format(MONTH);
    jdbc.sql(HURRY).update();
    jdbc.sql("lock table gateway.audit_checkpoint in exclusive mode").update();
    if (jdbc.sql("select to_regclass(:name) is null")
        .param("name", table)
        .query(Boolean.class)
        .single()) {
      return;
    }
    AuditSeal.Sealer sealer = seal.sealer();
    // What each chain ends with there, looked up in the index: of the month nothing else is read.
    List<Last> lasts =
        jdbc.sql(
                """
                select c.number as chain, l.seq, l.mac
                from gateway.audit_chain c cross join lateral
                  (select seq, mac from %s where chain = c.number order by seq desc limit 1) l
                where c.number > 0
                """
                    .formatted(table))
            .query(
                (row, number) ->
                    new Last(
                        row.getLong("chain"), row.getLong("seq"), new Sealed(row.getBytes("mac"))))
            .list();
    for (Last last : lasts) {
      jdbc.sql(
              "insert into gateway.audit_checkpoint (chain, seq, mac, seal)"
                  + " values (:chain, :seq, :mac, :seal) on conflict (chain) do update"
                  + " set seq = excluded.seq, mac = excluded.mac, seal = excluded.seal,"
                  + " deleted_at = now()")
          .param("chain", last.chain())
          .param("seq", last.seq())
          .param("mac", last.mac().bytes())
          .param("seal", sealer.mark("checkpoint", last.chain(), last.seq(), last.mac()).bytes())
          .update();
    }
    jdbc.sql("drop table " + table).update();
  }

  @Override
  public void destroy() {
    if (running != null) {
      running.cancel(true);
    }
    clock.shutdownNow();
  }

  private record Last(long chain, long seq, Sealed mac) {}
}
