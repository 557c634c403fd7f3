package dev.hearth.gateway.audit;

import dev.hearth.base.ServiceProperties;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.List;
import java.util.UUID;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.springframework.boot.jdbc.autoconfigure.JdbcConnectionDetails;
import org.springframework.jdbc.core.simple.JdbcClient;

/** A real PostgreSQL with the gateway's tables, and the parts that use it. */
final class AuditDatabase implements AutoCloseable {

  private static final String NAME = "postgres";

  private final EmbeddedPostgres postgres;
  private final AuditReading reading;
  final DataSource source;
  final JdbcClient jdbc;
  final AuditProperties properties = properties(Duration.ofMinutes(5));
  final AuditSeal seal =
      new AuditSeal(properties, new ServiceProperties("0".repeat(32), Duration.ofSeconds(1)));

  AuditDatabase() throws IOException {
    postgres = EmbeddedPostgres.start();
    source = postgres.getPostgresDatabase();
    jdbc = JdbcClient.create(source);
    reading = reading(properties);
    Flyway.configure()
        .dataSource(source)
        .locations("classpath:db/gateway")
        .schemas("gateway")
        .defaultSchema("gateway")
        .load()
        .migrate();
  }

  static AuditProperties properties(Duration readTimeout) {
    return new AuditProperties(
        "a key of this test that is long enough",
        Duration.ofDays(30),
        10,
        10,
        Duration.ofSeconds(5),
        readTimeout);
  }

  AuditReading reading(AuditProperties with) {
    return new AuditReading(
        new JdbcConnectionDetails() {
          @Override
          public String getUsername() {
            return NAME;
          }

          @Override
          public String getPassword() {
            return "";
          }

          @Override
          public String getJdbcUrl() {
            return postgres.getJdbcUrl(NAME, NAME);
          }
        },
        with);
  }

  AuditStore store() {
    return new AuditStore(source, seal);
  }

  AuditVerification verification() {
    return new AuditVerification(reading, seal);
  }

  /** The beginning of the month that comes after so many. */
  static Instant inMonths(int months) {
    return YearMonth.now(ZoneOffset.UTC)
        .plusMonths(months)
        .atDay(1)
        .atStartOfDay()
        .toInstant(ZoneOffset.UTC);
  }

  static AuditRecord entry(String requestId) {
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

  @Override
  public void close() throws IOException {
    reading.destroy();
    postgres.close();
  }
}
