package dev.hearth.gateway.admission;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;

/**
 * A calendar day and its month, in UTC, as numbers that only grow.
 *
 * @param day days since 1970
 * @param month months since the year 0
 */
record Period(long day, long month) {

  static Period of(Instant time) {
    LocalDate date = time.atZone(ZoneOffset.UTC).toLocalDate();
    return new Period(date.toEpochDay(), date.getYear() * 12L + date.getMonthValue() - 1);
  }

  Instant dayStart() {
    return LocalDate.ofEpochDay(day).atStartOfDay(ZoneOffset.UTC).toInstant();
  }

  Instant monthStart() {
    return firstOf(month);
  }

  Duration untilNextDay(Instant now) {
    return Duration.between(
        now, LocalDate.ofEpochDay(day + 1).atStartOfDay(ZoneOffset.UTC).toInstant());
  }

  Duration untilNextMonth(Instant now) {
    return Duration.between(now, firstOf(month + 1));
  }

  private static Instant firstOf(long month) {
    return LocalDate.of(
            Math.toIntExact(Math.floorDiv(month, 12L)),
            Math.toIntExact(Math.floorMod(month, 12L)) + 1,
            1)
        .atStartOfDay(ZoneOffset.UTC)
        .toInstant();
  }
}
