package dev.hearth.inference.loop;

import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.Month;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Dates as English text names them, and as parameters want them. */
final class Dates {

  private static final String MONTH =
      "(Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?|Aug(?:ust)?"
          + "|Sep(?:t(?:ember)?)?|Oct(?:ober)?|Nov(?:ember)?|Dec(?:ember)?)\\.?";

  /** A whole date. */
  static final Pattern NAMED =
      Pattern.compile(
          MONTH
              + " (\\d{1,2})(?:st|nd|rd|th)?,? (\\d{4})|(\\d{1,2})(?:st|nd|rd|th)?(?: of)? "
              + MONTH
              + ",? (\\d{4})|(\\d{4})[-/](\\d{1,2})[-/](\\d{1,2})");

  private static final int LETTERS = 3;

  private Dates() {}

  /**
   * A date in the form that a description shows or spells; as it stands where that says nothing or
   * the text is no date.
   */
  static String inFormOf(String text, String description) {
    Optional<LocalDate> date = read(text);
    Optional<String> form = form(description);
    return date.isPresent() && form.isPresent()
        ? date.get().format(DateTimeFormatter.ofPattern(form.get(), Locale.ROOT))
        : text;
  }

  private static Optional<String> form(String description) {
    if (description.matches("(?s).*(?:YYYY-MM-DD|yyyy-mm-dd|\\b\\d{4}-\\d{2}-\\d{2}\\b).*")) {
      return Optional.of("yyyy-MM-dd");
    }
    if (description.matches("(?s).*(?:MM/DD/YYYY|mm/dd/yyyy).*")) {
      return Optional.of("MM/dd/yyyy");
    }
    if (description.matches("(?s).*(?:DD/MM/YYYY|dd/mm/yyyy).*")) {
      return Optional.of("dd/MM/yyyy");
    }
    return description.matches("(?s).*(?:MM-DD-YYYY|mm-dd-yyyy).*")
        ? Optional.of("MM-dd-yyyy")
        : Optional.empty();
  }

  private static Optional<LocalDate> read(String text) {
    Matcher date = NAMED.matcher(text);
    if (!date.matches()) {
      return Optional.empty();
    }
    try {
      if (date.group(1) != null) {
        return Optional.of(date(date.group(3), month(date.group(1)), date.group(2)));
      }
      return date.group(5) != null
          ? Optional.of(date(date.group(6), month(date.group(5)), date.group(4)))
          : Optional.of(date(date.group(7), Integer.parseInt(date.group(8)), date.group(9)));
    } catch (DateTimeException noSuchDay) {
      return Optional.empty();
    }
  }

  private static LocalDate date(String year, int month, String day) {
    return LocalDate.of(Integer.parseInt(year), month, Integer.parseInt(day));
  }

  private static int month(String name) {
    for (Month month : Month.values()) {
      if (month.name().startsWith(name.substring(0, LETTERS).toUpperCase(Locale.ROOT))) {
        return month.getValue();
      }
    }
    throw new DateTimeException(name);
  }
}
