package dev.hearth.contracts.plugins;

/**
 * A link that was given out for a person's consent, and the browser that opened it.
 *
 * @param ticket names the consent that was asked for; good for one departure and ten minutes
 * @param browser a secret that only this browser has, in a cookie
 */
public record ConsentLink(String ticket, String browser) {

  /**
   * What the consent is about, for the person to judge.
   *
   * @param plugin the plugin's name
   * @param team whose plugin it is
   * @param key the API key on whose behalf the link was made
   * @param shared whether the whole team's calls will use the consent, or only those of that key
   * @param host where the person is asked to consent
   * @param secure whether the gateway is reached by https
   */
  public record Asked(
      String plugin, String team, String key, boolean shared, String host, boolean secure) {}

  /**
   * Where the person consents.
   *
   * @param authorizeUrl an address of the authorization server
   */
  public record Departure(String authorizeUrl) {

    @Override
    public String toString() {
      return "Departure[…]";
    }
  }

  @Override
  public String toString() {
    return "ConsentLink[…]";
  }
}
