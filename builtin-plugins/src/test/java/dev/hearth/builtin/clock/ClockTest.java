package dev.hearth.builtin.clock;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hearth.builtin.BadRequest;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ClockTest {

  private final ClockController clock =
      new ClockController(Clock.fixed(Instant.parse("2025-03-14T22:15:30Z"), ZoneOffset.UTC));

  @Test
  void tellsTheTimeOfAZoneOrCity() {
    assertThat(clock.now("UTC"))
        .isEqualTo(new ClockController.Moment("2025-03-14", "22:15:30", "Friday", "UTC", "+00:00"));
    assertThat(clock.now("Europe/Berlin").time()).isEqualTo("23:15:30");
    assertThat(clock.now("tokyo").date()).isEqualTo("2025-03-15");
    assertThat(clock.now("New York").zone()).isEqualTo("America/New_York");
    assertThat(clock.now("UTC+2").offset()).isEqualTo("+02:00");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          2025-01-01       | 2025-12-25        | 358 days
          today            | 2025-03-15        | 1 day
          2025-03-14       | yesterday         | -1 day
          March 14, 2025   | 1st April 2025    | 18 days
          2024-02-28       | 2024-03-01        | 2 days
          14.3.2025        | 2025/03/14        | 0 days
          """)
  void countsDays(String from, String to, String expected) {
    assertThat(clock.difference(from, to).result()).isEqualTo(expected);
  }

  @Test
  void tellsALongDifferenceInYearsMonthsAndDays() {
    assertThat(clock.difference("2020-02-29", "2025-03-14").period()).isEqualTo("5 years, 14 days");
    assertThat(clock.difference("2025-03-14T10:00", "2025-03-14T12:30").hours()).isEqualTo("2.50");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          2025-01-31       | 1    | months  | 2025-02-28       | Friday
          today            | 30   | days    | 2025-04-13       | Sunday
          2025-03-14       | -2   | week    | 2025-02-28       | Friday
          2024-02-29       | 1    | year    | 2025-02-28       | Friday
          2025-03-14T22:00 | 3    | hours   | 2025-03-15T01:00 | Saturday
          """)
  void addsToADate(String date, long amount, String unit, String expected, String weekday) {
    assertThat(clock.add(date, amount, unit))
        .isEqualTo(new ClockController.Result(expected, weekday));
  }

  @Test
  void convertsBetweenZonesOverDaylightSaving() {
    assertThat(clock.convert("2025-07-01T15:30", "New York", "London").time()).isEqualTo("20:30");
    assertThat(clock.convert("2025-03-14T15:30", "New York", "London").time()).isEqualTo("19:30");
    assertThat(clock.convert("3:30 PM", "UTC", "Asia/Kolkata").time()).isEqualTo("21:00");
  }

  @ParameterizedTest
  @ValueSource(strings = {"03/04/2025", "soon", "2025-02-30", "25:99"})
  void refusesWhatItWouldHaveToGuess(String date) {
    assertThatThrownBy(() -> clock.difference("today", date))
        .isInstanceOf(BadRequest.class)
        .hasMessageContaining("2025-12-24");
  }

  @Test
  void namesAnUnknownZone() {
    assertThatThrownBy(() -> clock.now("Atlantis"))
        .isInstanceOf(BadRequest.class)
        .hasMessageContaining("Atlantis");
  }
}
