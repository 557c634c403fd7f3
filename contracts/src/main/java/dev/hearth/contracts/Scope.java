package dev.hearth.contracts;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;

/** What an API key or token may do. */
public enum Scope {
  /** Ask models, embed, moderate, and call the team's plugins. */
  CHAT("chat"),
  /** Register, change and remove the team's plugins. */
  PLUGINS_WRITE("plugins:write"),
  /** Administer teams, keys, policies, and read usage and audit. */
  ADMIN("admin");

  private final String text;

  Scope(String text) {
    this.text = text;
  }

  /**
   * The scope with this name.
   *
   * @throws IllegalArgumentException if there is none
   */
  @JsonCreator
  public static Scope of(String text) {
    for (Scope scope : values()) {
      if (scope.text.equals(text)) {
        return scope;
      }
    }
    throw new IllegalArgumentException("unknown scope '" + text + "'");
  }

  /** The name on the wire, such as {@code plugins:write}. */
  @JsonValue
  public String text() {
    return text;
  }
}
