package dev.hearth.builtin.clock;

import dev.hearth.builtin.BadRequest;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.format.ResolverStyle;
import java.time.temporal.TemporalAccessor;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Reads dates and times as people write them. What can be read in two ways, such as 03/04/2025, is
 * refused rather than guessed.
 */
final class Dates {

  private static final List<DateTimeFormatter> DATES =
      List.of(
          DateTimeFormatter.ISO_LOCAL_DATE,
          pattern("uuuu/M/d"),
          pattern("uuuu-M-d"),
          pattern("d.M.uuuu"),
          pattern("MMMM d[,] uuuu"),
          pattern("MMM d[,] uuuu"),
          pattern("d[.] MMMM uuuu"),
          pattern("d MMM uuuu"));
  private static final List<DateTimeFormatter> TIMES =
      List.of(
          pattern("H:mm[:ss]"),
          pattern("h:mm[ ]a"),
          pattern("h[ ]a"),
          pattern("H'h'"),
          pattern("H.mm"));

  private final Clock clock;

  Dates(Clock clock) {
    this.clock = clock;
  }

  /**
   * The moment meant: a date is its midnight, a time is today's.
   *
   * @throws BadRequest if the text is neither
   */
  LocalDateTime read(String text) {
    String plain =
        text.strip().replaceAll("(?<=\\d)(?:st|nd|rd|th)\\b", "").replaceAll("\\s+", " ");
    LocalDate today = LocalDate.now(clock);
    return switch (plain.toLowerCase(Locale.ROOT)) {
      case "", "today" -> today.atStartOfDay();
      case "now" -> LocalDateTime.now(clock).withNano(0);
      case "tomorrow" -> today.plusDays(1).atStartOfDay();
      case "yesterday" -> today.minusDays(1).atStartOfDay();
      case "noon" -> today.atTime(LocalTime.NOON);
      default ->
          absolute(plain, today)
              .orElseThrow(
                  () ->
                      new BadRequest(
                          "cannot read '"
                              + text
                              + "'; send a date such as 2025-12-24 or a time such as 15:30"));
    };
  }

  private static Optional<LocalDateTime> absolute(String text, LocalDate today) {
    Optional<LocalDate> date = firstOf(DATES, text).map(LocalDate::from);
    if (date.isPresent()) {
      return date.map(LocalDate::atStartOfDay);
    }
    Optional<LocalTime> time = firstOf(TIMES, text).map(LocalTime::from);
    if (time.isPresent()) {
      return time.map(today::atTime);
    }
    int gap = Math.max(text.lastIndexOf('T'), text.indexOf(' '));
    Optional<LocalDateTime> both = dateAndTime(text, gap);
    if (both.isPresent()) {
      return both;
    }
    return parse(DateTimeFormatter.ISO_OFFSET_DATE_TIME, text)
        .map(OffsetDateTime::from)
        .map(OffsetDateTime::toLocalDateTime);
  }

  private static Optional<LocalDateTime> dateAndTime(String text, int firstGap) {
    for (int gap = firstGap; gap > 0; gap = text.indexOf(' ', gap + 1)) {
      Optional<LocalDate> date =
          firstOf(DATES, text.substring(0, gap).strip()).map(LocalDate::from);
      Optional<LocalTime> time =
          firstOf(TIMES, text.substring(gap + 1).strip()).map(LocalTime::from);
      if (date.isPresent() && time.isPresent()) {
        return Optional.of(date.get().atTime(time.get()));
      }
    }
    return Optional.empty();
  }

  private static Optional<TemporalAccessor> firstOf(List<DateTimeFormatter> formats, String text) {
    for (DateTimeFormatter format : formats) {
      Optional<TemporalAccessor> parsed = parse(format, text);
      if (parsed.isPresent()) {
        return parsed;
      }
    }
    return Optional.empty();
  }

  private static Optional<TemporalAccessor> parse(DateTimeFormatter format, String text) {
    try {
      return Optional.of(format.parse(text));
    } catch (DateTimeException notOfThisForm) {
      return Optional.empty();
    }
  }

  private static DateTimeFormatter pattern(String pattern) {
    return new DateTimeFormatterBuilder()
        .parseCaseInsensitive()
        .appendPattern(pattern)
        .toFormatter(Locale.ENGLISH)
        .withResolverStyle(ResolverStyle.STRICT);
  }
}
