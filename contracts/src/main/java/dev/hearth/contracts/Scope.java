package dev.hearth.contracts;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Arrays;
import java.util.Optional;

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
    return find(text)
        .orElseThrow(() -> new IllegalArgumentException("unknown scope '" + text + "'"));
  }

  /** The scope with this name, if there is one. */
  public static Optional<Scope> find(String text) {
    return Arrays.stream(values()).filter(scope -> scope.text.equals(text)).findFirst();
  }

  /** The name on the wire, such as {@code plugins:write}. */
  @JsonValue
  public String text() {
    return text;
  }
}
