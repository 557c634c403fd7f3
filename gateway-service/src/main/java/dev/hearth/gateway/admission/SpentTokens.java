package dev.hearth.gateway.admission;

import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * What was spent of days and months, from the sums beside the audit records: the memory of the
 * counters, which forget. Every answered request has its record before its answer ends, so at most
 * what was set aside for requests in flight is missing. Thread-safe; blocks on the database.
 */
@Component
class SpentTokens {

  private static final String SUMS =
      "select coalesce(sum(prompt_tokens + completion_tokens) filter (where day >= :day), 0) as"
          + " day, coalesce(sum(prompt_tokens + completion_tokens), 0) as month from"
          + " gateway.usage_day where day >= :month and ";

  private final JdbcClient jdbc;

  SpentTokens(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  /** Whose records are counted. */
  sealed interface Account {

    /** One key's. */
    record Key(UUID id) implements Account {}

    /** All of a team's. */
    record Team(String name) implements Account {}
  }

  /** Tokens spent. */
  record Spent(long day, long month) {}

  /** What this account has spent of these periods. */
  Spent of(Account account, Period period) {
    JdbcClient.StatementSpec statement =
        switch (account) {
          case Account.Key key -> jdbc.sql(SUMS + "key_id = :account").param("account", key.id());
          case Account.Team team ->
              jdbc.sql(SUMS + "team = :account").param("account", team.name());
        };
    return statement
        .param("day", LocalDate.ofInstant(period.dayStart(), ZoneOffset.UTC))
        .param("month", LocalDate.ofInstant(period.monthStart(), ZoneOffset.UTC))
        .query((row, number) -> new Spent(row.getLong("day"), row.getLong("month")))
        .single();
  }
}
