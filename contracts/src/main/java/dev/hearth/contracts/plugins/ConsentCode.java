package dev.hearth.contracts.plugins;

import org.jspecify.annotations.Nullable;

/**
 * What an authorization server sent a person back with (RFC 6749, 4.1.2).
 *
 * @param state names the consent that was begun; good for one time
 * @param code becomes tokens; null if the person refused
 * @param error why there is no code, or null
 * @param browser the secret of the browser that came back; null if it has none
 */
public record ConsentCode(
    String state, @Nullable String code, @Nullable String error, @Nullable String browser) {

  /**
   * What came of it.
   *
   * @param plugin the plugin's name
   */
  public record Given(String plugin) {}

  @Override
  public String toString() {
    return "ConsentCode[…]";
  }
}
