package dev.hearth.gateway.policy;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** Whose requests are shed first when there are more than can be answered. */
public enum Priority {
  /** Shed first: batches, experiments. */
  LOW,
  /** Everything that says nothing else. */
  NORMAL,
  /** Shed last of all that is asked of {@code /v1}. */
  HIGH;

  /**
   * The constant with this lower-case name.
   *
   * @throws IllegalArgumentException if there is none
   */
  @JsonCreator
  public static Priority of(String text) {
    for (Priority value : values()) {
      if (value.text().equals(text)) {
        return value;
      }
    }
    throw new IllegalArgumentException("unknown priority '" + text + "'");
  }

  /** The lower-case name in JSON and in the database. */
  @JsonValue
  public String text() {
    return name().toLowerCase(Locale.ROOT);
  }
}
