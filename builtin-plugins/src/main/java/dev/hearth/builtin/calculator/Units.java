package dev.hearth.builtin.calculator;

import dev.hearth.builtin.BadRequest;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Converts between units of measure by the exact factors of {@code units.csv}. Immutable. */
final class Units {

  private static final Pattern IN_WORDS =
      Pattern.compile(
          "(?i)^\\s*(?:please\\s+)?(?:convert|what\\s+is|how\\s+much\\s+is)?\\s*"
              + "(-?[\\d.,]+(?:e[-+]?\\d+)?)\\s*([^\\d\\s][^\\d]*?)\\s+(?:in|to|into|as)\\s+([^\\d]+?)[\\s?.]*$");

  private final Map<String, Unit> units = new HashMap<>();

  private Units() {}

  /** Reads the table. */
  static Units load() {
    Units table = new Units();
    try (InputStream resource = Units.class.getResourceAsStream("units.csv");
        BufferedReader lines =
            new BufferedReader(
                new InputStreamReader(
                    Objects.requireNonNull(resource, "units.csv"), StandardCharsets.UTF_8))) {
      lines.lines().filter(line -> !line.startsWith("#")).forEach(table::add);
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
    return table;
  }

  private void add(String line) {
    String[] columns = line.split(";", -1);
    String[] fraction = columns[1].split("/", -1);
    Unit unit =
        new Unit(
            columns[0],
            columns[3],
            new BigDecimal(fraction[0]),
            fraction.length == 2 ? new BigDecimal(fraction[1]) : BigDecimal.ONE,
            new BigDecimal(columns[2]));
    put(unit.symbol(), unit);
    for (String name : columns[4].split(",", -1)) {
      if (!name.isEmpty()) {
        put(name, unit);
      }
    }
  }

  private void put(String name, Unit unit) {
    if (units.put(name, unit) != null) {
      throw new IllegalStateException("units.csv names '" + name + "' twice");
    }
  }

  /** Converts, exactly where the quotient of the factors is a decimal fraction. */
  Value convert(BigDecimal value, String from, String to) {
    Unit source = unit(from);
    Unit target = unit(to);
    if (!source.dimension().equals(target.dimension())) {
      throw new BadRequest(
          "%s is a %s and %s is a %s: they cannot be converted into each other"
              .formatted(from, source.dimension(), to, target.dimension()));
    }
    Numbers numbers = new Numbers();
    BigDecimal base =
        numbers.multiply(
            numbers.add(value, source.offset()),
            numbers.multiply(source.numerator(), target.denominator()));
    BigDecimal divisor = numbers.multiply(source.denominator(), target.numerator());
    BigDecimal result = numbers.subtract(numbers.divide(base, divisor), target.offset());
    return Value.of(result, numbers.exact(), target.symbol());
  }

  /** Converts "5 miles in km"; empty if the text is nothing of the kind. */
  Optional<Value> convertInWords(String text) {
    Matcher words = IN_WORDS.matcher(text);
    if (text.length() > 100 || !words.matches()) {
      return Optional.empty();
    }
    Unit source = find(words.group(2));
    Unit target = find(words.group(3));
    if (source == null || target == null) {
      return Optional.empty();
    }
    BigDecimal value = new Numbers().literal(words.group(1).replace(",", ""));
    return Optional.of(convert(value, words.group(2), words.group(3)));
  }

  private Unit unit(String name) {
    Unit unit = find(name);
    if (unit == null) {
      TreeSet<String> symbols = new TreeSet<>();
      units.values().forEach(known -> symbols.add(known.symbol()));
      throw new BadRequest(
          "the unit '" + name + "' is not known; known are " + String.join(", ", symbols));
    }
    return unit;
  }

  private @Nullable Unit find(String name) {
    String exact = name.strip().replaceAll("\\s+", " ");
    String lower = exact.toLowerCase(Locale.ROOT).replaceFirst("^(?:degrees?|deg\\.?) +", "");
    String singular = lower.endsWith("s") ? lower.substring(0, lower.length() - 1) : lower;
    // The symbol as written first: MB and Mbit, b and B, differ by case alone.
    for (String candidate : List.of(exact, lower, singular)) {
      Unit unit = units.get(candidate);
      if (unit != null) {
        return unit;
      }
    }
    for (Map.Entry<String, Unit> entry : units.entrySet()) {
      if (entry.getKey().equalsIgnoreCase(lower)) {
        return entry.getValue();
      }
    }
    return null;
  }

  /**
   * A unit.
   *
   * @param numerator with {@code denominator}: the factor to the dimension's base unit
   * @param offset added before the factor applies
   */
  private record Unit(
      String dimension,
      String symbol,
      BigDecimal numerator,
      BigDecimal denominator,
      BigDecimal offset) {}
}
