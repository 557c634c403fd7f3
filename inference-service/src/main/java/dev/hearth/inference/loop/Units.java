package dev.hearth.inference.loop;

import java.util.List;
import java.util.Map;

/** What short signs of units stand for, as far as it says which parameter a number belongs to. */
final class Units {

  private static final Map<String, List<String>> WORDS =
      Map.ofEntries(
          Map.entry("$", List.of("dollars", "amount", "price", "cost", "money")),
          Map.entry("€", List.of("euros", "amount", "price", "cost", "money")),
          Map.entry("£", List.of("pounds", "amount", "price", "cost", "money")),
          Map.entry("%", List.of("percent", "percentage", "rate")),
          Map.entry("kg", List.of("kilograms", "weight", "mass")),
          Map.entry("g", List.of("grams", "weight", "mass")),
          Map.entry("lbs", List.of("pounds", "weight", "mass")),
          Map.entry("m", List.of("meters", "length", "distance")),
          Map.entry("km", List.of("kilometers", "distance")),
          Map.entry("cm", List.of("centimeters", "length")),
          Map.entry("mm", List.of("millimeters", "length")),
          Map.entry("s", List.of("seconds", "time")),
          Map.entry("ms", List.of("milliseconds", "time")),
          Map.entry("h", List.of("hours", "time")),
          Map.entry("K", List.of("kelvin", "temperature")),
          Map.entry("C", List.of("celsius", "temperature")),
          Map.entry("F", List.of("fahrenheit", "temperature")),
          Map.entry("J", List.of("joules", "energy", "heat")),
          Map.entry("W", List.of("watts", "power")),
          Map.entry("V", List.of("volts", "voltage")),
          Map.entry("A", List.of("amperes", "current")),
          Map.entry("N", List.of("newtons", "force")),
          Map.entry("Pa", List.of("pascals", "pressure")),
          Map.entry("Hz", List.of("hertz", "frequency")),
          Map.entry("years", List.of("time", "period", "duration")),
          Map.entry("year", List.of("time", "period", "duration")),
          Map.entry("months", List.of("time", "period", "duration")),
          Map.entry("days", List.of("time", "period", "duration")),
          Map.entry("hours", List.of("time", "period", "duration")),
          Map.entry("minutes", List.of("time", "period", "duration")),
          Map.entry("seconds", List.of("time", "period", "duration")),
          Map.entry("dollars", List.of("amount", "price", "money")),
          Map.entry("kilograms", List.of("weight", "mass")),
          Map.entry("meters", List.of("length", "distance")),
          Map.entry("feet", List.of("length", "distance")),
          Map.entry("miles", List.of("distance")),
          Map.entry("kilometers", List.of("distance")));

  private Units() {}

  /** What a unit measures; empty for what is none. */
  static List<String> words(String unit) {
    return WORDS.getOrDefault(unit, List.of());
  }
}
