package dev.hearth.builtin.clock;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.hearth.builtin.BadRequest;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.Period;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.TextStyle;
import java.time.temporal.ChronoUnit;
import java.time.zone.ZoneRulesException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** The clock's operations; its manifest and OpenAPI document are static resources. */
@RestController
@RequestMapping("/clock")
class ClockController {

  private final Clock clock;
  private final Zones zones = new Zones();

  ClockController(Clock clock) {
    this.clock = clock;
  }

  @GetMapping("/now")
  Moment now(@RequestParam(defaultValue = "UTC") String zone) {
    return Moment.of(ZonedDateTime.now(clock.withZone(zones.find(zone))));
  }

  @GetMapping("/difference")
  Difference difference(
      @RequestParam(defaultValue = "today") String from, @RequestParam String to) {
    LocalDateTime start = dates().read(from);
    LocalDateTime end = dates().read(to);
    long days = ChronoUnit.DAYS.between(start.toLocalDate(), end.toLocalDate());
    boolean timed = !isMidnight(start) || !isMidnight(end);
    return new Difference(
        plural(days, "day"),
        inWords(start.toLocalDate(), end.toLocalDate()),
        timed
            ? String.format(Locale.ROOT, "%.2f", ChronoUnit.MINUTES.between(start, end) / 60.0)
            : null);
  }

  @GetMapping("/add")
  Result add(
      @RequestParam(defaultValue = "today") String date,
      @RequestParam long amount,
      @RequestParam String unit) {
    LocalDateTime start = dates().read(date);
    if (Math.abs(amount) > 1_000_000) {
      throw new BadRequest("the amount must lie between -1000000 and 1000000");
    }
    String asked = unit.strip().toLowerCase(Locale.ROOT);
    LocalDateTime end =
        switch (asked.endsWith("s") ? asked.substring(0, asked.length() - 1) : asked) {
          case "minute" -> start.plusMinutes(amount);
          case "hour" -> start.plusHours(amount);
          case "day" -> start.plusDays(amount);
          case "week" -> start.plusWeeks(amount);
          case "month" -> start.plusMonths(amount);
          case "year" -> start.plusYears(amount);
          default ->
              throw new BadRequest(
                  "the unit '"
                      + unit
                      + "' is not one of minutes, hours, days, weeks, months, years");
        };
    return new Result(
        isMidnight(end) ? end.toLocalDate().toString() : end.toString(), dayOfWeek(end));
  }

  @GetMapping("/convert")
  Moment convert(@RequestParam String time, @RequestParam String from, @RequestParam String to) {
    ZoneId source = zones.find(from);
    ZoneId target = zones.find(to);
    LocalDateTime local = new Dates(clock.withZone(source)).read(time);
    return Moment.of(local.atZone(source).withZoneSameInstant(target));
  }

  private Dates dates() {
    return new Dates(clock);
  }

  private static boolean isMidnight(LocalDateTime moment) {
    return moment.toLocalTime().equals(LocalTime.MIDNIGHT);
  }

  private static String dayOfWeek(LocalDateTime moment) {
    return moment.getDayOfWeek().getDisplayName(TextStyle.FULL, Locale.ENGLISH);
  }

  private static @Nullable String inWords(LocalDate from, LocalDate to) {
    Period period = from.isBefore(to) ? Period.between(from, to) : Period.between(to, from);
    if (period.getYears() == 0 && period.getMonths() == 0) {
      return null;
    }
    List<String> parts = new ArrayList<>();
    addPart(parts, period.getYears(), "year");
    addPart(parts, period.getMonths(), "month");
    addPart(parts, period.getDays(), "day");
    return String.join(", ", parts);
  }

  private static void addPart(List<String> parts, int count, String unit) {
    if (count != 0) {
      parts.add(plural(count, unit));
    }
  }

  private static String plural(long count, String unit) {
    return count + " " + unit + (Math.abs(count) == 1 ? "" : "s");
  }

  /** A moment as a clock on the wall shows it. */
  record Moment(String date, String time, String weekday, String zone, String offset) {
    static Moment of(ZonedDateTime moment) {
      return new Moment(
          moment.toLocalDate().toString(),
          moment.toLocalTime().truncatedTo(ChronoUnit.SECONDS).toString(),
          dayOfWeek(moment.toLocalDateTime()),
          moment.getZone().getId(),
          moment.getOffset().equals(ZoneOffset.UTC) ? "+00:00" : moment.getOffset().getId());
    }
  }

  /**
   * The time between two dates.
   *
   * @param result whole days, negative if the second date is the earlier one
   * @param period the same in years, months and days, where it is a month or more
   * @param hours given only where one of the dates has a time of day
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  record Difference(String result, @Nullable String period, @Nullable String hours) {}

  /** A date and the day of the week it falls on. */
  record Result(String result, String weekday) {}

  /** Finds zones by identifier, offset or city. */
  private static final class Zones {

    ZoneId find(String name) {
      String wanted = name.strip();
      try {
        return ZoneId.of(wanted, ZoneId.SHORT_IDS);
      } catch (ZoneRulesException unknown) {
        return byCity(name);
      } catch (DateTimeException malformed) {
        return byCity(name);
      }
    }

    private static ZoneId byCity(String name) {
      String wanted = name.strip().toLowerCase(Locale.ROOT).replaceAll("[,;].*$", "");
      String key = wanted.replaceAll("\\s+(?:time|time zone|timezone)$", "").replace(' ', '_');
      for (String id : ZoneId.getAvailableZoneIds().stream().sorted().toList()) {
        String lower = id.toLowerCase(Locale.ROOT);
        if (lower.equals(key) || lower.endsWith("/" + key)) {
          return ZoneId.of(id);
        }
      }
      throw new BadRequest(
          "the time zone '"
              + name
              + "' is not known; send a name such as Europe/Berlin, a large city, or an offset such"
              + " as UTC+2");
    }
  }
}
