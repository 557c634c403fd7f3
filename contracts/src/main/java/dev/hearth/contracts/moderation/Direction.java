package dev.hearth.contracts.moderation;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** Which way a text goes; policies differ by it. */
public enum Direction {
  /** From the caller to the model. */
  INPUT,
  /** From a tool to the model. */
  TOOL,
  /** From the model to the caller. */
  OUTPUT;

  /**
   * The constant with this lower-case name.
   *
   * @throws IllegalArgumentException if there is none
   */
  @JsonCreator
  public static Direction of(String text) {
    for (Direction value : values()) {
      if (value.text().equals(text)) {
        return value;
      }
    }
    throw new IllegalArgumentException("unknown direction '" + text + "'");
  }

  /** The lower-case name on the wire. */
  @JsonValue
  public String text() {
    return name().toLowerCase(Locale.ROOT);
  }
}
