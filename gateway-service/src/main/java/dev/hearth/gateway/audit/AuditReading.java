package dev.hearth.gateway.audit;

import com.zaxxer.hikari.HikariDataSource;
import java.time.Duration;
import javax.sql.DataSource;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.boot.jdbc.autoconfigure.JdbcConnectionDetails;
import org.springframework.stereotype.Component;

/**
 * The database for whoever reads records in bulk: a few connections of its own, so that no request
 * waits for one, and patience for what takes longer than a request may. Thread-safe.
 */
@Component
final class AuditReading implements DisposableBean {

  private static final int CONNECTIONS = 4;
  private static final int CONNECT_SECONDS = 3;

  /**
   * The server ends a statement before the client stops listening, so that none goes on unheard.
   */
  private static final Duration GRACE = Duration.ofSeconds(10);

  private final HikariDataSource database = new HikariDataSource();

  AuditReading(JdbcConnectionDetails details, AuditProperties properties) {
    Duration timeout = properties.readTimeout();
    database.setPoolName("audit-reading");
    database.setJdbcUrl(details.getJdbcUrl());
    database.setUsername(details.getUsername());
    database.setPassword(details.getPassword());
    database.setMaximumPoolSize(CONNECTIONS);
    database.setMinimumIdle(0);
    database.setConnectionTimeout(Duration.ofSeconds(CONNECT_SECONDS).toMillis());
    // Whether there is a database is found out by those who write.
    database.setInitializationFailTimeout(-1);
    database.setConnectionInitSql("set statement_timeout = " + timeout.toMillis());
    database.addDataSourceProperty("connectTimeout", CONNECT_SECONDS);
    database.addDataSourceProperty("socketTimeout", timeout.plus(GRACE).toSeconds());
  }

  DataSource database() {
    return database;
  }

  @Override
  public void destroy() {
    database.close();
  }
}
