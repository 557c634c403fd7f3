package dev.hearth.contracts.moderation;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** What is done with a text, from the mildest to the strictest. */
public enum Action {
  /** Nothing was found. */
  ALLOW,
  /** Passed on, but recorded. */
  FLAG,
  /** Passed on with the found spans replaced. */
  REDACT,
  /** Not passed on. */
  BLOCK;

  /**
   * The constant with this lower-case name.
   *
   * @throws IllegalArgumentException if there is none
   */
  @JsonCreator
  public static Action of(String text) {
    for (Action value : values()) {
      if (value.text().equals(text)) {
        return value;
      }
    }
    throw new IllegalArgumentException("unknown action '" + text + "'");
  }

  /** The lower-case name on the wire. */
  @JsonValue
  public String text() {
    return name().toLowerCase(Locale.ROOT);
  }
}
